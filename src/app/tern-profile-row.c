/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-profile-row.h"

#include "app/tern-icon.h"
#include "app/tern-words.h"

#include <glib/gi18n.h>

struct _TernProfileRow
{
  AdwActionRow parent_instance;

  AdwAvatar *avatar;
  GtkStack *stack;
  GtkSwitch *toggle;
  GtkSpinner *spinner;

  LpaProfile *profile;
  TernOperators *operators;
  gboolean show_identifiers;
};

G_DEFINE_FINAL_TYPE (TernProfileRow, tern_profile_row, ADW_TYPE_ACTION_ROW)

static guint switch_signal;

static gboolean
on_state_set (TernProfileRow *self, gboolean state)
{
  if (state != lpa_profile_is_enabled (self->profile))
    g_signal_emit (self, switch_signal, 0, state);
  return TRUE;
}

/* What is said once need not be said again: operators are often providers too. */
static void
add_part (GPtrArray *parts, const char *part)
{
  if (part && *part && !g_ptr_array_find_with_equal_func (parts, part, g_str_equal, NULL))
    g_ptr_array_add (parts, g_strdup (part));
}

/* The digits stay with the dots before them where the line ends. */
static char *
dup_number (TernProfileRow *self)
{
  const char *iccid = lpa_profile_get_iccid (self->profile);
  g_autofree char *tail = tern_words_dup_tail (iccid);
  g_auto (GStrv) parts = NULL;

  if (self->show_identifiers || *tail == '\0')
    return g_strdup (iccid);
  parts = g_strsplit (tail, "…", 2);
  return g_strjoinv ("…\342\201\240", parts);
}

/* The state first, since a narrow row cuts the end off. */
static char *
dup_subtitle (TernProfileRow *self, const char *state)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *number = dup_number (self);
  g_autofree char *operator= NULL;
  g_autofree char *country = NULL;

  if (self->operators)
    {
      operator= tern_operators_dup_profile_operator (self->operators, self->profile);
      country = tern_operators_dup_profile_country (self->operators, self->profile);
    }
  add_part (parts, state);
  add_part (parts, lpa_profile_get_provider (self->profile));
  add_part (parts, operator);
  add_part (parts, country);
  add_part (parts, number);
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static const char *
get_state (TernProfileRow *self)
{
  gboolean enabled = lpa_profile_is_enabled (self->profile);

  if (tern_profile_row_is_switching (self))
    return enabled ? C_ ("profile", "Switching off…") : C_ ("profile", "Switching on…");
  return enabled ? C_ ("profile", "In use") : NULL;
}

static void
show_state (TernProfileRow *self)
{
  g_autofree char *subtitle = dup_subtitle (self, get_state (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
}

static void
tern_profile_row_dispose (GObject *object)
{
  g_clear_object (&TERN_PROFILE_ROW (object)->profile);
  g_clear_object (&TERN_PROFILE_ROW (object)->operators);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_PROFILE_ROW);
  G_OBJECT_CLASS (tern_profile_row_parent_class)->dispose (object);
}

static void
tern_profile_row_class_init (TernProfileRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_profile_row_dispose;
  switch_signal = g_signal_new ("switch", TERN_TYPE_PROFILE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-profile-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernProfileRow, avatar);
  gtk_widget_class_bind_template_child (widget_class, TernProfileRow, stack);
  gtk_widget_class_bind_template_child (widget_class, TernProfileRow, toggle);
  gtk_widget_class_bind_template_child (widget_class, TernProfileRow, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_state_set);
}

static void
tern_profile_row_init (TernProfileRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_profile_row_new:
 * @profile: a profile on a card
 *
 * Returns: (transfer floating): a row that shows it
 */
GtkWidget *
tern_profile_row_new (LpaProfile *profile)
{
  TernProfileRow *self = g_object_new (TERN_TYPE_PROFILE_ROW, NULL);
  const char *name = lpa_profile_get_display_name (profile);
  g_autofree char *label = g_strdup_printf (C_ ("profile", "Use “%s”"), name);

  self->profile = g_object_ref (profile);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  tern_icon_show_profile (self->avatar, profile);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  tern_profile_row_set_switching (self, FALSE);
  return GTK_WIDGET (self);
}

/**
 * tern_profile_row_set_words:
 * @operators: (nullable): who operates which network, once known
 * @show_identifiers: whether the profile's number is shown whole
 */
void
tern_profile_row_set_words (TernProfileRow *self,
                            TernOperators *operators,
                            gboolean show_identifiers)
{
  g_set_object (&self->operators, operators);
  self->show_identifiers = show_identifiers;
  show_state (self);
}

/**
 * tern_profile_row_get_profile:
 *
 * Returns: (transfer none): the profile
 */
LpaProfile *
tern_profile_row_get_profile (TernProfileRow *self)
{
  return self->profile;
}

/**
 * tern_profile_row_set_switching:
 * @switching: whether the card is being asked to switch the profile
 *
 * Shows a spinner in place of the switch while the card is at it, and afterwards the switch as the
 * card has it.
 */
void
tern_profile_row_set_switching (TernProfileRow *self, gboolean switching)
{
  gtk_stack_set_visible_child (self->stack,
                               switching ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->toggle));
  gtk_spinner_set_spinning (self->spinner, switching);
  if (!switching)
    {
      gtk_switch_set_state (self->toggle, lpa_profile_is_enabled (self->profile));
      gtk_switch_set_active (self->toggle, lpa_profile_is_enabled (self->profile));
    }
  show_state (self);
}

/**
 * tern_profile_row_is_switching:
 *
 * Returns: whether the card is being asked to switch the profile
 */
gboolean
tern_profile_row_is_switching (TernProfileRow *self)
{
  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->spinner);
}

/**
 * tern_profile_row_focus_switch:
 *
 * Puts the keyboard back where it was when the row's switch was worked.
 */
void
tern_profile_row_focus_switch (TernProfileRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->toggle));
}
