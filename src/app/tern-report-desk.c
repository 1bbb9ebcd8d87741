/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-report-desk.h"

#include "app/tern-report-dialog.h"

/* Operations of the history that a report tells of. */
#define MOST_OPERATIONS 20

struct _TernReportDesk
{
  GObject parent_instance;

  GtkWindow *window;
  GListModel *readers;
  TernLedger *ledger;
  TernReport *report;
};

G_DEFINE_FINAL_TYPE (TernReportDesk, tern_report_desk, G_TYPE_OBJECT)

static void
show_dialog (TernReportDesk *self, TernReport *report)
{
  if (self->window)
    gtk_window_present (GTK_WINDOW (tern_report_dialog_new (self->window, report)));
}

static void
on_history_told (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TernReportDesk) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!tern_report_add_history_finish (TERN_REPORT (source), result, &error))
    g_info ("The report is without the history: %s", error->message);
  show_dialog (self, TERN_REPORT (source));
}

static void
add_readers (TernReportDesk *self, TernReport *report)
{
  for (guint i = 0; self->readers && i < g_list_model_get_n_items (self->readers); i++)
    {
      g_autoptr (TernReader) reader = g_list_model_get_item (self->readers, i);

      tern_report_add_reader (report, reader);
    }
}

static void
tern_report_desk_dispose (GObject *object)
{
  TernReportDesk *self = TERN_REPORT_DESK (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->readers);
  g_clear_object (&self->ledger);
  g_clear_object (&self->report);
  G_OBJECT_CLASS (tern_report_desk_parent_class)->dispose (object);
}

static void
tern_report_desk_class_init (TernReportDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tern_report_desk_dispose;
}

static void
tern_report_desk_init (TernReportDesk *self)
{
}

/**
 * tern_report_desk_new:
 * @window: where reports are shown; not kept alive
 *
 * Returns: (transfer full): a desk that knows nothing to add yet
 */
TernReportDesk *
tern_report_desk_new (GtkWindow *window)
{
  TernReportDesk *self = g_object_new (TERN_TYPE_REPORT_DESK, NULL);

  g_set_weak_pointer (&self->window, window);
  return self;
}

/**
 * tern_report_desk_set_readers:
 * @readers: a list of #TernReader
 */
void
tern_report_desk_set_readers (TernReportDesk *self, GListModel *readers)
{
  g_set_object (&self->readers, readers);
}

/**
 * tern_report_desk_set_ledger:
 * @ledger: what happened
 */
void
tern_report_desk_set_ledger (TernReportDesk *self, TernLedger *ledger)
{
  g_set_object (&self->ledger, ledger);
}

/**
 * tern_report_desk_present:
 * @report: what is particular to this one
 *
 * Adds what is the same for every report, once, and shows it.
 */
void
tern_report_desk_present (TernReportDesk *self, TernReport *report)
{
  gboolean complete = !g_set_object (&self->report, report);

  if (!complete)
    add_readers (self, report);
  if (complete || self->ledger == NULL)
    show_dialog (self, report);
  else
    tern_report_add_history_async (report, self->ledger, MOST_OPERATIONS, on_history_told,
                                   g_object_ref (self));
}

/**
 * tern_report_desk_present_fault:
 * @error: what went wrong
 * @picture: (nullable): a PNG of what told the person of it
 *
 * Shows a report of a fault that belongs to no attempt to install.
 */
void
tern_report_desk_present_fault (TernReportDesk *self, const GError *error, GBytes *picture)
{
  g_autoptr (TernReport) report = tern_report_new ();

  tern_report_set_error (report, error, LPA_STEP_NONE, LPA_CODE_USABLE_NOT_INVOLVED);
  tern_report_set_picture (report, picture);
  tern_report_desk_present (self, report);
}
