/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-application.h"

#include "app/tern-access.h"
#include "app/tern-error-dialog.h"
#include "app/tern-preferences.h"
#include "app/tern-resources.h"
#include "ledger/tern-ledger.h"
#include "ledger/tern-sharing.h"
#include "lpa/lpa-error-book.h"
#include "readers/tern-demo.h"

#include <glib/gi18n.h>

struct _TernApplication
{
  AdwApplication parent_instance;

  GSettings *settings;
  TernWindow *window;
  TernCardSetup *setup;
  TernReaderMonitor *monitor;
  TernDemo *demo;
  gboolean demo_wanted;
  gboolean opening;
  char *warning;
};

G_DEFINE_FINAL_TYPE (TernApplication, tern_application, ADW_TYPE_APPLICATION)

/* What is opened beside the main thread, since disks can be slow. */
typedef struct
{
  gboolean web_allowed;
  TernCardSetup *setup;
  char *shared_ledger;
  char *station;
  gboolean ledger_began;
  GError *ledger_error;
  GError *sharing_error;
  GError *trust_error;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_pointer (&self->setup, tern_card_setup_free);
  g_free (self->shared_ledger);
  g_free (self->station);
  g_clear_error (&self->ledger_error);
  g_clear_error (&self->sharing_error);
  g_clear_error (&self->trust_error);
  g_free (self);
}

static LpaTrust *
open_trust (Opening *opening)
{
  LpaTrust *trust = lpa_trust_new ();
  const char *path = g_getenv ("TERN_TRUST");

  lpa_trust_set_web_allowed (trust, opening->web_allowed);
  if (path && *path)
    lpa_trust_add_issuers (trust, path, &opening->trust_error);
  return trust;
}

static void
open_everything (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  g_autofree char *path = tern_ledger_get_default_path ();
  g_autoptr (TernLedger) ledger =
      tern_ledger_open_or_begin (path, &opening->ledger_began, &opening->ledger_error);
  g_autoptr (LpaTrust) trust = open_trust (opening);
  GError *error = NULL;

  if (ledger != NULL)
    tern_sharing_begin (ledger, opening->shared_ledger, opening->station, &opening->sharing_error);
  opening->setup = tern_card_setup_new (trust, ledger ? LPA_JOURNAL (ledger) : NULL, NULL, &error);
  if (opening->setup)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* What to know before any code is used. */
static char *
dup_warning (const Opening *opening)
{
  const GError *errors[] = { opening->ledger_error, opening->trust_error };
  const char *consequences[] = {
    C_ ("window",
        "The history cannot be written. If Tern is interrupted while it installs a profile it "
        "cannot find out afterwards what became of the code."),
    C_ ("window", "The test issuer named in TERN_TRUST is not used."),
  };
  GString *text = g_string_new (NULL);

  if (opening->ledger_began)
    g_string_append (text, C_ ("window", "The history was damaged. It is kept under another name "
                                         "beside the new one that begins now."));
  if (opening->sharing_error != NULL)
    {
      g_string_append (text, text->len ? "\n" : "");
      g_string_append_printf (
          text,
          C_ ("window",
              "The history that your stations share cannot be used (%s). Until it can, no "
              "code is used; what else is done here is copied there later."),
          opening->sharing_error->message);
    }
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (LpaExplanation) explanation = NULL;

      if (errors[i] == NULL)
        continue;
      explanation = lpa_error_book_explain (errors[i], LPA_STEP_NONE);
      g_string_append_printf (text, "%s%s %s %s", text->len ? "\n" : "", consequences[i],
                              explanation->cause, explanation->action);
    }
  return g_string_free (text, FALSE);
}

static void start_demo (TernApplication *self);

/* What there is to show, to the window that is there now. */
static void
furnish_window (TernApplication *self)
{
  if (self->window == NULL || self->monitor == NULL)
    return;
  if (self->setup->journal)
    tern_window_set_ledger (self->window, TERN_LEDGER (self->setup->journal));
  tern_window_set_warning (self->window, self->warning);
  tern_window_set_monitor (self->window, self->monitor);
  tern_window_set_practice_code (self->window, tern_application_get_practice_code (self));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TernApplication *self = TERN_APPLICATION (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->opening = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (self->window)
        tern_window_show_fault (self->window, error);
      return;
    }
  self->warning = dup_warning (opening);
  self->setup = g_steal_pointer (&opening->setup);
  if (self->setup->journal != NULL)
    tern_ledger_watch (TERN_LEDGER (self->setup->journal));
  self->monitor = tern_reader_monitor_new (self->setup);
  furnish_window (self);
  tern_reader_monitor_start (self->monitor);
  if (self->demo_wanted)
    start_demo (self);
}

static void
begin_opening (TernApplication *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, on_opened, NULL);
  Opening *opening = g_new0 (Opening, 1);

  self->opening = TRUE;
  opening->shared_ledger = g_settings_get_string (self->settings, "shared-ledger");
  opening->station = g_settings_get_string (self->settings, "station-name");
  opening->web_allowed = g_settings_get_boolean (self->settings, "allow-web-authorities");
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, open_everything);
}

static void
on_web_allowed_changed (TernApplication *self)
{
  if (self->setup)
    lpa_trust_set_web_allowed (self->setup->trust,
                               g_settings_get_boolean (self->settings, "allow-web-authorities"));
}

static void
set_demo_enabled (TernApplication *self, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "try-demo");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
on_demo_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (tern_demo_start_finish (TERN_DEMO (source), result, &error))
    {
      if (self->window)
        tern_window_set_practice_code (self->window, tern_demo_get_code (self->demo));
      return;
    }
  g_clear_object (&self->demo);
  set_demo_enabled (self, TRUE);
  if (self->window)
    tern_error_dialog_present (GTK_WIDGET (self->window),
                               C_ ("demo", "The simulated card does not start"), error);
}

static void
start_demo (TernApplication *self)
{
  if (self->demo)
    return;
  self->demo = tern_demo_new ();
  set_demo_enabled (self, FALSE);
  tern_demo_start_async (self->demo, self->monitor, NULL, on_demo_started, g_object_ref (self));
}

static void
try_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TernApplication *self = TERN_APPLICATION (user_data);

  self->demo_wanted = TRUE;
  if (self->monitor)
    start_demo (self);
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TernApplication *self = TERN_APPLICATION (user_data);

  gtk_window_present (
      GTK_WINDOW (tern_preferences_new (GTK_WINDOW (self->window), self->settings)));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TernApplication *self = TERN_APPLICATION (user_data);

  adw_show_about_window (GTK_WINDOW (self->window), "application-name", C_ ("about", "Tern"),
                         "application-icon", TERN_APPLICATION_ID, "version", TERN_VERSION,
                         "developer-name", C_ ("about", "The Tern developers"), "comments",
                         C_ ("about", "Puts eSIM profiles onto cards and looks after them."),
                         "license-type", GTK_LICENSE_GPL_3_0, NULL);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TernApplication *self = TERN_APPLICATION (user_data);

  if (self->window)
    gtk_window_close (GTK_WINDOW (self->window));
}

static const GActionEntry ACTIONS[] = {
  { "about", about_action },
  { "preferences", preferences_action },
  { "quit", quit_action },
  { "try-demo", try_demo_action },
};

static const struct
{
  const char *action;
  const char *accels[3];
} ACCELS[] = {
  { "win.add", { "<Control>n" } },
  { "win.guide::", { "F1" } },
  { "win.history", { "<Control>h" } },
  { "win.orders", { "<Control>o" } },
  { "win.refresh", { "F5", "<Control>r" } },
  { "win.shortcuts", { "<Control>question", "<Control>F1" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.quit", { "<Control>q" } },
};

static void
add_actions (TernApplication *self)
{
  g_autoptr (GAction) show = g_settings_create_action (self->settings, "show-identifiers");

  g_action_map_add_action_entries (G_ACTION_MAP (self), ACTIONS, G_N_ELEMENTS (ACTIONS), self);
  g_action_map_add_action (G_ACTION_MAP (self), show);
  for (guint i = 0; i < G_N_ELEMENTS (ACCELS); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), ACCELS[i].action,
                                           ACCELS[i].accels);
}

static void
on_window_destroyed (TernApplication *self)
{
  self->window = NULL;
}

/* One window at a time; one that comes after another shows the same readers and history. */
static void
ensure_window (TernApplication *self)
{
  if (self->window)
    return;
  self->window = tern_window_new (GTK_APPLICATION (self));
  g_signal_connect_object (self->window, "destroy", G_CALLBACK (on_window_destroyed), self,
                           G_CONNECT_SWAPPED);
  furnish_window (self);
  if (self->monitor == NULL && !self->opening)
    begin_opening (self);
}

static void
tern_application_startup (GApplication *application)
{
  TernApplication *self = TERN_APPLICATION (application);

  G_APPLICATION_CLASS (tern_application_parent_class)->startup (application);
  tern_access_init ();
  self->settings = g_settings_new (TERN_APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::allow-web-authorities",
                           G_CALLBACK (on_web_allowed_changed), self, G_CONNECT_SWAPPED);
  add_actions (self);
}

static void
tern_application_activate (GApplication *application)
{
  TernApplication *self = TERN_APPLICATION (application);

  ensure_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* A code that was given without "LPA:" looks like the name of a file. */
static char *
dup_code (GFile *file)
{
  return g_file_is_native (file) ? g_file_get_basename (file) : g_file_get_uri (file);
}

static void
tern_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  TernApplication *self = TERN_APPLICATION (application);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) codes = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *code = dup_code (files[i]);

      g_strv_builder_add (builder, code);
    }
  codes = g_strv_builder_end (builder);
  text = g_strjoinv ("\n", codes);
  tern_application_activate (application);
  tern_window_open_code (self->window, text);
}

static int
tern_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Tern %s\n", TERN_VERSION);
      return 0;
    }
  if (!g_variant_dict_contains (options, "demo"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "try-demo", NULL);
  return -1;
}

static void
tern_application_shutdown (GApplication *application)
{
  TernApplication *self = TERN_APPLICATION (application);

  g_clear_object (&self->demo);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->setup, tern_card_setup_free);
  G_APPLICATION_CLASS (tern_application_parent_class)->shutdown (application);
}

static void
tern_application_dispose (GObject *object)
{
  TernApplication *self = TERN_APPLICATION (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->warning, g_free);
  G_OBJECT_CLASS (tern_application_parent_class)->dispose (object);
}

static void
tern_application_class_init (TernApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  tern_register_resource ();

  G_OBJECT_CLASS (klass)->dispose = tern_application_dispose;
  application_class->startup = tern_application_startup;
  application_class->activate = tern_application_activate;
  application_class->open = tern_application_open;
  application_class->shutdown = tern_application_shutdown;
  application_class->handle_local_options = tern_application_handle_local_options;
}

static void
tern_application_init (TernApplication *self)
{
  const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL,
      C_ ("options", "Bring up a simulated card and server to try Tern with"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, C_ ("options", "Print the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * tern_application_new:
 * @flags: for tests; 0 otherwise
 *
 * Returns: (transfer full): the program
 */
TernApplication *
tern_application_new (GApplicationFlags flags)
{
  return g_object_new (TERN_TYPE_APPLICATION, "application-id", TERN_APPLICATION_ID, "flags",
                       flags | G_APPLICATION_HANDLES_OPEN, NULL);
}

/**
 * tern_application_get_monitor:
 *
 * Returns: (transfer none) (nullable): the readers, once they are being followed
 */
TernReaderMonitor *
tern_application_get_monitor (TernApplication *self)
{
  return self->monitor;
}

/**
 * tern_application_get_practice_code:
 *
 * Returns: (transfer none) (nullable): a code of the simulated server, once that runs
 */
const char *
tern_application_get_practice_code (TernApplication *self)
{
  return self->demo ? tern_demo_get_code (self->demo) : NULL;
}
