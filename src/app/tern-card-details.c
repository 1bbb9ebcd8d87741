/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-details.h"

#include "app/tern-toast.h"
#include "app/tern-words.h"
#include "lpa/lpa-eid.h"

#include <glib/gi18n.h>

struct _TernCardDetails
{
  AdwBin parent_instance;

  AdwActionRow *eid;
  AdwActionRow *room;
  AdwActionRow *maker;
  AdwActionRow *version;
  AdwActionRow *server;
  AdwActionRow *issuers;

  LpaEuicc *euicc;
  gboolean show_identifiers;
};

G_DEFINE_FINAL_TYPE (TernCardDetails, tern_card_details, ADW_TYPE_BIN)

enum
{
  PROP_SHOW_IDENTIFIERS = 1,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static void
show_row (AdwActionRow *row, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (row), text && *text);
  adw_action_row_set_subtitle (row, text ? text : "");
}

static void
show_eid (TernCardDetails *self)
{
  g_autofree char *eid = NULL;

  if (self->euicc)
    eid = tern_words_dup_eid (lpa_euicc_get_eid (self->euicc), !self->show_identifiers);
  show_row (self->eid, eid);
}

static void
show_info (TernCardDetails *self)
{
  const LpaEuiccInfo *info = lpa_euicc_get_info (self->euicc);
  const LpaAddresses *addresses = lpa_euicc_get_addresses (self->euicc);
  g_autofree char *room = info ? tern_words_dup_room (info->free_memory) : NULL;
  g_autofree char *issuers = info ? tern_words_dup_issuers (info->verification_keys) : NULL;
  g_autofree char *version = NULL;

  if (info)
    version = g_strdup_printf (C_ ("card", "SGP.22 %s · profile packages %s · firmware %s"),
                               info->svn, info->profile_version, info->firmware_version);
  show_eid (self);
  show_row (self->room, room);
  show_row (self->maker, lpa_eid_get_maker (lpa_euicc_get_eid (self->euicc)));
  show_row (self->version, version);
  show_row (self->server, addresses ? addresses->default_smdp : NULL);
  show_row (self->issuers, issuers);
}

static void
on_busy_changed (TernCardDetails *self)
{
  if (!lpa_euicc_is_busy (self->euicc))
    show_info (self);
}

static void
on_copy_clicked (TernCardDetails *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          lpa_euicc_get_eid (self->euicc));
  tern_toast (GTK_WIDGET (self), C_ ("toast", "EID copied"));
}

static void
tern_card_details_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, TERN_CARD_DETAILS (object)->show_identifiers);
}

static void
tern_card_details_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TernCardDetails *self = TERN_CARD_DETAILS (object);

  self->show_identifiers = g_value_get_boolean (value);
  show_eid (self);
}

static void
tern_card_details_dispose (GObject *object)
{
  TernCardDetails *self = TERN_CARD_DETAILS (object);

  if (self->euicc)
    g_signal_handlers_disconnect_by_data (self->euicc, self);
  g_clear_object (&self->euicc);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CARD_DETAILS);
  G_OBJECT_CLASS (tern_card_details_parent_class)->dispose (object);
}

static void
tern_card_details_class_init (TernCardDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_card_details_get_property;
  object_class->set_property = tern_card_details_set_property;
  object_class->dispose = tern_card_details_dispose;

  properties[PROP_SHOW_IDENTIFIERS] = g_param_spec_boolean (
      "show-identifiers", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-card-details.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, eid);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, room);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, maker);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, version);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, server);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, issuers);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
}

static void
tern_card_details_init (TernCardDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_card_details_new:
 *
 * Returns: (transfer floating): details of no card yet
 */
GtkWidget *
tern_card_details_new (void)
{
  return g_object_new (TERN_TYPE_CARD_DETAILS, NULL);
}

/**
 * tern_card_details_set_euicc:
 * @euicc: (nullable): the card; what is shown follows it
 */
void
tern_card_details_set_euicc (TernCardDetails *self, LpaEuicc *euicc)
{
  if (self->euicc)
    g_signal_handlers_disconnect_by_data (self->euicc, self);
  g_set_object (&self->euicc, euicc);
  if (euicc == NULL)
    return;
  g_signal_connect_swapped (euicc, "notify::busy", G_CALLBACK (on_busy_changed), self);
  show_info (self);
}
