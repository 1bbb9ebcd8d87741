/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-printer.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#include "ctl/tern-ctl-error.h"
#include "ledger/tern-ledger.h"
#include "lpa/lpa-error-book.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-text.h"
#include "orders/tern-order-error.h"
#include "scan/tern-scan-error.h"

struct _TernPrinter
{
  GObject parent_instance;

  gboolean json;
  gboolean verbose;
  gboolean progress_line;
  gboolean line_open;
  char *outcome;
};

G_DEFINE_FINAL_TYPE (TernPrinter, tern_printer, G_TYPE_OBJECT)

static void
tern_printer_finalize (GObject *object)
{
  g_free (TERN_PRINTER (object)->outcome);
  G_OBJECT_CLASS (tern_printer_parent_class)->finalize (object);
}

static void
tern_printer_class_init (TernPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tern_printer_finalize;
}

static void
tern_printer_init (TernPrinter *self)
{
}

/**
 * tern_printer_new:
 * @json: one JSON object a line instead of sentences
 * @verbose: with the raw figures and every step
 *
 * Returns: (transfer full): a printer
 */
TernPrinter *
tern_printer_new (gboolean json, gboolean verbose)
{
  TernPrinter *self = g_object_new (TERN_TYPE_PRINTER, NULL);

  self->json = json;
  self->verbose = verbose;
  self->progress_line = !json && isatty (STDERR_FILENO);
  return self;
}

/**
 * tern_printer_is_json:
 * @self: the printer
 *
 * Returns: whether a program reads what is printed
 */
gboolean
tern_printer_is_json (TernPrinter *self)
{
  return self->json;
}

static void
end_progress_line (TernPrinter *self)
{
  if (self->line_open)
    g_printerr ("\r\033[K");
  self->line_open = FALSE;
}

static void
print_json (JsonNode *node)
{
  g_autofree char *line = json_to_string (node, FALSE);

  g_print ("%s\n", line);
  fflush (stdout);
}

static void
print_member (const char *name, JsonNode *value)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_member (object, name, json_node_ref (value));
  json_node_set_object (node, object);
  print_json (node);
}

/**
 * tern_printer_say:
 * @self: the printer
 * @format: a translated sentence or table row, without a line end
 *
 * Prints for people; nothing when a program reads.
 */
void
tern_printer_say (TernPrinter *self, const char *format, ...)
{
  g_autofree char *line = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  if (self->json)
    return;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  clean = lpa_text_clean (line, -1, "\n");
  end_progress_line (self);
  g_print ("%s\n", clean);
}

/**
 * tern_printer_prompt:
 * @self: the printer
 * @question: what a person at the terminal is asked
 *
 * Leaves the cursor behind the question.
 */
void
tern_printer_prompt (TernPrinter *self, const char *question)
{
  g_autofree char *clean = lpa_text_clean (question, -1, "\n");

  end_progress_line (self);
  g_printerr ("%s ", clean);
}

/**
 * tern_printer_note:
 * @self: the printer
 * @name: the event's name for programs
 * @sentence: the translated sentence for people
 *
 * Says something beside the result: an issuer that is trusted by request, an operation that was
 * found open.
 */
void
tern_printer_note (TernPrinter *self, const char *name, const char *sentence)
{
  end_progress_line (self);
  if (self->json)
    {
      g_autoptr (JsonObject) members = json_object_new ();

      json_object_set_string_member (members, "message", sentence);
      tern_printer_event (self, name, members);
    }
  else
    g_printerr ("%s\n", sentence);
}

/**
 * tern_printer_event:
 * @self: the printer
 * @event: its name
 * @members: (nullable): what belongs to it; "event" is added
 *
 * Prints `{"event":…}` for programs; nothing for people.
 */
void
tern_printer_event (TernPrinter *self, const char *event, JsonObject *members)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!self->json)
    return;

  json_object_set_string_member (object, "event", event);
  if (members != NULL)
    {
      json_object_iter_init (&iter, members);
      while (json_object_iter_next (&iter, &name, &value))
        json_object_set_member (object, name, json_node_ref (value));
    }
  json_node_set_object (node, object);
  print_json (node);
}

/**
 * tern_printer_step:
 * @self: the printer
 * @step: a step of a download
 * @state: where it stands now
 */
void
tern_printer_step (TernPrinter *self, LpaStep step, LpaStepState state)
{
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_string_member (members, "step", lpa_step_get_nick (step));
  json_object_set_string_member (members, "state", lpa_step_state_get_nick (state));
  tern_printer_event (self, "step", members);

  if (self->json)
    return;
  if (state == LPA_STEP_STATE_DONE)
    {
      end_progress_line (self);
      g_printerr ("✓ %s\n", self->outcome != NULL ? self->outcome : lpa_step_get_label (step));
      g_clear_pointer (&self->outcome, g_free);
    }
  else if (state == LPA_STEP_STATE_RUNNING && self->progress_line)
    {
      g_printerr ("\r\033[K… %s", lpa_step_get_label (step));
      self->line_open = TRUE;
    }
}

/**
 * tern_printer_set_outcome:
 * @self: the printer
 * @sentence: what the next step that is done came to, for people, instead of its name
 */
void
tern_printer_set_outcome (TernPrinter *self, const char *sentence)
{
  g_free (self->outcome);
  self->outcome = g_strdup (sentence);
}

/**
 * tern_printer_meanwhile:
 * @self: the printer
 * @nick: what is being done, for programs
 * @sentence: the same for people
 *
 * Says what goes on within a step. A terminal shows it until something else happens.
 */
void
tern_printer_meanwhile (TernPrinter *self, const char *nick, const char *sentence)
{
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_string_member (members, "note", nick);
  json_object_set_string_member (members, "message", sentence);
  tern_printer_event (self, "note", members);

  if (self->progress_line)
    {
      g_printerr ("\r\033[K… %s", sentence);
      self->line_open = TRUE;
    }
}

/**
 * tern_printer_progress:
 * @self: the printer
 * @done: bytes
 * @total: bytes
 */
void
tern_printer_progress (TernPrinter *self, guint64 done, guint64 total)
{
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_int_member (members, "done", (gint64) done);
  json_object_set_int_member (members, "total", (gint64) total);
  tern_printer_event (self, "progress", members);

  if (self->progress_line)
    {
      g_autofree char *of = g_format_size (total);
      g_autofree char *so_far = g_format_size (done);

      g_printerr ("\r\033[K… %s / %s", so_far, of);
      self->line_open = TRUE;
    }
}

/**
 * tern_printer_result:
 * @self: the printer
 * @result: what came of the command
 *
 * Prints `{"result":…}` for programs; people have been told with tern_printer_say().
 */
void
tern_printer_result (TernPrinter *self, JsonNode *result)
{
  end_progress_line (self);
  if (self->json)
    print_member ("result", result);
}

static const char *
error_nick (const GError *error)
{
  static const char *const own[] = {
    [TERN_CTL_ERROR_USAGE] = "usage",
    [TERN_CTL_ERROR_AMBIGUOUS] = "ambiguous",
    [TERN_CTL_ERROR_NO_MATCH] = "no-match",
    [TERN_CTL_ERROR_NEEDS_ANSWER] = "needs-answer",
  };

  if (error->domain == TERN_CTL_ERROR)
    return own[error->code];
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  if (error->domain == TERN_SCAN_ERROR)
    return tern_scan_error_get_nick ((TernScanError) error->code);
  if (error->domain == TERN_ORDER_ERROR)
    return tern_order_error_get_nick ((TernOrderError) error->code);
  return lpa_error_domain_name (error->domain) ? lpa_error_code_nick (error) : "usage";
}

static JsonNode *
error_to_json (const GError *error, const LpaExplanation *explanation, LpaStep step)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const char *figure = lpa_error_get_figure (error);
  const char *domain = lpa_error_domain_name (error->domain);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "domain");
  json_builder_add_string_value (builder, domain ? domain : g_quark_to_string (error->domain));
  json_builder_set_member_name (builder, "code");
  json_builder_add_string_value (builder, figure ? figure : error_nick (error));
  json_builder_set_member_name (builder, "step");
  if (step == LPA_STEP_NONE)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, lpa_step_get_nick (step));
  json_builder_set_member_name (builder, "code_usable");
  json_builder_add_string_value (builder, lpa_code_usable_get_nick (explanation->usable));
  json_builder_set_member_name (builder, "side");
  json_builder_add_string_value (builder, lpa_side_get_nick (explanation->side));
  json_builder_set_member_name (builder, "cause");
  json_builder_add_string_value (builder, explanation->cause);
  json_builder_set_member_name (builder, "action");
  json_builder_add_string_value (builder, explanation->action);
  json_builder_set_member_name (builder, "details");
  json_builder_add_string_value (builder, explanation->details);
  json_builder_end_object (builder);

  return json_builder_get_root (builder);
}

/* What is no page of the book: whoever sits here did it themselves. */
static LpaExplanation *
explain_as_own (const GError *error, const char *cause, const char *action)
{
  LpaExplanation *own = g_new0 (LpaExplanation, 1);

  own->key = g_strdup (g_quark_to_string (error->domain));
  own->side = LPA_SIDE_YOU;
  own->usable = LPA_CODE_USABLE_NOT_INVOLVED;
  own->cause = g_strdup (cause);
  own->action = g_strdup (action);
  own->details = g_strdup (error->message);
  return own;
}

/*
 * Pictures have sentences of their own; errors of the command line itself have a message that is
 * what there is to say.
 */
static LpaExplanation *
explain (const GError *error, LpaStep step)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return explain_as_own (
        error, C_ ("ternctl", "Stopped, because you asked for it."),
        C_ ("ternctl", "Nothing more was done. “ternctl history” says what was."));
  if (lpa_error_domain_name (error->domain) != NULL || error->domain == G_IO_ERROR ||
      error->domain == TERN_LEDGER_ERROR)
    return lpa_error_book_explain (error, step);
  if (error->domain == TERN_SCAN_ERROR)
    return explain_as_own (error, tern_scan_error_get_cause ((TernScanError) error->code),
                           tern_scan_error_get_action ((TernScanError) error->code));
  if (error->domain == TERN_ORDER_ERROR)
    return explain_as_own (error, error->message,
                           tern_order_error_get_action ((TernOrderError) error->code));
  return explain_as_own (error, error->message,
                         C_ ("ternctl", "“ternctl --help” lists commands and options."));
}

/* They may quote a server. */
static void
print_details (const char *details)
{
  g_autofree char *clean = lpa_text_clean (details, -1, "\n");

  g_printerr ("%s %s\n", C_ ("ternctl", "Details:"), clean);
}

/**
 * tern_printer_error:
 * @self: the printer
 * @error: why the command failed
 * @step: the step of a download at which it failed, or %LPA_STEP_NONE
 * @usable: what the download knows of its code; %LPA_CODE_USABLE_NOT_INVOLVED leaves it to the book
 *
 * Prints `{"error":…}`, or cause, next step and what became of the code. Cancelling is told as what
 * it is.
 */
void
tern_printer_error (TernPrinter *self, const GError *error, LpaStep step, LpaCodeUsable usable)
{
  g_autoptr (LpaExplanation) explanation = explain (error, step);

  if (usable != LPA_CODE_USABLE_NOT_INVOLVED)
    explanation->usable = usable;
  end_progress_line (self);
  if (self->json)
    {
      g_autoptr (JsonNode) node = error_to_json (error, explanation, step);

      print_member ("error", node);
      return;
    }

  g_printerr ("%s\n%s\n", explanation->cause, explanation->action);
  if (explanation->usable != LPA_CODE_USABLE_NOT_INVOLVED)
    g_printerr ("%s\n", lpa_code_usable_get_sentence (explanation->usable));
  if (self->verbose && explanation->details != NULL)
    print_details (explanation->details);
}
