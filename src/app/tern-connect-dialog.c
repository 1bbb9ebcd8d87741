/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-connect-dialog.h"

#include "app/tern-access.h"
#include "app/tern-outlive.h"
#include "app/tern-step-row.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-plural.h"

#include <glib/gi18n.h>
#include <string.h>

#define FIRST_STEP LPA_STEP_NETWORK_FOUND
#define N_STEPS (LPA_STEP_CONNECTED - FIRST_STEP + 1)

struct _TernConnectDialog
{
  AdwWindow parent_instance;

  GtkLabel *heading;
  GtkBox *steps;
  GtkSpinner *spinner;
  GtkLabel *sentence;
  GtkWidget *questions;
  AdwComboRow *known;
  GtkWidget *apn;
  GtkWidget *puk;
  GtkWidget *pin;
  GtkButton *go_on;
  GtkButton *back;
  GtkButton *stop;

  TernStepRow *rows[N_STEPS];
  TernConnector *connector;
  GCancellable *cancellable;
  char *name;
  LpaProfile *previous;
  int question;
};

G_DEFINE_FINAL_TYPE (TernConnectDialog, tern_connect_dialog, ADW_TYPE_WINDOW)

#define NO_QUESTION -1

static const char *
get_text (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static gboolean
is_code (const char *text, gsize least)
{
  return strlen (text) >= least && strlen (text) <= 8 &&
         strspn (text, "0123456789") == strlen (text);
}

static gboolean
has_chosen_known (TernConnectDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->known);

  return gtk_widget_get_visible (GTK_WIDGET (self->known)) &&
         chosen < tern_connector_get_apns (self->connector)->len;
}

static gboolean
is_answered (TernConnectDialog *self)
{
  switch (self->question)
    {
    case LPA_NETWORK_ERROR_APN_NEEDED:
    case LPA_NETWORK_ERROR_APN:
      return has_chosen_known (self) || tern_apn_name_is_valid (get_text (self->apn));
    case LPA_NETWORK_ERROR_PIN:
      return is_code (get_text (self->pin), 4);
    case LPA_NETWORK_ERROR_PUK:
      return is_code (get_text (self->puk), 8) && is_code (get_text (self->pin), 4);
    default:
      return TRUE;
    }
}

static void
on_changed (TernConnectDialog *self)
{
  gtk_widget_set_visible (self->apn, (self->question == LPA_NETWORK_ERROR_APN_NEEDED ||
                                      self->question == LPA_NETWORK_ERROR_APN) &&
                                         !has_chosen_known (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->go_on), is_answered (self));
}

static void
give_answer (TernConnectDialog *self)
{
  g_autoptr (TernApn) typed = NULL;

  switch (self->question)
    {
    case LPA_NETWORK_ERROR_APN_NEEDED:
    case LPA_NETWORK_ERROR_APN:
      typed = tern_apn_new (get_text (self->apn));
      tern_connector_set_apn (self->connector,
                              has_chosen_known (self)
                                  ? tern_connector_get_apns (self->connector)
                                        ->pdata[adw_combo_row_get_selected (self->known)]
                                  : typed);
      break;
    case LPA_NETWORK_ERROR_PIN:
      tern_connector_set_pin (self->connector, get_text (self->pin));
      break;
    case LPA_NETWORK_ERROR_PUK:
      tern_connector_set_puk (self->connector, get_text (self->puk), get_text (self->pin));
      break;
    case LPA_NETWORK_ERROR_ROAMING_OFF:
      tern_connector_set_roaming (self->connector, TRUE);
      break;
    default:
      break;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->pin), "");
  gtk_editable_set_text (GTK_EDITABLE (self->puk), "");
}

static void
fill_known (TernConnectDialog *self)
{
  GPtrArray *apns = tern_connector_get_apns (self->connector);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < apns->len; i++)
    {
      g_autofree char *label = tern_apn_dup_label (apns->pdata[i]);

      gtk_string_list_append (labels, label);
    }
  gtk_string_list_append (labels, C_ ("connect", "Another"));
  adw_combo_row_set_model (self->known, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (self->known), apns->len > 0);
}

static void
show_question (TernConnectDialog *self, const GError *error)
{
  gboolean question = tern_connector_is_question (error);

  self->question = question ? error->code : NO_QUESTION;
  fill_known (self);
  gtk_widget_set_visible (self->questions,
                          question && self->question != LPA_NETWORK_ERROR_ROAMING_OFF);
  if (self->question != LPA_NETWORK_ERROR_APN_NEEDED)
    gtk_widget_set_visible (GTK_WIDGET (self->known), FALSE);
  gtk_widget_set_visible (self->puk, self->question == LPA_NETWORK_ERROR_PUK);
  gtk_widget_set_visible (self->pin, self->question == LPA_NETWORK_ERROR_PIN ||
                                         self->question == LPA_NETWORK_ERROR_PUK);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->pin),
                                 self->question == LPA_NETWORK_ERROR_PUK ? C_ ("connect", "New PIN")
                                                                         : C_ ("connect", "PIN"));
  gtk_button_set_label (self->go_on, self->question == LPA_NETWORK_ERROR_ROAMING_OFF
                                         ? C_ ("connect", "_Allow roaming")
                                     : question ? C_ ("connect", "_Continue")
                                                : C_ ("connect", "_Try again"));
  on_changed (self);
}

/* How far it came, and which profile the card uses instead by itself. */
static char *
dup_reached (TernConnectDialog *self)
{
  LpaProfile *profile = tern_connector_get_came_back (self->connector);

  if (profile != NULL)
    return g_strdup_printf (C_ ("connect", "The card uses “%s” again, by itself."),
                            lpa_profile_get_display_name (profile));
  return tern_connection_dup_sentence (tern_connector_get_connection (self->connector));
}

/* Cause, what to do, and how often a code may still be wrong. */
static char *
dup_story (TernConnectDialog *self, const GError *error)
{
  g_autoptr (LpaExplanation) explanation = lpa_error_book_explain (error, LPA_STEP_NONE);
  g_autofree char *reached = dup_reached (self);
  int tries = tern_connector_get_tries (self->connector);
  GString *text = g_string_new (reached);

  g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n\n" : "", explanation->cause,
                          explanation->action);
  if (tries >= 0 &&
      (self->question == LPA_NETWORK_ERROR_PIN || self->question == LPA_NETWORK_ERROR_PUK))
    {
      g_string_append (text, "\n\n");
      g_string_append_printf (
          text, lpa_plural ("connect", "%d try is left.", "%d tries are left.", (gulong) tries),
          tries);
    }
  return g_string_free (text, FALSE);
}

static void
show_running (TernConnectDialog *self, gboolean running)
{
  gtk_widget_set_visible (GTK_WIDGET (self->go_on), !running);
  gtk_widget_set_visible (GTK_WIDGET (self->back), !running && self->previous != NULL);
  gtk_button_set_label (self->stop, running ? C_ ("connect", "_Stop") : C_ ("connect", "_Close"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner),
                          running && !gtk_widget_get_visible (GTK_WIDGET (self->steps)));
  if (running)
    gtk_widget_set_visible (self->questions, FALSE);
}

/* What came of it: connected, or noticed where there is nothing to connect. From that, too, a way
 * leads back. */
static void
show_done (TernConnectDialog *self)
{
  gboolean connects = tern_connector_get_profile (self->connector) != NULL;
  g_autofree char *sentence = connects ? dup_reached (self)
                                       : g_strdup (C_ ("connect", "The modem has noticed that "
                                                                  "the profile is switched off."));

  gtk_window_set_title (GTK_WINDOW (self),
                        connects ? C_ ("connect", "Connected") : C_ ("connect", "Switched off"));
  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->go_on), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->back), !connects && self->previous != NULL);
}

static void
show_stuck (TernConnectDialog *self, const GError *error)
{
  g_autofree char *story = NULL;

  show_question (self, error);
  story = dup_story (self, error);
  gtk_window_set_title (GTK_WINDOW (self), tern_connector_get_profile (self->connector) != NULL
                                               ? C_ ("connect", "Not connected")
                                               : C_ ("connect", "Not noticed"));
  gtk_label_set_text (self->sentence, story);
}

/* What is chosen already is to be heard as well. */
static void
say_known (TernConnectDialog *self, const char *text)
{
  gpointer chosen = adw_combo_row_get_selected_item (self->known);
  g_autofree char *all =
      g_strdup_printf ("%s\n%s", text, chosen ? gtk_string_object_get_string (chosen) : "");

  tern_access_describe (self->known, all);
}

/* To who cannot see it: the keyboard is on the button below, or where something is asked for. */
static void
say (TernConnectDialog *self, const char *text)
{
  GtkWidget *const places[] = { self->apn, self->puk, self->pin, GTK_WIDGET (self->stop) };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    tern_access_describe (places[i], text);
  say_known (self, text);
}

/* Only an answer that is asked for takes the keyboard from the button: what else could be pressed
 * may cost something, as roaming does. */
static void
say_end (TernConnectDialog *self)
{
  g_autofree char *text = g_strdup_printf ("%s. %s", gtk_window_get_title (GTK_WINDOW (self)),
                                           gtk_label_get_text (self->sentence));

  say (self, text);
  if (!gtk_widget_get_visible (self->questions) || !tern_access_focus_first (self->questions))
    gtk_widget_grab_focus (GTK_WIDGET (self->stop));
}

/* Whose way it is: the timeline is that of a profile that is to be connected. */
static void
show_whose (TernConnectDialog *self)
{
  LpaProfile *profile = tern_connector_get_profile (self->connector);

  gtk_label_set_text (self->heading, profile != NULL && profile == self->previous
                                         ? lpa_profile_get_display_name (profile)
                                         : self->name);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), profile != NULL);
}

static void
begin (TernConnectDialog *self)
{
  show_whose (self);
  for (int i = 0; i < N_STEPS; i++)
    tern_step_row_set_state (self->rows[i], LPA_STEP_STATE_WAITING);
  gtk_window_set_title (GTK_WINDOW (self), tern_connector_get_profile (self->connector) != NULL
                                               ? C_ ("connect", "Connecting")
                                               : C_ ("connect", "Switching off"));
  gtk_label_set_text (self->sentence, "");
  show_running (self, TRUE);
  say (self, gtk_window_get_title (GTK_WINDOW (self)));
  gtk_widget_grab_focus (GTK_WIDGET (self->stop));
  self->cancellable = g_cancellable_new ();
}

static void
show_end (TernConnectDialog *self, gboolean done, const GError *error)
{
  g_clear_object (&self->cancellable);
  if (self->connector == NULL)
    return;
  show_running (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (done)
    show_done (self);
  else
    show_stuck (self, error);
  say_end (self);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = tern_connector_run_finish (TERN_CONNECTOR (source), result, &error);

  show_end (self, done, error);
}

static void
on_step (TernConnector *connector, int step, int state, TernConnectDialog *self)
{
  show_whose (self);
  if (step < FIRST_STEP || step > LPA_STEP_CONNECTED)
    return;
  tern_step_row_set_state (self->rows[step - FIRST_STEP], (LpaStepState) state);
  if (state == LPA_STEP_STATE_DONE)
    say (self, lpa_step_get_label ((LpaStep) step));
}

static void
on_note (TernConnector *connector, const char *nick, const char *sentence, TernConnectDialog *self)
{
  gtk_label_set_text (self->sentence, sentence);
  say (self, sentence);
}

static void
on_go_on (TernConnectDialog *self)
{
  give_answer (self);
  tern_connect_dialog_run (self);
}

/* Once the card has switched, the way is that of the profile before, and no other leads back. */
static void
on_gone_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernConnectDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = tern_connector_go_back_finish (TERN_CONNECTOR (source), result, &error);

  if (self->previous != NULL &&
      tern_connector_get_profile (TERN_CONNECTOR (source)) == self->previous)
    {
      g_free (self->name);
      self->name = g_strdup (lpa_profile_get_display_name (self->previous));
      g_clear_object (&self->previous);
    }
  show_end (self, done, error);
}

static void
on_back (TernConnectDialog *self)
{
  begin (self);
  tern_connector_go_back_async (self->connector, self->previous, self->cancellable, on_gone_back,
                                g_object_ref (self));
}

static void
on_stop (TernConnectDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

/* While something runs it is given back first; the dialog goes when that is done. */
static gboolean
tern_connect_dialog_close_request (GtkWindow *window)
{
  TernConnectDialog *self = TERN_CONNECT_DIALOG (window);

  if (self->cancellable == NULL)
    return GTK_WINDOW_CLASS (tern_connect_dialog_parent_class)->close_request (window);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop), FALSE);
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

static void
tern_connect_dialog_dispose (GObject *object)
{
  TernConnectDialog *self = TERN_CONNECT_DIALOG (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  if (self->connector != NULL)
    g_signal_handlers_disconnect_by_data (self->connector, self);
  g_clear_object (&self->connector);
  g_clear_object (&self->previous);
  g_clear_pointer (&self->name, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CONNECT_DIALOG);
  G_OBJECT_CLASS (tern_connect_dialog_parent_class)->dispose (object);
}

static void
tern_connect_dialog_class_init (TernConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_connect_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = tern_connect_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-connect-dialog.ui");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, steps);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, sentence);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, questions);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, known);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, apn);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, puk);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, pin);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, go_on);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, back);
  gtk_widget_class_bind_template_child (widget_class, TernConnectDialog, stop);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_go_on);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
}

static void
tern_connect_dialog_init (TernConnectDialog *self)
{
  self->question = NO_QUESTION;
  gtk_widget_init_template (GTK_WIDGET (self));
  for (int i = 0; i < N_STEPS; i++)
    {
      self->rows[i] = TERN_STEP_ROW (tern_step_row_new ((LpaStep) (FIRST_STEP + i)));
      gtk_box_append (self->steps, GTK_WIDGET (self->rows[i]));
    }
  g_signal_connect_swapped (self->known, "notify::selected", G_CALLBACK (on_changed), self);
}

/**
 * tern_connect_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @connector: the way to go, not begun yet
 * @name: what the profile is called
 * @previous: (nullable): the profile that was in use before; @connector knows its card
 *
 * Returns: (transfer none): the dialog, owned by GTK until it is closed
 */
TernConnectDialog *
tern_connect_dialog_new (GtkWindow *parent,
                         TernConnector *connector,
                         const char *name,
                         LpaProfile *previous)
{
  TernConnectDialog *self = g_object_new (TERN_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
  g_autofree char *label = NULL;

  self->connector = g_object_ref (connector);
  tern_outlive_parent (self);
  g_set_object (&self->previous, previous);
  self->name = g_strdup (name);
  if (previous != NULL)
    {
      label = g_strdup_printf (C_ ("connect", "Go back to “%s”"),
                               lpa_profile_get_display_name (previous));
      gtk_button_set_label (self->back, label);
    }
  show_whose (self);
  g_signal_connect_object (connector, "step", G_CALLBACK (on_step), self, 0);
  g_signal_connect_object (connector, "note", G_CALLBACK (on_note), self, 0);
  return self;
}

/**
 * tern_connect_dialog_run:
 *
 * Goes the way, or goes it again.
 */
void
tern_connect_dialog_run (TernConnectDialog *self)
{
  begin (self);
  tern_connector_run_async (self->connector, self->cancellable, on_run, g_object_ref (self));
}

static TernConnector *
make_connector (TernCardItem *item, LpaProfile *profile, gboolean enabled)
{
  LpaEuicc *euicc = tern_card_item_get_euicc (item);
  g_autoptr (GListStore) readers = g_list_store_new (TERN_TYPE_READER);

  g_list_store_append (readers, tern_card_item_get_reader (item));
  return enabled ? tern_connector_new_for_card (G_LIST_MODEL (readers), euicc, profile)
                 : tern_connector_new_for_gone (G_LIST_MODEL (readers), euicc, profile);
}

/**
 * tern_connect_dialog_offer:
 * @origin: where the profile was switched
 * @item: the card
 * @profile: the profile that is enabled now, or is no more
 * @enabled: which of it
 * @previous: (nullable): the one that was enabled before
 *
 * Where the card is in a modem: shows the way to a connection, or until the modem has noticed, and
 * goes it.
 *
 * Returns: whether it does
 */
gboolean
tern_connect_dialog_offer (GtkWidget *origin,
                           TernCardItem *item,
                           LpaProfile *profile,
                           gboolean enabled,
                           LpaProfile *previous)
{
  g_autoptr (TernConnector) connector = make_connector (item, profile, enabled);
  GtkRoot *root = gtk_widget_get_root (origin);
  TernConnectDialog *dialog;

  if (connector == NULL)
    return FALSE;
  dialog = tern_connect_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, connector,
                                    lpa_profile_get_display_name (profile), previous);
  gtk_window_present (GTK_WINDOW (dialog));
  tern_connect_dialog_run (dialog);
  return TRUE;
}
