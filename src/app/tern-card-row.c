/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-card-row.h"

#include "app/tern-access.h"

struct _TernCardRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;

  TernCardItem *item;
};

G_DEFINE_FINAL_TYPE (TernCardRow, tern_card_row, GTK_TYPE_LIST_BOX_ROW)

static void
tern_card_row_dispose (GObject *object)
{
  g_clear_object (&TERN_CARD_ROW (object)->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CARD_ROW);
  G_OBJECT_CLASS (tern_card_row_parent_class)->dispose (object);
}

static void
tern_card_row_class_init (TernCardRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_card_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, TERN_RESOURCE_PATH "tern-card-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCardRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TernCardRow, title);
  gtk_widget_class_bind_template_child (widget_class, TernCardRow, subtitle);
}

static void
tern_card_row_init (TernCardRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
describe (TernCardItem *item, GParamSpec *pspec, TernCardRow *self)
{
  tern_access_describe (self, tern_card_item_get_subtitle (item));
}

/**
 * tern_card_row_new:
 * @item: what it shows, and follows
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
tern_card_row_new (TernCardItem *item)
{
  TernCardRow *self = g_object_new (TERN_TYPE_CARD_ROW, NULL);

  self->item = g_object_ref (item);
  gtk_image_set_from_icon_name (
      self->icon, tern_card_item_get_euicc (item) ? "tern-card-symbolic" : "tern-reader-symbolic");
  g_object_bind_property (item, "title", self->title, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (item, "subtitle", self->subtitle, "label", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (item, "notify::subtitle", G_CALLBACK (describe), self, 0);
  describe (item, NULL, self);
  return GTK_WIDGET (self);
}

/**
 * tern_card_row_get_item:
 *
 * Returns: (transfer none): what it shows
 */
TernCardItem *
tern_card_row_get_item (TernCardRow *self)
{
  return self->item;
}
