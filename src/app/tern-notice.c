/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-notice.h"

struct _TernNotice
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *label;
  GtkWidget *dismiss;
};

G_DEFINE_FINAL_TYPE (TernNotice, tern_notice, ADW_TYPE_BIN)

enum
{
  PROP_TEXT = 1,
  PROP_ICON_NAME,
  PROP_DISMISSIBLE,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint dismissed_signal;

static void
on_dismiss_clicked (TernNotice *self)
{
  tern_notice_set_text (self, NULL);
  g_signal_emit (self, dismissed_signal, 0);
}

static void
tern_notice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernNotice *self = TERN_NOTICE (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, tern_notice_get_text (self));
      break;
    case PROP_ICON_NAME:
      g_value_set_string (value, gtk_image_get_icon_name (self->icon));
      break;
    case PROP_DISMISSIBLE:
      g_value_set_boolean (value, gtk_widget_get_visible (self->dismiss));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_notice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TernNotice *self = TERN_NOTICE (object);

  switch (id)
    {
    case PROP_TEXT:
      tern_notice_set_text (self, g_value_get_string (value));
      break;
    case PROP_ICON_NAME:
      gtk_image_set_from_icon_name (self->icon, g_value_get_string (value));
      break;
    case PROP_DISMISSIBLE:
      gtk_widget_set_visible (self->dismiss, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_notice_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_NOTICE);
  G_OBJECT_CLASS (tern_notice_parent_class)->dispose (object);
}

static void
tern_notice_class_init (TernNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_notice_get_property;
  object_class->set_property = tern_notice_set_property;
  object_class->dispose = tern_notice_dispose;

  properties[PROP_TEXT] =
      g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DISMISSIBLE] = g_param_spec_boolean ("dismissible", NULL, NULL, FALSE,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  dismissed_signal = g_signal_new ("dismissed", TERN_TYPE_NOTICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, TernNotice, icon);
  gtk_widget_class_bind_template_child (widget_class, TernNotice, label);
  gtk_widget_class_bind_template_child (widget_class, TernNotice, dismiss);
  gtk_widget_class_bind_template_callback (widget_class, on_dismiss_clicked);
}

static void
tern_notice_init (TernNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_notice_new:
 *
 * Returns: (transfer floating): a notice without a text, hidden
 */
GtkWidget *
tern_notice_new (void)
{
  return g_object_new (TERN_TYPE_NOTICE, NULL);
}

/**
 * tern_notice_set_text:
 * @text: (nullable): what to say; %NULL or nothing hides the notice
 */
void
tern_notice_set_text (TernNotice *self, const char *text)
{
  gtk_label_set_text (self->label, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text && *text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

/**
 * tern_notice_get_text:
 *
 * Returns: (transfer none): what it says; empty when hidden
 */
const char *
tern_notice_get_text (TernNotice *self)
{
  return gtk_label_get_text (self->label);
}
