/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-guide-page.h"

#include "app/tern-access.h"
#include "app/tern-error-search.h"
#include "app/tern-guide-step-view.h"

#include <glib/gi18n.h>

/* The device of which this program can see something by itself. */
#define HERE "here"

struct _TernGuidePage
{
  AdwBin parent_instance;

  AdwWindowTitle *title;
  GtkStack *stack;
  GtkListBox *devices;
  GtkListBox *topics;
  TernGuideStepView *step_view;
  TernErrorSearch *search;

  TernGuide *guide;
  const TernGuideTopic *topic;
  char *device;
  TernGuideWalk *walk;
  TernCheckRun *run;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TernGuidePage, tern_guide_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_CLOSED,
  SIGNAL_REPORT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_at (TernGuidePage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) == 0;
}

/* What the walk is about, or on which device. */
static const char *
get_subtitle (TernGuidePage *self)
{
  if (is_at (self, "step"))
    return tern_guide_topic_get_title (self->topic);
  if (is_at (self, "topics"))
    return tern_guide_device_get_label (tern_guide_find_device (self->guide, self->device));
  return NULL;
}

static void
show_title (TernGuidePage *self)
{
  adw_window_title_set_title (self->title, is_at (self, "book")
                                               ? C_ ("guide-page", "Error book")
                                               : C_ ("guide-page", "Fix a problem"));
  adw_window_title_set_subtitle (self->title, get_subtitle (self));
}

/* A step and the book know where to begin, a list of questions begins with the first. */
static gboolean
focus_page (TernGuidePage *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);

  return ADW_IS_BIN (page) ? gtk_widget_grab_focus (page) : tern_access_focus_first (page);
}

static void
go_to (TernGuidePage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  show_title (self);
  focus_page (self);
}

static GtkWidget *
make_row (const char *title, const char *subtitle)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title, "title-lines", 0,
                    "subtitle", subtitle, "subtitle-lines", 0, "activatable", TRUE, NULL);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  return row;
}

static void
fill_devices (TernGuidePage *self)
{
  GPtrArray *devices = tern_guide_get_devices (self->guide);

  for (guint i = 0; i < devices->len; i++)
    gtk_list_box_append (self->devices,
                         make_row (tern_guide_device_get_label (devices->pdata[i]), NULL));
}

/* Those that are for the device. */
static void
fill_topics (TernGuidePage *self)
{
  GPtrArray *topics = tern_guide_get_topics (self->guide);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->topics, 0)))
    gtk_list_box_remove (self->topics, GTK_WIDGET (row));
  for (guint i = 0; i < topics->len; i++)
    {
      TernGuideTopic *topic = topics->pdata[i];
      GtkWidget *line;

      if (!tern_guide_topic_is_for (topic, self->device))
        continue;
      line = make_row (tern_guide_topic_get_title (topic), tern_guide_topic_get_summary (topic));
      g_object_set_data (G_OBJECT (line), "topic", topic);
      gtk_list_box_append (self->topics, line);
    }
}

static void
show_step (TernGuidePage *self)
{
  tern_guide_step_view_show (self->step_view, self->walk,
                             g_str_equal (self->device, HERE) ? self->run : NULL);
}

static void
start_walk (TernGuidePage *self, const TernGuideTopic *topic)
{
  self->topic = topic;
  g_clear_object (&self->walk);
  self->walk = tern_guide_walk_new (self->guide, topic, self->device);
  g_signal_connect_object (self->walk, "changed", G_CALLBACK (show_step), self, G_CONNECT_SWAPPED);
  go_to (self, "step");
  show_step (self);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (!tern_check_run_start_finish (TERN_CHECK_RUN (source), result, NULL))
    g_debug ("The checks of the guide were left");
}

/* Once, and not before it is known to be about this computer. */
static void
start_checks (TernGuidePage *self)
{
  if (self->cancellable)
    return;
  self->cancellable = g_cancellable_new ();
  tern_check_run_start_async (self->run, self->cancellable, on_checked, NULL);
}

static void
choose_device (TernGuidePage *self, const char *device)
{
  g_free (self->device);
  self->device = g_strdup (device);
  fill_topics (self);
  if (g_str_equal (device, HERE))
    start_checks (self);
  if (self->topic && tern_guide_topic_is_for (self->topic, device))
    start_walk (self, self->topic);
  else
    go_to (self, "topics");
}

static void
on_device_activated (TernGuidePage *self, GtkListBoxRow *row)
{
  GPtrArray *devices = tern_guide_get_devices (self->guide);
  TernGuideDevice *device = devices->pdata[gtk_list_box_row_get_index (row)];

  choose_device (self, device->id);
}

static void
on_topic_activated (TernGuidePage *self, GtkListBoxRow *row)
{
  start_walk (self, g_object_get_data (G_OBJECT (row), "topic"));
}

static void
on_look_up (TernGuidePage *self)
{
  tern_error_search_look_up (self->search, "");
  go_to (self, "book");
}

static void
on_answered (TernGuidePage *self, guint index)
{
  tern_guide_walk_answer (self->walk, index);
}

static void
on_done (TernGuidePage *self)
{
  tern_guide_page_leave (self);
  g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static void
add_checks (TernGuidePage *self, TernReport *report)
{
  GListModel *checks = g_str_equal (self->device, HERE) ? G_LIST_MODEL (self->run) : NULL;

  for (guint i = 0; checks && i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr (TernCheck) check = g_list_model_get_item (checks, i);

      if (tern_check_get_verdict (check) != TERN_VERDICT_PENDING)
        tern_report_add_check (report, check);
    }
}

static void
on_report (TernGuidePage *self)
{
  g_autoptr (TernReport) report = tern_report_new ();

  tern_report_add_walk (report, self->walk);
  add_checks (self, report);
  g_signal_emit (self, signals[SIGNAL_REPORT], 0, report);
}

static void
on_back_clicked (TernGuidePage *self)
{
  if (is_at (self, "step") && tern_guide_walk_back (self->walk))
    return;
  self->topic = NULL;
  if (is_at (self, "step"))
    go_to (self, "topics");
  else if (is_at (self, "devices"))
    on_done (self);
  else
    go_to (self, "devices");
}

static gboolean
tern_guide_page_grab_focus (GtkWidget *widget)
{
  return focus_page (TERN_GUIDE_PAGE (widget));
}

static void
tern_guide_page_dispose (GObject *object)
{
  TernGuidePage *self = TERN_GUIDE_PAGE (object);

  tern_guide_page_leave (self);
  g_clear_object (&self->walk);
  g_clear_object (&self->guide);
  g_clear_pointer (&self->device, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_GUIDE_PAGE);
  G_OBJECT_CLASS (tern_guide_page_parent_class)->dispose (object);
}

static void
tern_guide_page_class_init (TernGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_guide_page_dispose;
  tern_access_set_grab_focus (klass, tern_guide_page_grab_focus);
  signals[SIGNAL_CLOSED] = g_signal_new ("closed", TERN_TYPE_GUIDE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REPORT] = g_signal_new ("report", TERN_TYPE_GUIDE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 1, TERN_TYPE_REPORT);
  g_type_ensure (TERN_TYPE_ERROR_SEARCH);
  g_type_ensure (TERN_TYPE_GUIDE_STEP_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, title);
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, stack);
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, devices);
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, topics);
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, step_view);
  gtk_widget_class_bind_template_child (widget_class, TernGuidePage, search);
  gtk_widget_class_bind_template_callback (widget_class, on_answered);
  gtk_widget_class_bind_template_callback (widget_class, on_back_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_device_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
  gtk_widget_class_bind_template_callback (widget_class, on_look_up);
  gtk_widget_class_bind_template_callback (widget_class, on_report);
  gtk_widget_class_bind_template_callback (widget_class, on_topic_activated);
}

static void
tern_guide_page_init (TernGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->guide = tern_guide_new ();
  fill_devices (self);
}

/**
 * tern_guide_page_new:
 *
 * Returns: (transfer floating): a page at the beginning of the guide
 */
GtkWidget *
tern_guide_page_new (void)
{
  return g_object_new (TERN_TYPE_GUIDE_PAGE, NULL);
}

/* What is about one device alone need not be asked. */
static const char *
find_only_device (const TernGuideTopic *topic)
{
  if (topic == NULL || topic->devices == NULL || g_strv_length (topic->devices) != 1)
    return NULL;
  return topic->devices[0];
}

/**
 * tern_guide_page_begin:
 * @topic: (nullable): name of the topic to begin with; %NULL or an unknown one lets the person
 *   choose
 * @device: (nullable): name of the device that it is about; %NULL or an unknown one lets the person
 *   choose, unless the topic is about one alone
 * @setup: what to check here; its code is not shown to any server
 *
 * Begins anew.
 */
void
tern_guide_page_begin (TernGuidePage *self,
                       const char *topic,
                       const char *device,
                       const TernCheckSetup *setup)
{
  tern_guide_page_leave (self);
  self->run = tern_check_run_new (setup);
  self->topic = topic ? tern_guide_find_topic (self->guide, topic) : NULL;
  if (device == NULL)
    device = find_only_device (self->topic);
  if (device && tern_guide_find_device (self->guide, device))
    choose_device (self, device);
  else
    go_to (self, "devices");
}

/**
 * tern_guide_page_leave:
 *
 * Ends what is being checked.
 */
void
tern_guide_page_leave (TernGuidePage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
}
