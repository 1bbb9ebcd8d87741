/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-command-orders-release.h"

#include <glib/gi18n-lib.h>

#include "ctl/tern-await.h"
#include "ctl/tern-ctl-terminal.h"
#include "ctl/tern-orders-show.h"
#include "orders/tern-order-release.h"

/* What is asked of the order's thread, and what it says. */
typedef struct
{
  GPtrArray *held;
  TernOrderReleased *released; /* of each */
} Releasing;

static void
releasing_clear (Releasing *self)
{
  g_clear_pointer (&self->held, g_ptr_array_unref);
  g_clear_pointer (&self->released, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Releasing, releasing_clear)

static gboolean
find_held (TernOrder *order, gpointer data, GError **error)
{
  Releasing *self = data;

  self->held = tern_order_find_held (order, error);
  return self->held != NULL;
}

static gboolean
release (TernOrder *order, gpointer data, GError **error)
{
  Releasing *self = data;

  self->released = g_new0 (TernOrderReleased, self->held->len + 1);
  for (guint i = 0; i < self->held->len; i++)
    if (!tern_order_release (order, self->held->pdata[i], &self->released[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
do_and_wait (TernOrder *order, TernOrderWork work, Releasing *self, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tern_order_do_async (order, work, self, NULL, tern_await_done, &result);
  tern_await (&result);
  return tern_order_do_finish (order, result, error);
}

static gboolean
is_named (GStrv rows, guint number)
{
  g_autofree char *name = g_strdup_printf ("%u", number);

  return g_strv_contains ((const char *const *) rows, name);
}

static gboolean
is_held (GPtrArray *held, const char *row)
{
  for (guint i = 0; i < held->len; i++)
    {
      const TernOrderHeld *one = held->pdata[i];
      g_autofree char *name = g_strdup_printf ("%u", one->record->number);

      if (g_str_equal (name, row))
        return TRUE;
    }
  return FALSE;
}

/* Leaves the rows that are meant. */
static gboolean
pick (GPtrArray *held, GStrv rows, GError **error)
{
  for (guint i = 0; rows[i] != NULL; i++)
    if (!is_held (held, rows[i]))
      {
        g_set_error (error, TERN_CTL_ERROR, TERN_CTL_ERROR_USAGE,
                     C_ ("ternctl", "No station has a row “%s”. “ternctl orders release FILE” "
                                    "lists the rows that one has."),
                     rows[i]);
        return FALSE;
      }
  for (guint i = held->len; i > 0; i--)
    if (!is_named (rows, ((TernOrderHeld *) held->pdata[i - 1])->record->number))
      g_ptr_array_remove_index (held, i - 1);
  return TRUE;
}

static void
add_time (JsonObject *object, const char *name, GDateTime *time)
{
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static void
say_held (TernCtl *ctl, const TernOrderHeld *held)
{
  g_autofree char *account = tern_order_held_dup_account (held);
  g_autoptr (JsonObject) members = tern_orders_record_to_json (held->record);
  const LpaOperation *use = held->use != NULL ? tern_history_entry_get_operation (held->use) : NULL;

  if (held->station != NULL)
    json_object_set_string_member (members, "station", held->station);
  json_object_set_boolean_member (members, "this_station", held->here);
  json_object_set_boolean_member (members, "at_work", held->alive);
  add_time (members, "since", held->record->claimed);
  add_time (members, "last_heard_of", held->seen);
  if (use != NULL)
    json_object_set_string_member (members, "outcome",
                                   lpa_operation_outcome_get_nick (use->outcome));
  if (use != NULL && use->step != LPA_STEP_NONE)
    json_object_set_string_member (members, "step", lpa_step_get_nick (use->step));
  json_object_set_string_member (members, "message", account);
  tern_printer_event (ctl->printer, "held", members);
  tern_printer_say (ctl->printer, "%s", account);
}

static char *
tell_released (TernOrderReleased released, const TernOrderRecord *record)
{
  if (released == TERN_ORDER_RELEASED_KNOWN)
    return g_strdup_printf (C_ ("ternctl", "Row %u now says what became of it. It is not given to "
                                           "another card."),
                            record->number);
  if (released == TERN_ORDER_RELEASED_NOT)
    return g_strdup_printf (C_ ("ternctl", "Row %u was left alone: a program is at it, or was done "
                                           "with it meanwhile."),
                            record->number);
  if (record->bound)
    return g_strdup_printf (C_ ("ternctl", "Row %u waits again, for the same card alone: the "
                                           "server has given the profile to it."),
                            record->number);
  return g_strdup_printf (C_ ("ternctl", "Row %u waits for a card again."), record->number);
}

static void
say_released (TernCtl *ctl, const TernOrderHeld *held, TernOrderReleased released)
{
  g_autofree char *sentence = tell_released (released, held->record);
  g_autoptr (JsonObject) members = json_object_new ();

  json_object_set_int_member (members, "row", held->record->number);
  json_object_set_string_member (members, "released", tern_order_released_get_nick (released));
  json_object_set_string_member (members, "message", sentence);
  tern_printer_event (ctl->printer, "released", members);
  tern_printer_say (ctl->printer, "%s", sentence);
  if (released == TERN_ORDER_RELEASED_NOT)
    ctl->exit = TERN_EXIT_FAILED;
}

/* What the history knows needs no leave, and what a program is at is left alone. */
static gboolean
is_risk (GPtrArray *held)
{
  for (guint i = 0; i < held->len; i++)
    {
      const TernOrderHeld *one = held->pdata[i];

      if (!one->known && !one->alive)
        return TRUE;
    }
  return FALSE;
}

static gboolean
refresh (TernOrder *order, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tern_order_refresh_async (order, NULL, tern_await_done, &result);
  tern_await (&result);
  return tern_order_refresh_finish (order, result, error);
}

static void
say_list (TernCtl *ctl, GPtrArray *held, gboolean any_named)
{
  for (guint i = 0; i < held->len; i++)
    say_held (ctl, held->pdata[i]);
  if (held->len == 0)
    tern_printer_say (ctl->printer, "%s", C_ ("ternctl", "No station has a row of this order."));
  else if (!any_named)
    tern_printer_say (ctl->printer, "%s",
                      C_ ("ternctl", "Nothing was released. Name the rows whose station will not "
                                     "come back: ternctl orders release FILE ROW…"));
}

/**
 * tern_orders_release:
 * @ctl: the command line
 * @words: what its words say
 * @order: an order
 * @error: return location for an error
 *
 * Lists the rows that stations have, and gives those that are named back to the queue once a
 * person has agreed.
 *
 * Returns: whether it was done
 */
gboolean
tern_orders_release (TernCtl *ctl, const TernOrdersWords *words, TernOrder *order, GError **error)
{
  g_auto (Releasing) self = { NULL };
  gboolean any_named = words->rows != NULL && words->rows[0] != NULL;

  if (!do_and_wait (order, find_held, &self, error) ||
      (any_named && !pick (self.held, words->rows, error)))
    return FALSE;
  say_list (ctl, self.held, any_named);
  if (!any_named)
    return TRUE;
  if (is_risk (self.held) &&
      !tern_ctl_confirm (ctl, words->yes,
                         C_ ("ternctl", "If a code was used after all, its profile is on a card "
                                        "that the order does not name, and the next card is "
                                        "refused. Release these rows?"),
                         error))
    return FALSE;
  if (!do_and_wait (order, release, &self, error))
    return FALSE;
  for (guint i = 0; i < self.held->len; i++)
    say_released (ctl, self.held->pdata[i], self.released[i]);
  return refresh (order, error);
}
