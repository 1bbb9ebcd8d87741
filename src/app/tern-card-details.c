/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-details.h"

#include "app/tern-card-words.h"
#include "app/tern-close-with-card.h"
#include "app/tern-qr-dialog.h"
#include "app/tern-erase-dialog.h"
#include "app/tern-error-dialog.h"
#include "app/tern-server-dialog.h"
#include "app/tern-toast.h"
#include "app/tern-words.h"
#include "lpa/lpa-eid.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

/* The bits of a capability field. */
#define N_BITS 32

struct _TernCardDetails
{
  AdwBin parent_instance;

  AdwActionRow *eid;
  GtkWidget *room_row;
  GtkLabel *room;
  GtkProgressBar *bar;
  AdwActionRow *maker;
  AdwExpanderRow *issuers;
  AdwActionRow *server;
  GtkWidget *edit_server;
  GtkSpinner *server_spinner;
  AdwActionRow *discovery;
  AdwExpanderRow *versions;
  AdwExpanderRow *capabilities;
  AdwExpanderRow *rules;
  GtkWidget *erase;
  GtkSpinner *erase_spinner;

  TernCardItem *item;
  LpaEuicc *euicc;
  GPtrArray *facts;
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
  const char *eid = self->euicc ? lpa_euicc_get_eid (self->euicc) : NULL;
  g_autofree char *grouped = eid ? tern_words_dup_eid (eid, !self->show_identifiers) : NULL;
  g_autofree char *text =
      eid ? g_strdup_printf ("%s\n%s", grouped, tern_card_words_get_check_digits (eid)) : NULL;

  show_row (self->eid, text);
}

/* Counted in profiles, since a card says only what is free. */
static void
show_room (TernCardDetails *self, const LpaEuiccInfo *info)
{
  g_autofree char *text = tern_words_dup_room (info ? info->free_memory : -1);
  guint on_it = g_list_model_get_n_items (lpa_euicc_get_profiles (self->euicc));
  gboolean known = info && info->free_memory >= 0;
  guint more = known ? tern_words_count_room (info->free_memory) : 0;

  gtk_label_set_text (self->room, text);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), known && on_it + more > 0);
  gtk_progress_bar_set_fraction (self->bar, (double) on_it / MAX (on_it + more, 1));
}

static void
show_servers (TernCardDetails *self)
{
  const LpaAddresses *addresses = lpa_euicc_get_addresses (self->euicc);
  const char *server = addresses ? addresses->default_smdp : NULL;
  const char *discovery = addresses ? addresses->root_smds : NULL;

  adw_action_row_set_subtitle (self->server, server && *server ? server : C_ ("server", "None"));
  adw_action_row_set_subtitle (
      self->discovery, discovery && *discovery ? discovery : C_ ("server", "The card names none"));
}

static void
show_changing (TernCardDetails *self)
{
  show_room (self, lpa_euicc_get_info (self->euicc));
  show_servers (self);
}

static void
add_fact (TernCardDetails *self, AdwExpanderRow *expander, const char *title, const char *subtitle)
{
  GtkWidget *row;

  if (subtitle == NULL || *subtitle == '\0')
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_expander_row_add_row (expander, row);
  g_object_set_data (G_OBJECT (row), "expander", expander);
  g_ptr_array_add (self->facts, row);
}

static void
remove_facts (TernCardDetails *self)
{
  for (guint i = 0; i < self->facts->len; i++)
    adw_expander_row_remove (g_object_get_data (self->facts->pdata[i], "expander"),
                             self->facts->pdata[i]);
  g_ptr_array_set_size (self->facts, 0);
}

static void
add_versions (TernCardDetails *self, const LpaEuiccInfo *info)
{
  const struct
  {
    const char *title;
    const char *text;
  } FACTS[] = {
    { C_ ("card", "eSIM standard (SGP.22)"), info->svn },
    { C_ ("card", "Profile packages"), info->profile_version },
    { C_ ("card", "Firmware of the card"), info->firmware_version },
    { C_ ("card", "Java Card interface (TS 102 241)"), info->ts102241_version },
    { C_ ("card", "GlobalPlatform"), info->global_platform_version },
    { C_ ("card", "Protection profile"), info->pp_version },
    { C_ ("card", "Number of the maker’s audit (SAS)"), info->sas_number },
    { C_ ("card", "Class of the card"), tern_card_words_get_category (info->category) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (FACTS); i++)
    add_fact (self, self->versions, FACTS[i].title, FACTS[i].text);
  adw_expander_row_set_subtitle (self->versions, info->svn);
}

/* Each in words, with the standard's own name and the bit beside. */
static guint
add_capabilities (TernCardDetails *self,
                  guint32 bits,
                  const char *(*get_words) (guint bit),
                  const char *(*get_name) (guint bit))
{
  guint n = 0;

  for (guint bit = 0; bit < N_BITS; bit++)
    {
      const char *words = get_words (bit);
      const char *name = get_name (bit);
      g_autofree char *raw = NULL;

      if ((bits & ((guint32) 1 << bit)) == 0)
        continue;
      n++;
      raw = g_strdup_printf (C_ ("capability", "%s · bit %u"),
                             name ? name : C_ ("capability", "reserved"), bit);
      add_fact (self, self->capabilities, words ? words : C_ ("capability", "Something newer"),
                raw);
    }
  return n;
}

static void
show_capabilities (TernCardDetails *self, const LpaEuiccInfo *info)
{
  guint n = add_capabilities (self, info->rsp_capabilities, tern_card_words_get_rsp_capability,
                              lpa_euicc_info_get_rsp_capability_name) +
            add_capabilities (self, info->uicc_capabilities, tern_card_words_get_uicc_capability,
                              lpa_euicc_info_get_uicc_capability_name);
  g_autofree char *text = g_strdup_printf (
      lpa_plural ("card", "%u thing the card can do", "%u things the card can do", n), n);

  adw_expander_row_set_subtitle (self->capabilities, text);
}

static gboolean
has_key (GPtrArray *keys, GBytes *key)
{
  return g_ptr_array_find_with_equal_func (keys, key, g_bytes_equal, NULL);
}

static void
add_issuer (TernCardDetails *self, GBytes *key, const char *use)
{
  g_autofree char *name = tern_card_words_dup_issuer (key);
  g_autofree char *text = g_strdup_printf ("%s\n%s", tern_card_words_get_issuer_kind (key), use);

  add_fact (self, self->issuers, name, text);
}

/* Most cards have the same issuers in both lists. */
static void
show_issuers (TernCardDetails *self, const LpaEuiccInfo *info)
{
  g_autofree char *names = tern_words_dup_issuers (info->verification_keys);

  for (guint i = 0; i < info->verification_keys->len; i++)
    {
      GBytes *key = g_ptr_array_index (info->verification_keys, i);

      add_issuer (self, key,
                  has_key (info->signing_keys, key)
                      ? C_ ("issuer", "For servers, and for the card itself")
                      : C_ ("issuer", "For servers only"));
    }
  for (guint i = 0; i < info->signing_keys->len; i++)
    {
      GBytes *key = g_ptr_array_index (info->signing_keys, i);

      if (!has_key (info->verification_keys, key))
        add_issuer (self, key, C_ ("issuer", "For the card itself only"));
    }
  adw_expander_row_set_subtitle (self->issuers, names);
}

/* What providers may forbid on this card. */
static void
show_rules (TernCardDetails *self, const LpaEuiccInfo *info)
{
  const LpaRat *rat = lpa_euicc_get_rat (self->euicc);
  guint n = rat ? lpa_rat_get_n_rules (rat) : 0;

  for (guint row = 0; row < n; row++)
    {
      g_autofree char *title = tern_card_words_dup_allowed (lpa_rat_get_rules (rat, row));
      g_autofree char *text = tern_card_words_dup_operators (rat, row);

      add_fact (self, self->rules, title, text);
    }
  if (info->forbidden_rules != LPA_POLICY_RULES_NONE)
    {
      g_autofree char *title = tern_card_words_dup_allowed (info->forbidden_rules);

      add_fact (self, self->rules, title, C_ ("rat", "Not accepted by this card at all"));
    }
  adw_expander_row_set_subtitle (
      self->rules, n > 0 ? C_ ("rat", "What providers may forbid on this card")
                         : C_ ("rat", "None: every profile can be switched off and deleted"));
}

static void
show_item (TernCardDetails *self)
{
  const LpaEuiccInfo *info = lpa_euicc_get_info (self->euicc);

  remove_facts (self);
  show_eid (self);
  show_changing (self);
  show_row (self->maker, lpa_eid_get_maker (lpa_euicc_get_eid (self->euicc)));
  if (info == NULL)
    return;
  add_versions (self, info);
  show_capabilities (self, info);
  show_issuers (self, info);
  show_rules (self, info);
}

static void
on_busy_changed (TernCardDetails *self)
{
  if (!lpa_euicc_is_busy (self->euicc))
    show_changing (self);
}

static void
on_copy_clicked (TernCardDetails *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          lpa_euicc_get_eid (self->euicc));
  tern_toast (GTK_WIDGET (self), C_ ("toast", "EID copied"));
}

static GtkWindow *
get_window (TernCardDetails *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
present (TernCardDetails *self, GtkWidget *dialog)
{
  tern_close_with_card (GTK_WINDOW (dialog), GTK_WIDGET (self), self->item);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_code_clicked (TernCardDetails *self)
{
  present (self, tern_qr_dialog_new_for_eid (get_window (self), lpa_euicc_get_eid (self->euicc)));
}

static void
set_changing_server (TernCardDetails *self, gboolean changing)
{
  gtk_spinner_set_spinning (self->server_spinner, changing);
  gtk_widget_set_sensitive (self->edit_server, !changing);
}

static void
on_server_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCardDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) done =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (self->euicc != LPA_EUICC (source))
    return;
  set_changing_server (self, FALSE);
  if (done)
    tern_toast (GTK_WIDGET (self), C_ ("toast", "The default server is changed"));
  else
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("server", "Default server not changed"),
                               error);
}

static void
on_server_answered (TernServerDialog *dialog, const char *response, TernCardDetails *self)
{
  gboolean save = g_strcmp0 (response, "save") == 0;

  if (self->euicc == NULL || (!save && g_strcmp0 (response, "remove") != 0))
    return;
  set_changing_server (self, TRUE);
  lpa_euicc_set_default_smdp_async (self->euicc,
                                    save ? tern_server_dialog_get_address (dialog) : NULL, NULL,
                                    on_server_set, g_object_ref (self));
}

static void
on_edit_server_clicked (TernCardDetails *self)
{
  const LpaAddresses *addresses = lpa_euicc_get_addresses (self->euicc);
  GtkWidget *dialog =
      tern_server_dialog_new (get_window (self), addresses ? addresses->default_smdp : NULL);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_server_answered), self, 0);
  present (self, dialog);
}

static void
set_erasing (TernCardDetails *self, gboolean erasing)
{
  gtk_spinner_set_spinning (self->erase_spinner, erasing);
  gtk_widget_set_sensitive (self->erase, !erasing);
}

static void
on_erased (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernCardDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotifierResult) done =
      lpa_euicc_operation_finish (LPA_EUICC (source), result, &error);

  if (self->euicc != LPA_EUICC (source))
    return;
  set_erasing (self, FALSE);
  if (done == NULL)
    tern_error_dialog_present (GTK_WIDGET (self), C_ ("erase", "Not erased"), error);
  else if (done->left > 0)
    tern_toast (GTK_WIDGET (self),
                C_ ("toast", "Erased. Some reports could not be sent yet and wait on the card."));
  else
    tern_toast (GTK_WIDGET (self), C_ ("toast", "Erased, and the providers know"));
}

static void
on_erase_answered (TernEraseDialog *dialog, const char *response, TernCardDetails *self)
{
  if (self->euicc == NULL || g_strcmp0 (response, "erase") != 0)
    return;
  set_erasing (self, TRUE);
  lpa_euicc_reset_async (self->euicc, tern_erase_dialog_get_options (dialog), NULL, on_erased,
                         g_object_ref (self));
}

static void
on_erase_clicked (TernCardDetails *self)
{
  GtkWidget *dialog = tern_erase_dialog_new (get_window (self), self->euicc);

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_erase_answered), self, 0);
  present (self, dialog);
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
release (TernCardDetails *self)
{
  if (self->euicc)
    g_signal_handlers_disconnect_by_data (self->euicc, self);
  g_clear_object (&self->euicc);
  g_clear_object (&self->item);
}

static void
tern_card_details_dispose (GObject *object)
{
  TernCardDetails *self = TERN_CARD_DETAILS (object);

  release (self);
  g_clear_pointer (&self->facts, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CARD_DETAILS);
  G_OBJECT_CLASS (tern_card_details_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-card-details.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, eid);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, room_row);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, room);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, bar);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, maker);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, issuers);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, server);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, edit_server);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, server_spinner);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, discovery);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, versions);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, capabilities);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, rules);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, erase);
  gtk_widget_class_bind_template_child (widget_class, TernCardDetails, erase_spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_code_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_server_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_erase_clicked);
}

static void
tern_card_details_class_init (TernCardDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tern_card_details_get_property;
  object_class->set_property = tern_card_details_set_property;
  object_class->dispose = tern_card_details_dispose;

  properties[PROP_SHOW_IDENTIFIERS] = g_param_spec_boolean (
      "show-identifiers", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tern_card_details_init (TernCardDetails *self)
{
  self->facts = g_ptr_array_new ();
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
 * tern_card_details_set_item:
 * @item: (nullable): a row of the list of cards that has an eUICC; what is shown follows it
 */
void
tern_card_details_set_item (TernCardDetails *self, TernCardItem *item)
{
  release (self);
  set_changing_server (self, FALSE);
  set_erasing (self, FALSE);
  if (item == NULL)
    return;
  self->item = g_object_ref (item);
  self->euicc = g_object_ref (tern_card_item_get_euicc (item));
  g_signal_connect_swapped (self->euicc, "notify::busy", G_CALLBACK (on_busy_changed), self);
  show_item (self);
}
