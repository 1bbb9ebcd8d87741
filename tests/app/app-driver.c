/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-driver.h"

#include <glib/gstdio.h>

/* However slow the machine: what has not happened by then does not happen. */
#define PATIENCE_SECONDS 60

static gboolean
on_impatient (gpointer user_data)
{
  g_error ("Waited in vain for: %s", (const char *) user_data);
  return G_SOURCE_REMOVE;
}

static gboolean
on_tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/**
 * app_driver_init:
 *
 * Gives the process folders of its own, no bus, and a smart-card service that does not run.
 */
void
app_driver_init (void)
{
  static const char *const FOLDERS[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                         "XDG_STATE_HOME" };
  g_autofree char *root = g_dir_make_tmp ("tern-home-XXXXXX", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (FOLDERS); i++)
    {
      g_autofree char *path = g_build_filename (root, FOLDERS[i], NULL);

      g_mkdir (path, 0700);
      g_setenv (FOLDERS[i], path, TRUE);
    }
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_setenv ("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd", TRUE);
}

/**
 * app_driver_wait:
 * @condition: what to wait for
 * @what: its name, for when it does not come
 *
 * Runs the main loop until the condition holds.
 */
void
app_driver_wait (AppCondition condition, gpointer user_data, const char *what)
{
  guint id = g_timeout_add_seconds (PATIENCE_SECONDS, on_impatient, (gpointer) what);
  guint tick = g_timeout_add (20, on_tick, NULL);

  while (!condition (user_data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  g_source_remove (id);
}

static gboolean
on_settled (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/**
 * app_driver_settle:
 * @milliseconds: how long
 *
 * Lets the main loop run, for animations to end before a picture is taken.
 */
void
app_driver_settle (guint milliseconds)
{
  gboolean settled = FALSE;

  g_timeout_add (milliseconds, on_settled, &settled);
  while (!settled)
    g_main_context_iteration (NULL, TRUE);
}

/**
 * app_driver_get_window:
 *
 * Returns: (transfer none) (nullable): the application's window
 */
TernWindow *
app_driver_get_window (TernApplication *application)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l; l = l->next)
    if (TERN_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static gboolean
has_monitor (gpointer application)
{
  return tern_application_get_monitor (application) != NULL;
}

/**
 * app_driver_start:
 *
 * Nothing is animated: pages change at once.
 *
 * Returns: (transfer full): the program, with its window presented and following readers
 */
TernApplication *
app_driver_start (void)
{
  TernApplication *application = tern_application_new (G_APPLICATION_NON_UNIQUE);
  g_autoptr (GError) error = NULL;

  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_application_activate (G_APPLICATION (application));
  app_driver_wait (has_monitor, application, "readers to be followed");
  return application;
}

static gboolean
has_no_window (gpointer application)
{
  return app_driver_get_window (application) == NULL;
}

static void
on_finalized (gpointer user_data, GObject *object)
{
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  return *(gboolean *) user_data;
}

static void
on_activate (GApplication *application)
{
  g_signal_stop_emission_by_name (application, "activate");
}

/* Without a window to run for, so that it shuts down as it would at its end. */
static void
run_out (GApplication *application)
{
  char *arguments[] = { (char *) "tern", NULL };

  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  g_assert_cmpint (g_application_run (application, 1, arguments), ==, 0);
}

/**
 * app_driver_stop:
 * @application: (transfer full): the program
 *
 * Closes its window as a person would, and sees that nothing of it stays behind.
 */
void
app_driver_stop (TernApplication *application)
{
  gboolean finalized = FALSE;

  if (app_driver_get_window (application))
    gtk_window_close (GTK_WINDOW (app_driver_get_window (application)));
  app_driver_wait (has_no_window, application, "the window to close");
  run_out (G_APPLICATION (application));
  g_object_weak_ref (G_OBJECT (application), on_finalized, &finalized);
  g_object_unref (application);
  app_driver_wait (is_true, &finalized, "the application to be finalized");
}

/* What slides out of sight is not there any more. */
static gboolean
is_to_be_seen (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return gtk_widget_get_mapped (widget) &&
         !(GTK_IS_STACK (parent) && gtk_stack_get_visible_child (GTK_STACK (parent)) != widget);
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget))
    return gtk_button_get_label (GTK_BUTTON (widget)) ? gtk_button_get_label (GTK_BUTTON (widget))
                                                      : gtk_widget_get_tooltip_text (widget);
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  return NULL;
}

static gboolean
is_wanted (GtkWidget *widget, GType type, const char *text)
{
  const char *own = get_text (widget);
  g_auto (GStrv) parts = NULL;
  g_autofree char *plain = NULL;

  if (!g_type_is_a (G_OBJECT_TYPE (widget), type))
    return FALSE;
  if (text == NULL)
    return TRUE;
  parts = g_strsplit (own ? own : "", "_", -1);
  plain = g_strjoinv ("", parts);
  return g_strcmp0 (plain, text) == 0;
}

/**
 * app_driver_find:
 * @root: a widget
 * @type: the type of what to find in it
 * @text: (nullable): its label or title
 *
 * Returns: (transfer none) (nullable): the first such widget that is to be seen
 */
GtkWidget *
app_driver_find (gpointer root, GType type, const char *text)
{
  if (!is_to_be_seen (root))
    return NULL;
  if (is_wanted (root, type, text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = app_driver_find (child, type, text);

      if (found)
        return found;
    }
  return NULL;
}

typedef struct
{
  gpointer root;
  GType type;
  const char *text;
} Search;

static gboolean
is_found (gpointer user_data)
{
  Search *search = user_data;
  GtkWidget *widget = app_driver_find (search->root, search->type, search->text);

  return widget && gtk_widget_is_sensitive (widget);
}

/**
 * app_driver_await:
 *
 * Returns: (transfer none): what app_driver_find() finds, once it is there and can be worked
 */
GtkWidget *
app_driver_await (gpointer root, GType type, const char *text)
{
  Search search = { root, type, text };

  app_driver_wait (is_found, &search, text ? text : g_type_name (type));
  return app_driver_find (root, type, text);
}

/**
 * app_driver_click:
 * @label: a button's label, without its mnemonic, or the tooltip of one that has none
 *
 * Waits for a button and works it.
 */
void
app_driver_click (gpointer root, const char *label)
{
  GtkWidget *button = app_driver_await (root, GTK_TYPE_BUTTON, label);

  g_assert_true (gtk_widget_activate (button));
}

/**
 * app_driver_type:
 * @title: the title of an entry's row
 * @text: what to type into it
 */
void
app_driver_type (gpointer root, const char *title, const char *text)
{
  GtkWidget *row = app_driver_await (root, ADW_TYPE_ENTRY_ROW, title);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/**
 * app_driver_shows:
 *
 * Returns: whether a text is to be seen, also as a part of a longer one
 */
gboolean
app_driver_shows (gpointer root, const char *text)
{
  if (!is_to_be_seen (root))
    return FALSE;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (root), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    if (app_driver_shows (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_shown (gpointer user_data)
{
  Search *search = user_data;

  return app_driver_shows (search->root, search->text);
}

/**
 * app_driver_await_text:
 *
 * Waits until a text is to be seen.
 */
void
app_driver_await_text (gpointer root, const char *text)
{
  Search search = { root, 0, text };

  app_driver_wait (is_shown, &search, text);
}

/**
 * app_driver_find_dialog:
 *
 * Returns: (transfer none) (nullable): a window of this type that is presented
 */
GtkWindow *
app_driver_find_dialog (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

static gboolean
is_dialog_there (gpointer user_data)
{
  return app_driver_find_dialog (*(GType *) user_data) != NULL;
}

/**
 * app_driver_await_dialog:
 *
 * Returns: (transfer none): a window of this type, once it is presented
 */
GtkWindow *
app_driver_await_dialog (GType type)
{
  app_driver_wait (is_dialog_there, &type, g_type_name (type));
  return app_driver_find_dialog (type);
}

/**
 * app_driver_answer:
 * @dialog: a message dialog
 * @response: which of its answers to give
 */
void
app_driver_answer (GtkWindow *dialog, const char *response)
{
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  g_assert_true (adw_message_dialog_has_response (message, response));
  g_assert_true (adw_message_dialog_get_response_enabled (message, response));
  adw_message_dialog_response (message, response);
  gtk_window_destroy (dialog);
}

/* Frames in which what was changed is sure to have found its place. */
#define FRAMES 4

static void
on_painted (GdkFrameClock *clock, guint *frames)
{
  if (++*frames < FRAMES)
    gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
}

static gboolean
is_painted (gpointer frames)
{
  return *(guint *) frames >= FRAMES;
}

/**
 * app_driver_draw:
 * @widget: a presented widget
 *
 * Waits until it is drawn as it is now.
 */
void
app_driver_draw (gpointer widget)
{
  g_autoptr (GdkFrameClock) clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  guint frames = 0;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted), &frames);

  gtk_widget_queue_draw (widget);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  app_driver_wait (is_painted, &frames, "the window to be drawn");
  g_signal_handler_disconnect (clock, id);
}

static gboolean
is_dialog_gone (gpointer user_data)
{
  return app_driver_find_dialog (*(GType *) user_data) == NULL;
}

/**
 * app_driver_await_no_dialog:
 *
 * Waits until no window of this type is presented any more.
 */
void
app_driver_await_no_dialog (GType type)
{
  app_driver_wait (is_dialog_gone, &type, "the dialog to be closed");
}

typedef struct
{
  GtkWindow *window;
  int width;
  int height;
} Size;

/*
 * Less what the frame takes, where the display draws no shadows. Asked for again each time, since
 * a notice of the size before may still be on its way and take its place.
 */
static gboolean
has_size (gpointer user_data)
{
  Size *size = user_data;
  int width = gtk_widget_get_width (GTK_WIDGET (size->window));
  int height = gtk_widget_get_height (GTK_WIDGET (size->window));
  gboolean has = width <= size->width && width >= size->width - 20 && height <= size->height &&
                 height >= size->height - 20;

  if (!has)
    gtk_window_set_default_size (size->window, size->width, size->height);
  return has;
}

/**
 * app_driver_resize:
 *
 * Gives a presented window another size.
 */
void
app_driver_resize (GtkWindow *window, int width, int height)
{
  Size size = { window, width, height };

  app_driver_wait (has_size, &size, "the window to change its size");
  app_driver_draw (window);
}

/* Nothing while the widget is being drawn anew. */
static GskRenderNode *
draw (GdkPaintable *paintable, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  return gtk_snapshot_free_to_node (snapshot);
}

/**
 * app_driver_save:
 * @widget: a presented widget
 * @path: a PNG file to make
 */
void
app_driver_save (gpointer widget, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
  GskRenderer *renderer = gtk_native_get_renderer (gtk_widget_get_native (widget));
  GskRenderNode *node;
  g_autoptr (GdkTexture) texture = NULL;

  while ((node = draw (paintable, width, height)) == NULL)
    app_driver_settle (20);
  texture = gsk_renderer_render_texture (renderer, node, &bounds);
  gsk_render_node_unref (node);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

/* The one that the window takes drops with. */
static GtkDropTarget *
find_drop_target (TernWindow *window)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (GTK_WIDGET (window));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }
  g_assert_not_reached ();
}

/**
 * app_driver_drop:
 * @value: what to drop
 *
 * Lets something fall onto the window, which must be willing to take it.
 */
void
app_driver_drop (TernWindow *window, const GValue *value)
{
  GtkDropTarget *target = find_drop_target (window);
  gsize n;
  const GType *types = gtk_drop_target_get_gtypes (target, &n);
  gboolean is_taken = FALSE, is_dropped = FALSE;

  for (gsize i = 0; i < n; i++)
    is_taken = is_taken || types[i] == G_VALUE_TYPE (value);
  g_assert_true (is_taken);
  g_signal_emit_by_name (target, "drop", value, 10.0, 10.0, &is_dropped);
  g_assert_true (is_dropped);
}
