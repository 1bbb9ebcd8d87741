/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-access.h"

#include <glib/gi18n.h>

/*
 * What GTK 4.8 and libadwaita 1.2 tell a screen reader about their own widgets is put right here,
 * for every window at once and as each widget comes onto the screen. Newer versions say these
 * things themselves; what is said then stays the same.
 */

#define ROW_ACTION "row.activate"

/* Says it now and whenever it changes. */
static void
follow (GtkWidget *widget, const char *signal, void (*say) (gpointer widget))
{
  if (g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, say, NULL) == 0)
    g_signal_connect (widget, signal, G_CALLBACK (say), NULL);
  say (widget);
}

/* What has no name would be named after its class. */
static void
leave_nameless (GtkAccessible *accessible)
{
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
}

static void
hide (GtkWidget *widget)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

static GtkWidget *
find_below (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_below (child, type);
  return found;
}

static char *
dup_without_mnemonic (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);

  return g_strjoinv ("", parts);
}

static void
set_name (GtkWidget *widget, const char *name)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  /* A tooltip is the description; not to be read out after a name that says the same. */
  if (g_strcmp0 (name, tooltip) == 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    "", -1);
}

/* What the words are where an icon has none. */
static const char *
find_words (const char *icon)
{
  return g_strcmp0 (icon, "window-close-symbolic") == 0 ? C_ ("window", "Dismiss") : NULL;
}

/* A button with a label is named twice over, once with the underscore of its mnemonic; one with an
 * icon is named after the icon's class, for all that its tooltip says. */
static char *
dup_name (GtkButton *button)
{
  /* Not asked for while an icon is taking the label's place. */
  const char *label =
      GTK_IS_LABEL (gtk_button_get_child (button)) ? gtk_button_get_label (button) : NULL;
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));

  if (label && gtk_button_get_use_underline (button))
    return dup_without_mnemonic (label);
  if (label || tooltip)
    return g_strdup (label ? label : tooltip);
  return g_strdup (find_words (gtk_button_get_icon_name (button)));
}

static void
name_button (gpointer button)
{
  g_autofree char *name = dup_name (button);

  if (name == NULL)
    return;
  set_name (button, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
mend_button (GtkWidget *widget)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (widget));

  /* Other children than a text or an icon have names of their own. */
  if (!GTK_IS_LABEL (child) && !GTK_IS_IMAGE (child))
    return;
  follow (widget, "notify::label", name_button);
}

/* It holds the button that is pressed, and is one itself. */
static void
mend_menu_button (GtkWidget *widget)
{
  const char *name = gtk_widget_get_tooltip_text (widget);

  if (name == NULL)
    return;
  set_name (widget, name);
  set_name (find_below (widget, GTK_TYPE_TOGGLE_BUTTON), name);
}

/* Icons stand beside words that say the same. */
static void
mend_image (GtkWidget *widget)
{
  if (gtk_widget_get_tooltip_text (widget) == NULL)
    hide (widget);
}

static void
mend_group (GtkWidget *widget)
{
  const char *title = adw_preferences_group_get_title (ADW_PREFERENCES_GROUP (widget));
  GtkWidget *list = find_below (widget, GTK_TYPE_LIST_BOX);

  if (list && (title == NULL || *title == '\0'))
    leave_nameless (GTK_ACCESSIBLE (list));
}

/* What stands below the title is the rest of what there is to know of a row. */
static void
describe_row (gpointer row)
{
  const char *subtitle = adw_action_row_get_subtitle (row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle ? subtitle : "", -1);
}

static void
mend_action_row (GtkWidget *widget)
{
  follow (widget, "notify::subtitle", describe_row);
}

/* What is chosen counts as part of the list that drops down, not of the row. */
static void
describe_combo (gpointer row)
{
  GtkExpression *expression = adw_combo_row_get_expression (row);
  gpointer item = adw_combo_row_get_selected_item (row);
  g_auto (GValue) value = G_VALUE_INIT;

  if (item && expression && gtk_expression_evaluate (expression, item, &value) &&
      G_VALUE_HOLDS_STRING (&value))
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    g_value_get_string (&value), -1);
}

static void
mend_combo (GtkWidget *widget)
{
  hide (find_below (widget, GTK_TYPE_LIST_VIEW));
  follow (widget, "notify::selected-item", describe_combo);
}

/* The items of such a list have no name of their own. */
static void
mend_list_view (GtkWidget *widget)
{
  leave_nameless (GTK_ACCESSIBLE (widget));
  for (GtkWidget *item = gtk_widget_get_first_child (widget); item;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *label = find_below (item, GTK_TYPE_LABEL);

      if (label)
        set_name (item, gtk_label_get_text (GTK_LABEL (label)));
    }
}

/* It holds lists of its own, the first of them for its heading. */
static void
mend_expander (GtkWidget *widget)
{
  set_name (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
}

/* A list inside a row would be named after its class. */
static void
mend_list (GtkWidget *widget)
{
  if (gtk_widget_get_ancestor (widget, ADW_TYPE_EXPANDER_ROW))
    leave_nameless (GTK_ACCESSIBLE (widget));
}

static void
mend_row (GtkWidget *widget)
{
  gtk_widget_action_set_enabled (widget, ROW_ACTION,
                                 gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (widget)));
}

/* Whether a widget gives way to others on its place: a page, or a button of a message, of which
 * there is a second set for narrow windows. */
static gboolean
gives_way (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return GTK_IS_STACK (parent) || GTK_IS_REVEALER (parent) || ADW_IS_LEAFLET (parent) ||
         (GTK_IS_BUTTON (widget) && ADW_IS_MESSAGE_DIALOG (gtk_widget_get_root (widget)));
}

static void
show_or_hide (GtkWidget *widget)
{
  if (gives_way (widget))
    gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN,
                                 !gtk_widget_get_mapped (widget), -1);
}

static void
mend_dialog (GtkWidget *widget)
{
  show_or_hide (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    mend_dialog (child);
}

/* The pages that are not on top would be read out with the one that is. */
static void
mend_pages (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    show_or_hide (child);
}

/* Those of a stack would be named after their class. */
static void
mend_stack (GtkWidget *widget)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (GTK_STACK (widget));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      if (gtk_stack_page_get_title (GTK_STACK_PAGE (page)) == NULL)
        leave_nameless (GTK_ACCESSIBLE (page));
    }
  mend_pages (widget);
}

static void
mend_scrollbar (GtkWidget *widget)
{
  leave_nameless (GTK_ACCESSIBLE (widget));
}

static gboolean
on_map (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  static const struct
  {
    GType (*type) (void);
    void (*mend) (GtkWidget *widget);
  } MENDS[] = {
    { adw_action_row_get_type, mend_action_row }, { adw_combo_row_get_type, mend_combo },
    { adw_expander_row_get_type, mend_expander }, { adw_leaflet_get_type, mend_pages },
    { adw_message_dialog_get_type, mend_dialog }, { adw_preferences_group_get_type, mend_group },
    { gtk_button_get_type, mend_button },         { gtk_image_get_type, mend_image },
    { gtk_list_box_get_type, mend_list },         { gtk_list_box_row_get_type, mend_row },
    { gtk_revealer_get_type, mend_pages },        { gtk_scrollbar_get_type, mend_scrollbar },
    { gtk_list_view_get_type, mend_list_view },   { gtk_menu_button_get_type, mend_menu_button },
    { gtk_stack_get_type, mend_stack },
  };
  GtkWidget *widget = g_value_get_object (values);

  for (guint i = 0; i < G_N_ELEMENTS (MENDS); i++)
    if (G_TYPE_CHECK_INSTANCE_TYPE (widget, MENDS[i].type ()))
      MENDS[i].mend (widget);
  show_or_hide (widget);
  return TRUE;
}

static gboolean
on_unmap (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkWidget *widget = g_value_get_object (values);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (widget));

  /* Not with its whole window, which is gone for readers then. */
  if (root && gtk_widget_get_mapped (root))
    show_or_hide (widget);
  return TRUE;
}

static void
activate_row (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static void
init_once (void)
{
  GtkWidgetClass *row_class = g_type_class_ref (GTK_TYPE_LIST_BOX_ROW);
  GtkWidgetClass *widget_class = g_type_class_ref (GTK_TYPE_WIDGET);

  gtk_widget_class_install_action (row_class, ROW_ACTION, NULL, activate_row);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
  g_signal_add_emission_hook (g_signal_lookup ("unmap", GTK_TYPE_WIDGET), 0, on_unmap, NULL, NULL);
  g_type_class_unref (widget_class);
  g_type_class_unref (row_class);
}

/**
 * tern_access_init:
 *
 * Lets a screen reader know of every window what it needs: names, actions of rows, and only the
 * pages that are to be seen. To be called once GTK is there, and before anything is made of it.
 */
void
tern_access_init (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      init_once ();
      g_once_init_leave (&done, 1);
    }
}

/**
 * tern_access_describe:
 * @widget: what the keyboard is put on
 * @text: (nullable): what to say of it after its name
 *
 * What has happened is said this way, since GTK 4.8 cannot announce it: the keyboard is put where
 * to go on, and the description there says why.
 */
void
tern_access_describe (gpointer widget, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text ? text : "", -1);
}
