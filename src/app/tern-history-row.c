/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/tern-history-row.h"

#include "app/tern-access.h"
#include "app/tern-words.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"

#include <glib/gi18n.h>

struct _TernHistoryRow
{
  AdwBin parent_instance;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *time;
  GtkLabel *subtitle;
};

G_DEFINE_FINAL_TYPE (TernHistoryRow, tern_history_row, ADW_TYPE_BIN)

static const struct
{
  const char *word;
  const char *icon;
} OUTCOMES[] = {
  [LPA_OPERATION_OUTCOME_OPEN] = { NC_ ("history", "Not ended yet"), "content-loading-symbolic" },
  [LPA_OPERATION_OUTCOME_DONE] = { NC_ ("history", "Done"), "object-select-symbolic" },
  [LPA_OPERATION_OUTCOME_FAILED] = { NC_ ("history", "Not done"), "dialog-error-symbolic" },
  [LPA_OPERATION_OUTCOME_CANCELLED] = { NC_ ("history", "Stopped"), "process-stop-symbolic" },
  [LPA_OPERATION_OUTCOME_UNKNOWN] = { NC_ ("history", "Nobody knows how it ended"),
                                      "dialog-question-symbolic" },
};

static char *
dup_cause (const LpaOperation *operation)
{
  g_autoptr (GError) error = operation->error ? lpa_error_new_from_key (operation->error) : NULL;
  g_autoptr (LpaExplanation) explanation =
      error ? lpa_error_book_explain (error, operation->step) : NULL;

  return explanation ? g_strdup (explanation->cause) : NULL;
}

static void
add_part (GStrvBuilder *parts, const char *format, const char *text)
{
  g_autofree char *part = NULL;

  if (text == NULL || *text == '\0')
    return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  part = g_strdup_printf (format, text);
#pragma GCC diagnostic pop
  g_strv_builder_add (parts, part);
}

static void
tern_history_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TERN_TYPE_HISTORY_ROW);
  G_OBJECT_CLASS (tern_history_row_parent_class)->dispose (object);
}

static void
tern_history_row_class_init (TernHistoryRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tern_history_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               TERN_RESOURCE_PATH "tern-history-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TernHistoryRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TernHistoryRow, title);
  gtk_widget_class_bind_template_child (widget_class, TernHistoryRow, time);
  gtk_widget_class_bind_template_child (widget_class, TernHistoryRow, subtitle);
}

static void
tern_history_row_init (TernHistoryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tern_history_row_new:
 *
 * Returns: (transfer floating): a row of nothing yet
 */
GtkWidget *
tern_history_row_new (void)
{
  return g_object_new (TERN_TYPE_HISTORY_ROW, NULL);
}

/**
 * tern_history_row_dup_title:
 * @entry: what happened
 *
 * Returns: (transfer full): what was done, to which profile
 */
char *
tern_history_row_dup_title (TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  const char *label = lpa_operation_kind_get_label (operation->kind);

  return operation->profile_name
             ? g_strdup_printf (C_ ("history", "%s “%s”"), label, operation->profile_name)
             : g_strdup (label);
}

/**
 * tern_history_row_dup_subtitle:
 * @entry: what happened
 *
 * Returns: (transfer full): how it ended, and with which card, profile, order
 */
char *
tern_history_row_dup_subtitle (TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_autofree char *cause = dup_cause (operation);
  g_auto (GStrv) all = NULL;

  g_strv_builder_add (parts, g_dpgettext2 (NULL, "history", OUTCOMES[operation->outcome].word));
  add_part (parts, "%s", cause);
  add_part (parts, C_ ("history", "Card %s"), operation->eid);
  add_part (parts, C_ ("history", "Profile %s"), operation->iccid);
  add_part (parts, "%s", operation->server);
  add_part (parts, C_ ("history", "Code %s"), tern_history_entry_get_code_mark (entry));
  add_part (parts, C_ ("history", "At %s"), tern_history_entry_get_station (entry));
  all = g_strv_builder_end (parts);
  return g_strjoinv (" · ", all);
}

/**
 * tern_history_row_show:
 * @entry: what happened
 */
void
tern_history_row_show (TernHistoryRow *self, TernHistoryEntry *entry)
{
  const LpaOperation *operation = tern_history_entry_get_operation (entry);
  g_autofree char *title = tern_history_row_dup_title (entry);
  g_autofree char *subtitle = tern_history_row_dup_subtitle (entry);
  g_autofree char *time = tern_words_dup_time (operation->time);
  g_autofree char *description = g_strdup_printf ("%s · %s", time, subtitle);

  gtk_image_set_from_icon_name (self->icon, OUTCOMES[operation->outcome].icon);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle);
  gtk_label_set_text (self->time, time);
  tern_access_name_item (self, title, description);
}
