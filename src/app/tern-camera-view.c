/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-camera-view.h"

#include "app/tern-camera-picture.h"
#include "app/tern-camera-words.h"
#include "camera/tern-camera-session.h"
#include "camera/tern-torch.h"

#include <glib/gi18n.h>

/* For so long what was said of a code that is none stays to be read, in milliseconds. */
#define HINT_TIME 2500

struct _TernCameraView
{
  AdwBin parent_instance;

  GtkStack *stack;
  TernCameraPicture *picture;
  GtkWidget *spinner;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *sentence;
  GtkWidget *again;
  GtkLabel *hint;
  GtkDropDown *cameras;
  GtkToggleButton *torch;

  GSettings *settings;
  TernCameraSession *session;
  char *light;
  guint hint_timeout;
  gboolean is_on;
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (TernCameraView, tern_camera_view, ADW_TYPE_BIN)

enum
{
  TEXTS,
  STOPPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
forget_hint (TernCameraView *self)
{
  g_clear_handle_id (&self->hint_timeout, g_source_remove);
  gtk_label_set_text (self->hint, C_ ("camera", "Hold the QR code into the frame."));
}

static gboolean
on_hint_read (gpointer user_data)
{
  TernCameraView *self = user_data;

  self->hint_timeout = 0;
  forget_hint (self);
  return G_SOURCE_REMOVE;
}

static gboolean
holds_same (GListModel *one, GListModel *other)
{
  guint n = one ? g_list_model_get_n_items (one) : 0;
  gboolean same = n == (other ? g_list_model_get_n_items (other) : 0);

  for (guint i = 0; same && i < n; i++)
    {
      g_autoptr (TernCamera) a = g_list_model_get_item (one, i);
      g_autoptr (TernCamera) b = g_list_model_get_item (other, i);

      same = a == b;
    }
  return same;
}

/* A list of its own: in one that changes by itself another would seem to be chosen. */
static GListModel *
copy_list (GListModel *list)
{
  GListStore *copy = g_list_store_new (TERN_TYPE_CAMERA);

  for (guint i = 0; list && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (TernCamera) item = g_list_model_get_item (list, i);

      g_list_store_append (copy, item);
    }
  return G_LIST_MODEL (copy);
}

static guint
find_camera (GListModel *list, TernCamera *camera)
{
  guint position;

  return camera && g_list_store_find (G_LIST_STORE (list), camera, &position)
             ? position
             : GTK_INVALID_LIST_POSITION;
}

/* Only where there is more than one to choose from. */
static void
show_choice (TernCameraView *self)
{
  GListModel *cameras = tern_camera_session_get_cameras (self->session);
  GListModel *shown = gtk_drop_down_get_model (self->cameras);

  self->is_filling = TRUE;
  if (shown == NULL || !holds_same (cameras, shown))
    {
      g_autoptr (GListModel) copy = copy_list (cameras);

      gtk_drop_down_set_model (self->cameras, copy);
      shown = copy;
    }
  gtk_drop_down_set_selected (self->cameras,
                              find_camera (shown, tern_camera_session_get_camera (self->session)));
  self->is_filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->cameras), g_list_model_get_n_items (shown) > 1);
}

/* A light shines where the camera on the back looks. */
static void
show_torch (TernCameraView *self)
{
  TernCamera *camera = tern_camera_session_get_camera (self->session);
  gboolean helps = self->light && camera &&
                   tern_camera_get_facing (camera) == TERN_CAMERA_FACING_AWAY &&
                   tern_camera_session_get_state (self->session) == TERN_CAMERA_STATE_LIVE;

  gtk_widget_set_visible (GTK_WIDGET (self->torch), helps);
  if (!helps)
    gtk_toggle_button_set_active (self->torch, FALSE);
}

static void
show_state (TernCameraView *self)
{
  TernCameraState state = tern_camera_session_get_state (self->session);
  TernCameraWords words =
      tern_camera_words_get (state, tern_camera_session_get_error (self->session));

  gtk_stack_set_visible_child_name (self->stack,
                                    state == TERN_CAMERA_STATE_LIVE ? "live" : "state");
  gtk_widget_set_visible (self->spinner, words.icon_name == NULL);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), words.icon_name == NULL && self->is_on);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), words.icon_name != NULL);
  if (words.icon_name)
    gtk_image_set_from_icon_name (self->icon, words.icon_name);
  gtk_label_set_text (self->title, words.title);
  gtk_label_set_text (self->sentence, words.sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence), *words.sentence != '\0');
  gtk_widget_set_visible (self->again, words.can_try_again);
}

static void
on_session_changed (TernCameraView *self)
{
  TernCamera *camera = tern_camera_session_get_camera (self->session);

  if (tern_camera_session_get_state (self->session) != TERN_CAMERA_STATE_LIVE)
    tern_camera_picture_set_frame (self->picture, NULL);
  if (camera)
    tern_camera_picture_set_mirrored (self->picture,
                                      tern_camera_get_facing (camera) == TERN_CAMERA_FACING_PERSON);
  show_choice (self);
  show_torch (self);
  show_state (self);
}

static void
on_frame (TernCameraView *self, const TernCameraFrame *frame)
{
  tern_camera_picture_set_frame (self->picture, frame);
}

static void
on_texts (TernCameraView *self, GPtrArray *texts)
{
  g_signal_emit (self, signals[TEXTS], 0, texts);
}

static void
on_camera_chosen (TernCameraView *self)
{
  TernCamera *camera = gtk_drop_down_get_selected_item (self->cameras);

  if (self->is_filling || camera == NULL)
    return;
  g_settings_set_string (self->settings, "camera", tern_camera_get_id (camera));
  tern_camera_session_choose (self->session, tern_camera_get_id (camera));
}

static void
on_torch_toggled (TernCameraView *self)
{
  if (self->light)
    tern_torch_switch (TERN_TORCH_FOLDER, self->light, gtk_toggle_button_get_active (self->torch));
}

static void
open_session (TernCameraView *self)
{
  g_autofree char *wanted = g_settings_get_string (self->settings, "camera");

  forget_hint (self);
  tern_camera_session_start (self->session, wanted);
}

static void
on_stop_clicked (TernCameraView *self)
{
  tern_camera_view_stop (self);
  g_signal_emit (self, signals[STOPPED], 0);
}

/* Nobody sees what a minimised window shows. */
static void
on_surface_state (TernCameraView *self, GParamSpec *pspec, GdkToplevel *toplevel)
{
  gboolean hidden = (gdk_toplevel_get_state (toplevel) & GDK_TOPLEVEL_STATE_MINIMIZED) != 0;
  gboolean open = tern_camera_session_get_state (self->session) != TERN_CAMERA_STATE_OFF;

  if (self->is_on && hidden && open)
    tern_camera_session_stop (self->session);
  else if (self->is_on && !hidden && !open)
    open_session (self);
}

static void
tern_camera_view_map (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  GTK_WIDGET_CLASS (tern_camera_view_parent_class)->map (widget);
  if (GDK_IS_TOPLEVEL (surface))
    g_signal_connect_object (surface, "notify::state", G_CALLBACK (on_surface_state), widget,
                             G_CONNECT_SWAPPED);
}

/* The page is left: whoever comes back starts it again. */
static void
tern_camera_view_unmap (GtkWidget *widget)
{
  TernCameraView *self = TERN_CAMERA_VIEW (widget);
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  g_signal_handlers_disconnect_by_func (surface, on_surface_state, self);
  GTK_WIDGET_CLASS (tern_camera_view_parent_class)->unmap (widget);
  if (self->is_on)
    on_stop_clicked (self);
}

static void
tern_camera_view_dispose (GObject *object)
{
  TernCameraView *self = TERN_CAMERA_VIEW (object);

  if (self->session)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      tern_camera_session_stop (self->session);
    }
  g_clear_handle_id (&self->hint_timeout, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_CAMERA_VIEW);
  G_OBJECT_CLASS (tern_camera_view_parent_class)->dispose (object);
}

static void
tern_camera_view_finalize (GObject *object)
{
  g_free (TERN_CAMERA_VIEW (object)->light);
  G_OBJECT_CLASS (tern_camera_view_parent_class)->finalize (object);
}

static void
tern_camera_view_class_init (TernCameraViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_camera_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tern_camera_view_finalize;
  widget_class->map = tern_camera_view_map;
  widget_class->unmap = tern_camera_view_unmap;
  signals[TEXTS] = g_signal_new ("texts", TERN_TYPE_CAMERA_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
  signals[STOPPED] = g_signal_new ("stopped", TERN_TYPE_CAMERA_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TERN_TYPE_CAMERA_PICTURE);
  g_type_ensure (TERN_TYPE_CAMERA);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-camera-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, stack);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, picture);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, spinner);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, icon);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, title);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, sentence);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, again);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, hint);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, cameras);
  gtk_widget_class_bind_template_child (widget_class, TernCameraView, torch);
  gtk_widget_class_bind_template_callback (widget_class, on_camera_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_torch_toggled);
  gtk_widget_class_bind_template_callback (widget_class, open_session);
}

static void
tern_camera_view_init (TernCameraView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (TERN_APPLICATION_ID);
  self->light = tern_torch_find (TERN_TORCH_FOLDER);
  self->session = tern_camera_session_new ();
  g_signal_connect_swapped (self->session, "changed", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (self->session, "frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (self->session, "texts", G_CALLBACK (on_texts), self);
  forget_hint (self);
  show_torch (self);
  show_state (self);
}

/**
 * tern_camera_view_new:
 *
 * Returns: (transfer floating): a view that is off
 */
GtkWidget *
tern_camera_view_new (void)
{
  return g_object_new (TERN_TYPE_CAMERA_VIEW, NULL);
}

/**
 * tern_camera_view_start:
 *
 * Looks through the camera that was used last or the first; asks for it where that is needed.
 */
void
tern_camera_view_start (TernCameraView *self)
{
  self->is_on = TRUE;
  open_session (self);
}

/**
 * tern_camera_view_stop:
 *
 * Lets go of the camera, at once.
 */
void
tern_camera_view_stop (TernCameraView *self)
{
  self->is_on = FALSE;
  gtk_toggle_button_set_active (self->torch, FALSE);
  tern_camera_session_stop (self->session);
}

/**
 * tern_camera_view_is_on:
 *
 * Returns: whether it was started and not stopped since
 */
gboolean
tern_camera_view_is_on (TernCameraView *self)
{
  return self->is_on;
}

/**
 * tern_camera_view_set_hint:
 * @sentence: what was seen instead of an activation code; stays to be read for a while
 */
void
tern_camera_view_set_hint (TernCameraView *self, const char *sentence)
{
  g_clear_handle_id (&self->hint_timeout, g_source_remove);
  self->hint_timeout = g_timeout_add (HINT_TIME, on_hint_read, self);
  if (g_strcmp0 (gtk_label_get_text (self->hint), sentence) != 0)
    gtk_label_set_text (self->hint, sentence);
}
