/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-report.h"

#include <glib/gi18n-lib.h>

#include "config.h"
#include "guide/tern-report-card.h"
#include "guide/tern-report-history.h"
#include "guide/tern-report-part.h"
#include "guide/tern-report-past.h"
#include "guide/tern-report-system.h"
#include "guide/tern-report-writer.h"
#include "guide/tern-secrets.h"

#define FORMAT_VERSION 1

struct _TernReport
{
  GObject parent_instance;

  GDateTime *made;
  char *order;
  char *device;
  char *server;
  GBytes *picture;
  TernSecrets *secrets;
  GPtrArray *parts;
  gboolean has_problem;
  gboolean has_timeline;
  gboolean has_code;
};

G_DEFINE_FINAL_TYPE (TernReport, tern_report, G_TYPE_OBJECT)

static void
tern_report_finalize (GObject *object)
{
  TernReport *self = TERN_REPORT (object);

  g_date_time_unref (self->made);
  g_free (self->order);
  g_free (self->device);
  g_free (self->server);
  g_clear_pointer (&self->picture, g_bytes_unref);
  tern_secrets_free (self->secrets);
  g_ptr_array_unref (self->parts);

  G_OBJECT_CLASS (tern_report_parent_class)->finalize (object);
}

static void
tern_report_class_init (TernReportClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_report_finalize;
}

static void
tern_report_init (TernReport *self)
{
  self->made = g_date_time_new_now_local ();
  self->secrets = tern_secrets_new ();
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) tern_report_part_free);
  g_ptr_array_add (self->parts, tern_report_system_new ());
}

/**
 * tern_report_new:
 *
 * Returns: (transfer full): a report that says only what it was made on
 */
TernReport *
tern_report_new (void)
{
  return g_object_new (TERN_TYPE_REPORT, NULL);
}

/**
 * tern_report_set_order:
 * @self: a report
 * @order: (nullable): the seller's number of the order, as the person types it
 */
void
tern_report_set_order (TernReport *self, const char *order)
{
  g_free (self->order);
  self->order = g_strdup (order);
}

/**
 * tern_report_set_device:
 * @self: a report
 * @device: (nullable): the device that the eSIM is meant for, as the person types it: its model and
 *   the version of its system
 */
void
tern_report_set_device (TernReport *self, const char *device)
{
  g_free (self->device);
  self->device = g_strdup (device);
}

/**
 * tern_report_set_picture:
 * @self: a report
 * @picture: (nullable): the page that told of the error, as a PNG on which nothing is to be read
 *   that must not be in a report
 */
void
tern_report_set_picture (TernReport *self, GBytes *picture)
{
  g_clear_pointer (&self->picture, g_bytes_unref);
  self->picture = picture ? g_bytes_ref (picture) : NULL;
}

/**
 * tern_report_get_picture:
 * @self: a report
 *
 * Returns: (transfer none) (nullable): the picture
 */
GBytes *
tern_report_get_picture (TernReport *self)
{
  return self->picture;
}

/**
 * tern_report_add_secret:
 * @self: a report
 * @secret: (nullable): a matching ID, a confirmation code, or anything else that must not get out
 *
 * tern_report_follow() does it for the code of a download; a confirmation code must be added here.
 */
void
tern_report_add_secret (TernReport *self, const char *secret)
{
  tern_secrets_add (self->secrets, secret);
}

/**
 * tern_report_scrub:
 * @self: a report
 * @text: (nullable): a sentence of this program, into which something from outside may have gone
 *
 * Returns: (transfer full): the same as it may be shown on a page of which a picture is taken:
 * without what tern_report_add_secret() named, and with the numbers of cards and profiles shortened
 */
char *
tern_report_scrub (TernReport *self, const char *text)
{
  return tern_secrets_scrub (self->secrets, text ? text : "");
}

/* The last one counts. */
static void
set_problem (TernReport *self, TernReportPart *problem)
{
  for (guint i = self->parts->len; i > 0; i--)
    if (((TernReportPart *) self->parts->pdata[i - 1])->section == TERN_REPORT_SECTION_PROBLEM)
      g_ptr_array_remove_index (self->parts, i - 1);
  g_ptr_array_add (self->parts, problem);
  self->has_problem = TRUE;
}

/**
 * tern_report_set_error:
 * @self: a report
 * @error: what went wrong, just now
 * @step: the step of a download at which it did, or %LPA_STEP_NONE
 * @usable: what the download knows of its code; %LPA_CODE_USABLE_NOT_INVOLVED leaves it to the book
 *
 * Says exactly what went wrong. The server's own words are told only where a secret is known to be
 * taken out of them.
 */
void
tern_report_set_error (TernReport *self, const GError *error, LpaStep step, LpaCodeUsable usable)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  set_problem (self, tern_report_problem_new (error, step, usable, self->server, now));
}

static void
step_changed (TernReport *self, int step, int state, LpaDownload *download)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  g_ptr_array_add (self->parts, tern_report_step_new ((LpaStep) step, (LpaStepState) state, now));
}

/**
 * tern_report_set_code:
 * @self: a report
 * @code: the code that it is about
 *
 * Names the code's server and keeps the code out. No failure before is what such a report is about.
 */
void
tern_report_set_code (TernReport *self, const LpaActivationCode *code)
{
  self->has_code = TRUE;
  tern_secrets_add (self->secrets, code->matching_id);
  g_free (self->server);
  self->server = g_strdup (code->address);
}

/**
 * tern_report_follow:
 * @self: a report
 * @download: a download that is about to begin
 *
 * Writes down when it takes which step, as long as both are there, and keeps its code out of the
 * report.
 */
void
tern_report_follow (TernReport *self, LpaDownload *download)
{
  const LpaActivationCode *code = lpa_download_get_code (download);

  self->has_timeline = TRUE;
  if (code != NULL)
    tern_report_set_code (self, code);
  g_signal_connect_object (download, "step", G_CALLBACK (step_changed), self, G_CONNECT_SWAPPED);
}

/**
 * tern_report_add_card:
 * @self: a report
 * @euicc: a card
 */
void
tern_report_add_card (TernReport *self, LpaEuicc *euicc)
{
  g_ptr_array_add (self->parts, tern_report_card_new (euicc));
}

/**
 * tern_report_add_reader:
 * @self: a report
 * @reader: a reader, which is told of with all cards in it
 */
void
tern_report_add_reader (TernReport *self, TernReader *reader)
{
  GListModel *euiccs = tern_reader_get_euiccs (reader);

  g_ptr_array_add (self->parts, tern_report_reader_new (reader));
  for (guint i = 0; i < g_list_model_get_n_items (euiccs); i++)
    {
      g_autoptr (LpaEuicc) euicc = g_list_model_get_item (euiccs, i);

      tern_report_add_card (self, euicc);
    }
}

/**
 * tern_report_add_fault:
 * @self: a report
 * @error: why no reader can be told of
 */
void
tern_report_add_fault (TernReport *self, const GError *error)
{
  g_ptr_array_add (self->parts, tern_report_fault_new (error));
}

/**
 * tern_report_add_check:
 * @self: a report
 * @check: a check, which is told as it is now
 */
void
tern_report_add_check (TernReport *self, TernCheck *check)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_CHECKS);
  TernVerdict verdict = tern_check_get_verdict (check);

  tern_report_part_add_nick (part, "check", C_ ("report", "Question"),
                             tern_check_get_question (check), tern_check_get_id (check));
  tern_report_part_add_nick (part, "verdict", C_ ("report", "Answer"),
                             tern_verdict_get_label (verdict), tern_verdict_get_nick (verdict));
  tern_report_part_add (part, "evidence", C_ ("report", "Seen"), tern_check_get_evidence (check),
                        TERN_REPORT_ORIGIN_MIXED);
  tern_report_part_add (part, "cure", C_ ("report", "What to do"), tern_check_get_cure (check),
                        TERN_REPORT_ORIGIN_MIXED);
  g_ptr_array_add (self->parts, part);
}

static void
add_guide_line (TernReport *self, const TernGuideStep *step, const char *answer)
{
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_GUIDE);

  tern_report_part_add_nick (part, "step", C_ ("report", "Question"),
                             tern_guide_step_get_title (step), tern_guide_step_get_id (step));
  tern_report_part_add (part, "answer", C_ ("report", "Answer"), answer, TERN_REPORT_ORIGIN_OWN);
  g_ptr_array_add (self->parts, part);
}

/**
 * tern_report_add_walk:
 * @self: a report
 * @walk: how far a person has come in the guide
 */
void
tern_report_add_walk (TernReport *self, TernGuideWalk *walk)
{
  const TernGuideDevice *device =
      tern_guide_find_device (tern_guide_walk_get_guide (walk), tern_guide_walk_get_device (walk));
  TernReportPart *part = tern_report_part_new (TERN_REPORT_SECTION_GUIDE);
  const TernGuideTopic *topic = tern_guide_walk_get_topic (walk);

  tern_report_part_add_nick (part, "topic", C_ ("report", "Question"),
                             tern_guide_topic_get_title (topic), topic->id);
  tern_report_part_add_nick (part, "device", C_ ("report", "Device"),
                             tern_guide_device_get_label (device), device->id);
  g_ptr_array_add (self->parts, part);
  for (guint i = 0; i < tern_guide_walk_get_n_passed (walk); i++)
    add_guide_line (self, tern_guide_walk_get_passed_step (walk, i),
                    tern_guide_walk_get_passed_answer (walk, i));
  add_guide_line (self, tern_guide_walk_get_step (walk), NULL);
}

/* What failed before is told when nothing fails at this moment. */
static void
take_past (TernReport *self, const TernReportPast *past)
{
  tern_report_past_tell_operations (past, self->parts);
  if (!tern_report_past_has_failure (past) || self->has_problem || self->has_timeline ||
      self->has_code)
    return;
  set_problem (self, tern_report_past_make_problem (past));
  tern_report_past_tell_steps (past, self->parts);
  self->has_timeline = TRUE;
}

/**
 * tern_report_add_history:
 * @self: a report
 * @ledger: the history
 * @limit: how many operations, the latest first
 * @error: return location for an error
 *
 * Tells what was done on this computer. When no error and no code was set, the latest
 * failure in it is what the report is about, with the steps that led to it. Blocks.
 *
 * Returns: whether the history could be read
 */
gboolean
tern_report_add_history (TernReport *self, TernLedger *ledger, guint limit, GError **error)
{
  g_autoptr (TernReportPast) past = tern_report_past_new (ledger, limit);

  if (!tern_report_past_read (past, error))
    return FALSE;
  take_past (self, past);
  return TRUE;
}

static void
read_past (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (tern_report_past_read (data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * tern_report_add_history_async:
 * @self: a report
 * @ledger: the history
 * @limit: how many operations, the latest first
 * @callback: called when it has been added
 * @user_data: for @callback
 *
 * Does what tern_report_add_history() does, without blocking.
 */
void
tern_report_add_history_async (TernReport *self,
                               TernLedger *ledger,
                               guint limit,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tern_report_add_history_async);
  g_task_set_task_data (task, tern_report_past_new (ledger, limit),
                        (GDestroyNotify) tern_report_past_free);
  g_task_run_in_thread (task, read_past);
}

/**
 * tern_report_add_history_finish:
 * @self: the report
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the history could be read
 */
gboolean
tern_report_add_history_finish (TernReport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  take_past (self, g_task_get_task_data (G_TASK (result)));
  return TRUE;
}

/* All parts, with what the person typed in front. */
static GPtrArray *
collect_parts (TernReport *self, TernReportPart *order)
{
  GPtrArray *parts = g_ptr_array_new ();

  tern_report_part_add (order, "number", C_ ("report", "Order number"), self->order,
                        TERN_REPORT_ORIGIN_TYPED);
  tern_report_part_add (order, "device", C_ ("report", "Meant for"), self->device,
                        TERN_REPORT_ORIGIN_TYPED);
  if (order->rows->len > 0)
    g_ptr_array_add (parts, order);
  g_ptr_array_extend (parts, self->parts, NULL, NULL);
  return parts;
}

/**
 * tern_report_to_text:
 * @self: a report
 *
 * Returns: (transfer full): the part for people, to be shown before anything is saved or sent
 */
char *
tern_report_to_text (TernReport *self)
{
  TernReportPart *order = tern_report_part_new (TERN_REPORT_SECTION_ORDER);
  g_autoptr (GPtrArray) parts = collect_parts (self, order);
  g_autofree char *body = tern_report_write_text (parts, self->secrets);
  g_autofree char *time = g_date_time_format (self->made, "%Y-%m-%d %H:%M:%S %z");
  g_autofree char *title =
      /* Translators: %s is a time */
      g_strdup_printf (C_ ("report", "Report of Tern, %s"), time);

  tern_report_part_free (order);
  return g_strdup_printf ("# %s\n\n%s%s\n\n%s", title,
                          C_ ("report",
                              "The numbers of cards and profiles are shortened. Activation codes "
                              "and confirmation codes are left out."),
                          self->picture ? C_ ("report", " A picture of the page is in the part for "
                                                        "programs, below.")
                                        : "",
                          body);
}

static void
add_picture (JsonBuilder *builder, const char *data)
{
  json_builder_set_member_name (builder, "picture");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "type");
  json_builder_add_string_value (builder, "image/png");
  json_builder_set_member_name (builder, "data");
  json_builder_add_string_value (builder, data);
  json_builder_end_object (builder);
}

/* With @picture as what stands for it. */
static JsonNode *
make_json (TernReport *self, const char *picture)
{
  TernReportPart *order = tern_report_part_new (TERN_REPORT_SECTION_ORDER);
  g_autoptr (GPtrArray) parts = collect_parts (self, order);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GDateTime) utc = g_date_time_to_utc (self->made);
  g_autofree char *time = g_date_time_format_iso8601 (utc);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_int_value (builder, FORMAT_VERSION);
  json_builder_set_member_name (builder, "made");
  json_builder_add_string_value (builder, time);
  tern_report_write_json (parts, self->secrets, builder);
  if (picture != NULL)
    add_picture (builder, picture);
  json_builder_end_object (builder);
  tern_report_part_free (order);
  return json_builder_get_root (builder);
}

static char *
encode_picture (TernReport *self)
{
  gsize size;
  const guint8 *data = self->picture ? g_bytes_get_data (self->picture, &size) : NULL;

  return data ? g_base64_encode (data, size) : NULL;
}

/**
 * tern_report_to_json:
 * @self: a report
 *
 * Returns: (transfer full): the part for programs; its names and nicks do not depend on the
 * language
 */
JsonNode *
tern_report_to_json (TernReport *self)
{
  g_autofree char *picture = encode_picture (self);

  return make_json (self, picture);
}

static char *
make_file (TernReport *self, const char *picture)
{
  g_autofree char *text = tern_report_to_text (self);
  g_autoptr (JsonNode) node = make_json (self, picture);
  g_autofree char *json = json_to_string (node, TRUE);

  return g_strconcat (text, TERN_REPORT_MARKER, "\n", json, "\n", NULL);
}

/**
 * tern_report_to_file:
 * @self: a report
 *
 * Returns: (transfer full): all of it, as it is saved: the text, %TERN_REPORT_MARKER on a line of
 * its own, and the JSON
 */
char *
tern_report_to_file (TernReport *self)
{
  g_autofree char *picture = encode_picture (self);

  return make_file (self, picture);
}

/**
 * tern_report_to_preview:
 * @self: a report
 *
 * Returns: (transfer full): what tern_report_to_file() returns, but for the picture, of which there
 * is only that it is there: for people, who are shown the picture itself
 */
char *
tern_report_to_preview (TernReport *self)
{
  return make_file (self, self->picture ? "…" : NULL);
}

/**
 * tern_report_save:
 * @self: a report
 * @path: where to
 * @error: return location for a #GFileError
 *
 * Writes tern_report_to_file(), readable by the person alone. Blocks.
 *
 * Returns: whether it is written
 */
gboolean
tern_report_save (TernReport *self, const char *path, GError **error)
{
  g_autofree char *contents = tern_report_to_file (self);

  return g_file_set_contents_full (path, contents, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}
