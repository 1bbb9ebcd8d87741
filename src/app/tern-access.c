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
  static const struct
  {
    const char *icon;
    const char *words;
  } WORDS[] = {
    { "window-close-symbolic", NC_ ("window", "Dismiss") },
    { "edit-find-symbolic", NC_ ("window", "Search") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (WORDS); i++)
    if (g_strcmp0 (icon, WORDS[i].icon) == 0)
      return g_dpgettext2 (NULL, "window", WORDS[i].words);
  return NULL;
}

/* A button with a label is named twice over, once with the underscore of its mnemonic; one with an
 * icon is named after the icon's class, for all that its tooltip says. */
static char *
dup_name (GtkButton *button)
{
  GtkWidget *child = gtk_button_get_child (button);
  /* Not asked for while an icon is taking the label's place. */
  const char *label = GTK_IS_LABEL (child) ? gtk_label_get_text (GTK_LABEL (child)) : NULL;
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));

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

  /* Other children than a text or an icon have names of their own, unless it says its name. One
   * without a child may be given its text later. */
  if (child && !GTK_IS_LABEL (child) && !GTK_IS_IMAGE (child) &&
      !gtk_widget_get_tooltip_text (widget))
    return;
  follow (widget, "notify::label", name_button);
}

/* The button that is pressed, inside one that is not; its own name, and not that of both. */
static GtkWidget *
name_inner_button (GtkWidget *widget)
{
  const char *name = gtk_widget_get_tooltip_text (widget);
  GtkWidget *inner = find_below (widget, GTK_TYPE_TOGGLE_BUTTON);

  if (name == NULL || inner == NULL)
    return NULL;
  set_name (widget, name);
  set_name (inner, name);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  return inner;
}

static void
mend_menu_button (GtkWidget *widget)
{
  name_inner_button (widget);
}

/* What is chosen is said with the button that has the keyboard. */
static void
describe_drop_down (gpointer widget)
{
  GtkWidget *inner = find_below (widget, GTK_TYPE_TOGGLE_BUTTON);
  gpointer item = gtk_drop_down_get_selected_item (GTK_DROP_DOWN (widget));

  if (inner && GTK_IS_STRING_OBJECT (item))
    tern_access_describe (inner, gtk_string_object_get_string (item));
}

static void
mend_drop_down (GtkWidget *widget)
{
  if (name_inner_button (widget))
    follow (widget, "notify::selected-item", describe_drop_down);
}

static void
hide_wordless (gpointer image)
{
  if (gtk_widget_get_tooltip_text (image) == NULL)
    hide (image);
}

static gboolean
hide_in_time (gpointer image)
{
  hide_wordless (image);
  return G_SOURCE_REMOVE;
}

/* GTK says that it is to be seen after everything else that comes with being shown. */
static void
hide_once_shown (gpointer image)
{
  g_idle_add_full (G_PRIORITY_HIGH, hide_in_time, g_object_ref (image), g_object_unref);
}

/* One that can be pressed, as the eye in an entry for passwords, says what that does. */
static void
name_image (gpointer image)
{
  const char *tooltip = gtk_widget_get_tooltip_text (image);

  if (tooltip != NULL)
    set_name (image, tooltip);
}

/* Icons stand beside words that say the same. */
static void
mend_image (GtkWidget *widget)
{
  follow (widget, "notify::tooltip-text", name_image);
  hide_wordless (widget);
  follow (widget, "notify::visible", hide_once_shown);
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

/* The items of a list that drops down have no name of their own, nor has the list. */
static void
mend_list_view (GtkWidget *widget)
{
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) == NULL)
    return;
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
         ADW_IS_SQUEEZER (parent) ||
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

/* What only holds others and says nothing itself. */
static void
mend_holder (GtkWidget *widget)
{
  leave_nameless (GTK_ACCESSIBLE (widget));
}

static void
mend_shortcuts (GtkWidget *widget)
{
  set_name (widget, C_ ("window", "Keyboard shortcuts"));
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
    { adw_squeezer_get_type, mend_pages },        { gtk_button_get_type, mend_button },
    { gtk_drop_down_get_type, mend_drop_down },   { gtk_flow_box_get_type, mend_holder },
    { gtk_flow_box_child_get_type, mend_holder }, { gtk_image_get_type, mend_image },
    { gtk_list_box_get_type, mend_list },         { gtk_list_box_row_get_type, mend_row },
    { gtk_list_view_get_type, mend_list_view },   { gtk_menu_button_get_type, mend_menu_button },
    { gtk_popover_menu_get_type, mend_holder },   { gtk_revealer_get_type, mend_pages },
    { gtk_scrollbar_get_type, mend_holder },      { gtk_shortcuts_window_get_type, mend_shortcuts },
    { gtk_stack_get_type, mend_stack },           { gtk_stack_switcher_get_type, mend_holder },
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

/* Scrollers and lists can have the keyboard as well, but there is nothing to do on them. */
static gboolean
can_be_worked (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_EDITABLE (widget) ||
         (GTK_IS_LIST_BOX_ROW (widget) && !ADW_IS_EXPANDER_ROW (widget));
}

/**
 * tern_access_focus_first:
 * @widget: a part of a window
 *
 * Puts the keyboard on the first thing in it that can be worked, wherever the keyboard is now.
 *
 * Returns: whether there is any
 */
gboolean
tern_access_focus_first (GtkWidget *widget)
{
  gboolean found;

  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget) ||
      !gtk_widget_is_sensitive (widget))
    return FALSE;
  found = can_be_worked (widget) && gtk_widget_grab_focus (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = tern_access_focus_first (child);
  return found;
}

/* GTK 4.8 asks what takes the keyboard into itself once its last child has had it: a part that then
 * gives it to one of its children would never let go of the Tab key. */
static gboolean
focus_within (GtkWidget *bin, GtkDirectionType direction)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (bin));

  return child != NULL && gtk_widget_child_focus (child, direction);
}

/**
 * tern_access_set_grab_focus:
 * @bin_class: a class derived from AdwBin
 * @grab_focus: puts the keyboard on the one of its children with which to go on
 *
 * Says where the keyboard goes in a part of a window, without the Tab key being kept there.
 */
void
tern_access_set_grab_focus (gpointer bin_class, gboolean (*grab_focus) (GtkWidget *bin))
{
  GTK_WIDGET_CLASS (bin_class)->grab_focus = grab_focus;
  GTK_WIDGET_CLASS (bin_class)->focus = focus_within;
}

/**
 * tern_access_name_item:
 * @row: what stands for an item of a GtkListView
 * @name: what it is
 * @description: the rest of what there is to know of it
 *
 * The keyboard is on the item, which is GTK's and would have no name.
 */
void
tern_access_name_item (gpointer row, const char *name, const char *description)
{
  GtkWidget *item = gtk_widget_get_parent (row);

  if (item == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  tern_access_describe (item, description);
}
