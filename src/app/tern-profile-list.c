/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-profile-list.h"

#include "app/tern-access.h"
#include "app/tern-close-with-card.h"
#include "app/tern-profile-actions.h"
#include "app/tern-profile-dialog.h"
#include "app/tern-profile-order.h"
#include "app/tern-profile-row.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>

/* Up to so many are seen at a glance. */
#define A_HANDFUL 6

#define SWITCH_ON "profiles.switch-on"
#define SWITCH_OFF "profiles.switch-off"

struct _TernProfileList
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkWidget *tools;
  GtkEditable *search;
  GtkListBox *rows;
  GtkWidget *tests_group;
  AdwActionRow *tests_row;

  GSettings *settings;
  TernOperators *operators;
  TernCardItem *item;
  GListModel *model;
  GtkFilterListModel *kinds;
  GtkFilterListModel *found;
  GtkSortListModel *sorted;
  char *switching;
  char *sort;
  gboolean show_tests;
  gboolean show_identifiers;
};

G_DEFINE_FINAL_TYPE (TernProfileList, tern_profile_list, ADW_TYPE_BIN)

enum
{
  PROP_SORT = 1,
  PROP_SHOW_TESTS,
  PROP_SHOW_IDENTIFIERS,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

static TernProfileRow *
find_row (TernProfileList *self, const char *iccid)
{
  GtkListBoxRow *row;

  for (int i = 0; iccid && (row = gtk_list_box_get_row_at_index (self->rows, i)); i++)
    {
      LpaProfile *profile = tern_profile_row_get_profile (TERN_PROFILE_ROW (row));

      if (g_strcmp0 (lpa_profile_get_iccid (profile), iccid) == 0)
        return TERN_PROFILE_ROW (row);
    }
  return NULL;
}

static void
end_switching (TernProfileList *self)
{
  g_autofree char *iccid = g_steal_pointer (&self->switching);
  TernProfileRow *row = find_row (self, iccid);

  gtk_widget_set_sensitive (GTK_WIDGET (self->rows), TRUE);
  if (row)
    {
      tern_profile_row_set_switching (row, FALSE);
      tern_profile_row_focus_switch (row);
    }
}

static void
on_switch_ended (GtkWidget *origin, TernCardItem *item)
{
  TernProfileList *self = TERN_PROFILE_LIST (origin);

  if (self->item == item)
    end_switching (self);
}

static void
switch_profile (TernProfileList *self, LpaProfile *profile, gboolean enable)
{
  TernProfileRow *row = find_row (self, lpa_profile_get_iccid (profile));

  if (self->switching)
    return;
  self->switching = g_strdup (lpa_profile_get_iccid (profile));
  gtk_widget_set_sensitive (GTK_WIDGET (self->rows), FALSE);
  if (row)
    tern_profile_row_set_switching (row, TRUE);
  tern_profile_actions_switch (GTK_WIDGET (self), self->item, profile, enable, on_switch_ended);
}

static void
on_row_switch (TernProfileRow *row, gboolean enable, TernProfileList *self)
{
  switch_profile (self, tern_profile_row_get_profile (row), enable);
}

static GtkWidget *
make_row (gpointer item, gpointer user_data)
{
  TernProfileList *self = user_data;
  GtkWidget *row = tern_profile_row_new (LPA_PROFILE (item));

  tern_profile_row_set_words (TERN_PROFILE_ROW (row), self->operators, self->show_identifiers);
  if (g_strcmp0 (self->switching, lpa_profile_get_iccid (item)) == 0)
    tern_profile_row_set_switching (TERN_PROFILE_ROW (row), TRUE);
  g_signal_connect_object (row, "switch", G_CALLBACK (on_row_switch), self, 0);
  return row;
}

static void
update_rows (TernProfileList *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->rows, i)); i++)
    tern_profile_row_set_words (TERN_PROFILE_ROW (row), self->operators, self->show_identifiers);
}

static void
on_dialog_delete (TernProfileDialog *dialog, TernProfileList *self)
{
  if (self->item)
    tern_profile_actions_delete (GTK_WIDGET (self), self->item,
                                 tern_profile_dialog_get_profile (dialog));
}

static void
on_row_activated (TernProfileList *self, TernProfileRow *row)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *dialog = tern_profile_dialog_new (window, tern_card_item_get_euicc (self->item),
                                               tern_profile_row_get_profile (row), self->operators);

  g_signal_connect_object (dialog, "delete", G_CALLBACK (on_dialog_delete), self, 0);
  tern_close_with_card (GTK_WINDOW (dialog), GTK_WIDGET (self), self->item);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
is_for_use (gpointer profile)
{
  return lpa_profile_get_kind (profile) == LPA_PROFILE_KIND_OPERATIONAL;
}

/* What is in use is always shown. */
static gboolean
is_wanted (gpointer item, gpointer user_data)
{
  TernProfileList *self = user_data;

  return self->show_tests || is_for_use (item) || lpa_profile_is_enabled (item);
}

static gboolean
is_found (gpointer item, gpointer user_data)
{
  TernProfileList *self = user_data;

  return tern_profile_matches (item, self->operators, gtk_editable_get_text (self->search));
}

static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  TernProfileList *self = user_data;

  return tern_profile_compare ((LpaProfile *) a, (LpaProfile *) b, self->operators, self->sort);
}

static void
refilter (GtkFilterListModel *model)
{
  gtk_filter_changed (gtk_filter_list_model_get_filter (model), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
on_search_changed (TernProfileList *self)
{
  refilter (self->found);
}

static void
resort (TernProfileList *self)
{
  gtk_sorter_changed (gtk_sort_list_model_get_sorter (self->sorted), GTK_SORTER_CHANGE_DIFFERENT);
}

static guint
count_for_tests (TernProfileList *self)
{
  guint n = 0;

  for (guint i = 0; self->model && i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr (LpaProfile) profile = g_list_model_get_item (self->model, i);

      n += is_for_use (profile) ? 0 : 1;
    }
  return n;
}

static void
show_tests_row (TernProfileList *self)
{
  guint n = count_for_tests (self);
  g_autofree char *text =
      g_strdup_printf (lpa_plural ("profile", "%u profile on this card is not for everyday use",
                                   "%u profiles on this card are not for everyday use", n),
                       n);

  gtk_widget_set_visible (self->tests_group, n > 0);
  adw_action_row_set_subtitle (self->tests_row, text);
}

static void
on_profiles_changed (TernProfileList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->kinds));

  if (n <= A_HANDFUL)
    gtk_editable_set_text (self->search, "");
  gtk_widget_set_visible (self->tools, n > A_HANDFUL);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "profiles" : "empty");
  show_tests_row (self);
}

static void
on_operators_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernProfileList) self = user_data;

  g_clear_object (&self->operators);
  self->operators = tern_operators_load_finish (result, NULL);
  if (self->rows == NULL || self->operators == NULL)
    return;
  update_rows (self);
  resort (self);
  refilter (self->found);
}

/* For what knows a profile by its number only; one that is as wanted already is left alone. */
static void
switch_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TernProfileList *self = TERN_PROFILE_LIST (widget);
  gboolean enable = g_str_equal (name, SWITCH_ON);
  g_autoptr (LpaProfile) profile = NULL;

  if (self->item)
    profile = lpa_euicc_find_profile (tern_card_item_get_euicc (self->item),
                                      g_variant_get_string (parameter, NULL), NULL);
  if (profile && lpa_profile_is_enabled (profile) != enable)
    switch_profile (self, profile, enable);
}

static void
tern_profile_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TernProfileList *self = TERN_PROFILE_LIST (object);

  switch (id)
    {
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    case PROP_SHOW_TESTS:
      g_value_set_boolean (value, self->show_tests);
      break;
    case PROP_SHOW_IDENTIFIERS:
      g_value_set_boolean (value, self->show_identifiers);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tern_profile_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TernProfileList *self = TERN_PROFILE_LIST (object);

  switch (id)
    {
    case PROP_SORT:
      g_free (self->sort);
      self->sort = g_value_dup_string (value);
      resort (self);
      break;
    case PROP_SHOW_TESTS:
      self->show_tests = g_value_get_boolean (value);
      refilter (self->kinds);
      on_profiles_changed (self);
      break;
    case PROP_SHOW_IDENTIFIERS:
      self->show_identifiers = g_value_get_boolean (value);
      update_rows (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  g_object_notify_by_pspec (object, pspec);
}

/* On the first profile, or on what puts one there. */
static gboolean
tern_profile_list_grab_focus (GtkWidget *widget)
{
  return tern_access_focus_first (GTK_WIDGET (TERN_PROFILE_LIST (widget)->stack));
}

static void
tern_profile_list_dispose (GObject *object)
{
  TernProfileList *self = TERN_PROFILE_LIST (object);

  if (self->rows)
    gtk_list_box_bind_model (self->rows, NULL, NULL, NULL, NULL);
  if (self->kinds)
    g_signal_handlers_disconnect_by_data (self->kinds, self);
  g_clear_object (&self->sorted);
  g_clear_object (&self->found);
  g_clear_object (&self->kinds);
  g_clear_object (&self->model);
  g_clear_object (&self->item);
  g_clear_object (&self->operators);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_PROFILE_LIST);
  G_OBJECT_CLASS (tern_profile_list_parent_class)->dispose (object);
}

static void
tern_profile_list_finalize (GObject *object)
{
  TernProfileList *self = TERN_PROFILE_LIST (object);

  g_free (self->switching);
  g_free (self->sort);
  G_OBJECT_CLASS (tern_profile_list_parent_class)->finalize (object);
}

static void
tern_profile_list_class_init (TernProfileListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tern_profile_list_get_property;
  object_class->set_property = tern_profile_list_set_property;
  object_class->dispose = tern_profile_list_dispose;
  object_class->finalize = tern_profile_list_finalize;
  tern_access_set_grab_focus (klass, tern_profile_list_grab_focus);

  properties[PROP_SORT] =
      g_param_spec_string ("sort", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_TESTS] = g_param_spec_boolean ("show-tests", NULL, NULL, FALSE,
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_IDENTIFIERS] = g_param_spec_boolean (
      "show-identifiers", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-profile-list.ui");
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, stack);
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, tools);
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, search);
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, rows);
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, tests_group);
  gtk_widget_class_bind_template_child (widget_class, TernProfileList, tests_row);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_install_property_action (widget_class, "profiles.sort", "sort");
  gtk_widget_class_install_action (widget_class, SWITCH_ON, "s", switch_action);
  gtk_widget_class_install_action (widget_class, SWITCH_OFF, "s", switch_action);
}

/* Which of the card's profiles are shown, and in which order. */
static void
make_models (TernProfileList *self)
{
  GtkFilter *wanted = GTK_FILTER (gtk_custom_filter_new (is_wanted, self, NULL));
  GtkFilter *found = GTK_FILTER (gtk_custom_filter_new (is_found, self, NULL));
  GtkSorter *sorter = GTK_SORTER (gtk_custom_sorter_new (compare, self, NULL));

  self->kinds = gtk_filter_list_model_new (NULL, wanted);
  self->found = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->kinds)), found);
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->found)), sorter);
  g_signal_connect_swapped (self->kinds, "items-changed", G_CALLBACK (on_profiles_changed), self);
}

static void
tern_profile_list_init (TernProfileList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TERN_APPLICATION_ID);
  make_models (self);
  gtk_list_box_bind_model (self->rows, G_LIST_MODEL (self->sorted), make_row, self, NULL);
  g_settings_bind (self->settings, "profile-sort", self, "sort", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-test-profiles", self, "show-tests",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-identifiers", self, "show-identifiers",
                   G_SETTINGS_BIND_GET);
  tern_operators_load_async (NULL, on_operators_loaded, g_object_ref (self));
}

/**
 * tern_profile_list_new:
 *
 * Returns: (transfer floating): a list of no card yet
 */
GtkWidget *
tern_profile_list_new (void)
{
  return g_object_new (TERN_TYPE_PROFILE_LIST, NULL);
}

/**
 * tern_profile_list_set_item:
 * @item: (nullable): the card
 *
 * Shows the profiles of a card, and follows them. Operations that still run on the card shown
 * before go on.
 */
void
tern_profile_list_set_item (TernProfileList *self, TernCardItem *item)
{
  GListModel *model = item ? lpa_euicc_get_profiles (tern_card_item_get_euicc (item)) : NULL;

  g_clear_pointer (&self->switching, g_free);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rows), TRUE);
  gtk_editable_set_text (self->search, "");
  g_set_object (&self->item, item);
  g_set_object (&self->model, model);
  gtk_filter_list_model_set_model (self->kinds, self->model);
  on_profiles_changed (self);
}
