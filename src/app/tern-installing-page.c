/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-installing-page.h"

#include "app/tern-access.h"
#include "app/tern-step-row.h"

#include <glib/gi18n.h>

/* What this page shows; enabling and connecting come after it. */
#define LAST_STEP LPA_STEP_RESULT_DELIVERED
#define N_STEPS (LAST_STEP + 1)

struct _TernInstallingPage
{
  AdwBin parent_instance;

  GtkLabel *heading;
  GtkLabel *hint;
  GtkBox *steps;
  GtkWidget *stop;

  TernStepRow *rows[N_STEPS];
  LpaDownload *download;
  gboolean stopping;
  gboolean card_out;
  int running;
  guint quarters;
};

G_DEFINE_FINAL_TYPE (TernInstallingPage, tern_installing_page, ADW_TYPE_BIN)

static guint stop_signal;

/* Who cannot see the page hears with the button that has the keyboard which step runs, and of a
 * long one each quarter. */
static void
say_step (TernInstallingPage *self, const char *hint)
{
  const char *step = self->running < 0 ? "" : lpa_step_get_label ((LpaStep) self->running);
  g_autofree char *share = g_strdup_printf (C_ ("installing", "%u %%"), self->quarters * 25);
  g_autofree char *text =
      g_strdup_printf ("%s: %s. %s", step, self->quarters ? share : C_ ("step", "Running"), hint);

  tern_access_describe (self->stop, self->running < 0 ? hint : text);
}

static const char *
get_hint (TernInstallingPage *self)
{
  gboolean costly = tern_installing_page_is_costly (self);

  if (self->card_out)
    return costly ? C_ ("installing", "The card is out. Put it back now, so that it can be asked "
                                      "whether it has the profile.")
                  : C_ ("installing", "The card is out. The code has not been used so far.");
  if (self->stopping)
    return C_ ("installing", "Stopping. The card and the server are being told.");
  return costly ? C_ ("installing", "Leave the card in. The server has given the profile away: "
                                    "stopping now can cost the code.")
                : C_ ("installing", "Leave the card in. The code has not been used so far.");
}

static void
show_hint (TernInstallingPage *self)
{
  const char *hint = get_hint (self);

  gtk_label_set_text (self->hint, hint);
  say_step (self, hint);
}

static void
on_step (LpaDownload *download, int step, int state, TernInstallingPage *self)
{
  tern_installing_page_set_step (self, (LpaStep) step, (LpaStepState) state);
}

static void
on_progress (LpaDownload *download, guint64 done, guint64 total, TernInstallingPage *self)
{
  tern_installing_page_set_progress (self, done, total);
}

static void
on_stop_clicked (TernInstallingPage *self)
{
  g_signal_emit (self, stop_signal, 0);
}

static void
release (TernInstallingPage *self)
{
  if (self->download)
    g_signal_handlers_disconnect_by_data (self->download, self);
  g_clear_object (&self->download);
}

static gboolean
tern_installing_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TERN_INSTALLING_PAGE (widget)->stop);
}

static void
tern_installing_page_dispose (GObject *object)
{
  release (TERN_INSTALLING_PAGE (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_INSTALLING_PAGE);
  G_OBJECT_CLASS (tern_installing_page_parent_class)->dispose (object);
}

static void
tern_installing_page_class_init (TernInstallingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_installing_page_dispose;
  tern_access_set_grab_focus (klass, tern_installing_page_grab_focus);
  stop_signal = g_signal_new ("stop", TERN_TYPE_INSTALLING_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-installing-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TernInstallingPage, heading);
  gtk_widget_class_bind_template_child (widget_class, TernInstallingPage, hint);
  gtk_widget_class_bind_template_child (widget_class, TernInstallingPage, steps);
  gtk_widget_class_bind_template_child (widget_class, TernInstallingPage, stop);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked);
}

static void
tern_installing_page_init (TernInstallingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->running = -1;
  for (int step = 0; step < N_STEPS; step++)
    {
      self->rows[step] = TERN_STEP_ROW (tern_step_row_new ((LpaStep) step));
      gtk_box_append (self->steps, GTK_WIDGET (self->rows[step]));
    }
}

/**
 * tern_installing_page_new:
 *
 * Returns: (transfer floating): a timeline on which nothing has happened
 */
GtkWidget *
tern_installing_page_new (void)
{
  return g_object_new (TERN_TYPE_INSTALLING_PAGE, NULL);
}

/**
 * tern_installing_page_follow:
 * @download: (nullable): a download that is about to begin
 *
 * Starts the timeline anew and lets it follow a download.
 */
void
tern_installing_page_follow (TernInstallingPage *self, LpaDownload *download)
{
  release (self);
  for (int step = 0; step < N_STEPS; step++)
    tern_step_row_set_state (self->rows[step], LPA_STEP_STATE_WAITING);
  self->running = -1;
  self->quarters = 0;
  tern_installing_page_set_stopping (self, FALSE);
  if (download == NULL)
    return;
  self->download = g_object_ref (download);
  g_signal_connect_object (download, "step", G_CALLBACK (on_step), self, 0);
  g_signal_connect_object (download, "progress", G_CALLBACK (on_progress), self, 0);
}

/**
 * tern_installing_page_set_installing:
 * @installing: whether the person has agreed; else only the offer is asked for
 */
void
tern_installing_page_set_installing (TernInstallingPage *self, gboolean installing)
{
  gtk_label_set_text (self->heading, installing ? C_ ("installing", "Installing")
                                                : C_ ("installing", "Asking for the offer"));
}

/**
 * tern_installing_page_set_stopping:
 * @stopping: whether the person has asked to stop, and the card has yet to end
 */
void
tern_installing_page_set_stopping (TernInstallingPage *self, gboolean stopping)
{
  self->stopping = stopping;
  gtk_widget_set_sensitive (self->stop, !stopping);
  show_hint (self);
}

/**
 * tern_installing_page_set_card_out:
 * @card_out: whether the card was taken out while the timeline runs
 */
void
tern_installing_page_set_card_out (TernInstallingPage *self, gboolean card_out)
{
  self->card_out = card_out;
  show_hint (self);
}

/**
 * tern_installing_page_is_costly:
 *
 * Returns: whether stopping now can cost the code: the server has been asked for the package
 */
gboolean
tern_installing_page_is_costly (TernInstallingPage *self)
{
  return tern_step_row_get_state (self->rows[LPA_STEP_PACKAGE_BOUND]) != LPA_STEP_STATE_WAITING;
}

/**
 * tern_installing_page_set_step:
 * @step: a step
 * @state: how it stands with it
 */
void
tern_installing_page_set_step (TernInstallingPage *self, LpaStep step, LpaStepState state)
{
  if (step < 0 || step > LAST_STEP)
    return;
  tern_step_row_set_state (self->rows[step], state);
  if (state == LPA_STEP_STATE_RUNNING)
    {
      self->running = (int) step;
      self->quarters = 0;
    }
  show_hint (self);
}

/**
 * tern_installing_page_set_progress:
 * @done: bytes of the package that the card has
 * @total: bytes of the package
 */
void
tern_installing_page_set_progress (TernInstallingPage *self, guint64 done, guint64 total)
{
  guint quarters = total ? (guint) (MIN (done, total) * 4 / total) : 0;

  tern_step_row_set_progress (self->rows[LPA_STEP_PACKAGE_LOADED], done, total);
  if (quarters == self->quarters)
    return;
  self->quarters = quarters;
  show_hint (self);
}
