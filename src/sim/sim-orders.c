/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-orders.h"

#include <gio/gio.h>
#include <string.h>

struct _SimOrders
{
  GRecMutex mutex;
  char *path;
  GPtrArray *orders;
  GPtrArray *events;
  GPtrArray *received;
};

/* One of the three lists of the file. */
typedef struct
{
  const char *key;
  gsize offset;
  gsize size;
  const SimField *fields;
  const char *help;
} List;

static const List lists[] = {
  { "orders", G_STRUCT_OFFSET (SimOrders, orders), sizeof (SimOrder), sim_order_fields,
    "profiles that wait on the server" },
  { "events", G_STRUCT_OFFSET (SimOrders, events), sizeof (SimEvent), sim_event_fields,
    "event records, for --smds" },
  { "received", G_STRUCT_OFFSET (SimOrders, received), sizeof (SimReceived), sim_received_fields,
    "written by the server: notifications that came in" },
};

static GPtrArray *
get_list (SimOrders *self, const List *list)
{
  return G_STRUCT_MEMBER (GPtrArray *, self, list->offset);
}

/**
 * sim_orders_new:
 *
 * Returns: (transfer full): a server's books without anything in them and without a file
 */
SimOrders *
sim_orders_new (void)
{
  SimOrders *self = g_atomic_rc_box_new0 (SimOrders);

  g_rec_mutex_init (&self->mutex);
  self->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_order_free);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_event_free);
  self->received = g_ptr_array_new_with_free_func ((GDestroyNotify) sim_received_free);
  return self;
}

static const List *
find_list (const char *key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_str_equal (lists[i].key, key))
      return &lists[i];
  return NULL;
}

static gboolean
load_list (SimOrders *self, const List *list, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_SYNTAX, "%s: an array is wanted",
                   list->key);
      return FALSE;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *where = g_strdup_printf ("%s[%u]", list->key, i);
      gpointer record = g_malloc0 (list->size);

      g_ptr_array_add (get_list (self, list), record);
      if (!sim_record_load (record, list->fields, json_array_get_element (array, i), where, error))
        return FALSE;
    }
  return TRUE;
}

static char *
make_iccid (guint index)
{
  char digits[20];
  guint sum = 0;

  g_snprintf (digits, sizeof digits, "894900000000%06u", index + 1);
  for (guint i = 0; i < 18; i++)
    {
      guint digit = (guint) (digits[17 - i] - '0') * (i % 2 == 0 ? 2 : 1);

      sum += digit / 10 + digit % 10;
    }
  return g_strdup_printf ("%s%u", digits, (10 - sum % 10) % 10);
}

static gboolean
check_orders (SimOrders *self, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->orders->len; i++)
    {
      g_autofree char *where = g_strdup_printf ("orders[%u]", i);
      SimOrder *order = g_ptr_array_index (self->orders, i);

      if (!order->iccid)
        order->iccid = make_iccid (i);
      if (!sim_order_check (order, where, error))
        return FALSE;
      if (order->matching_id[0] != '\0' && !g_hash_table_add (seen, order->matching_id))
        {
          g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE,
                       "%s: another order has the same matching_id", where);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_events (SimOrders *self, GError **error)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      SimEvent *event = g_ptr_array_index (self->events, i);

      if (!event->event_id || !event->eid || !event->address)
        {
          g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE,
                       "events[%u]: event_id, eid and address are needed", i);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
load_root (SimOrders *self, JsonNode *root, GError **error)
{
  g_autoptr (GList) keys = NULL;
  JsonObject *object;

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_SYNTAX,
                           "An object with orders, events and received is wanted");
      return FALSE;
    }

  object = json_node_get_object (root);
  keys = json_object_get_members (object);
  for (GList *l = keys; l; l = l->next)
    {
      const List *list = find_list (l->data);

      if (!list)
        {
          g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_KEY, "The key “%s” is not known",
                       (const char *) l->data);
          return FALSE;
        }
      if (!load_list (self, list, json_object_get_member (object, l->data), error))
        return FALSE;
    }
  return check_orders (self, error) && check_events (self, error);
}

/**
 * sim_orders_new_from_text:
 * @text: what stands in an orders file
 * @error: return location for an error of %SIM_RECORD_ERROR or %JSON_PARSER_ERROR
 *
 * Returns: (transfer full) (nullable): the books, without a file to be saved in; %NULL when @text
 * has unknown keys, values that do not fit, or is no JSON
 */
SimOrders *
sim_orders_new_from_text (const char *text, GError **error)
{
  g_autoptr (SimOrders) self = sim_orders_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, text, -1, error) ||
      !load_root (self, json_parser_get_root (parser), error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * sim_orders_new_from_file:
 * @path: (type filename): the orders file
 * @error: return location for an error of %G_FILE_ERROR, %SIM_RECORD_ERROR or %JSON_PARSER_ERROR
 *
 * Returns: (transfer full) (nullable): the books in @path, which sim_orders_save() writes back
 */
SimOrders *
sim_orders_new_from_file (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  SimOrders *self;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;

  self = sim_orders_new_from_text (text, error);
  if (self)
    self->path = g_canonicalize_filename (path, NULL);
  else
    g_prefix_error (error, "%s: ", path);
  return self;
}

/**
 * sim_orders_ref:
 * @self: the books
 *
 * Returns: (transfer full): @self
 */
SimOrders *
sim_orders_ref (SimOrders *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (SimOrders *self)
{
  g_clear_pointer (&self->orders, g_ptr_array_unref);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->received, g_ptr_array_unref);
  g_clear_pointer (&self->path, g_free);
  g_rec_mutex_clear (&self->mutex);
}

/**
 * sim_orders_unref:
 * @self: (transfer full): the books
 */
void
sim_orders_unref (SimOrders *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) clear);
}

/**
 * sim_orders_lock:
 * @self: the books
 *
 * Keeps other threads away until sim_orders_unlock(). May be nested.
 */
void
sim_orders_lock (SimOrders *self)
{
  g_rec_mutex_lock (&self->mutex);
}

/**
 * sim_orders_unlock:
 * @self: the books
 */
void
sim_orders_unlock (SimOrders *self)
{
  g_rec_mutex_unlock (&self->mutex);
}

static JsonNode *
list_to_node (SimOrders *self, const List *list)
{
  g_autoptr (JsonArray) array = json_array_new ();
  GPtrArray *records = get_list (self, list);

  for (guint i = 0; i < records->len; i++)
    json_array_add_element (array, sim_record_save (g_ptr_array_index (records, i), list->fields));
  return json_node_init_array (json_node_alloc (), array);
}

/**
 * sim_orders_to_text:
 * @self: the books
 *
 * Returns: (transfer full): what stands in the orders file
 */
char *
sim_orders_to_text (SimOrders *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  sim_orders_lock (self);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    json_object_set_member (object, lists[i].key, list_to_node (self, &lists[i]));
  sim_orders_unlock (self);

  json_node_set_object (root, object);
  return json_to_string (root, TRUE);
}

/**
 * sim_orders_save:
 * @self: the books
 * @error: return location for an error of %G_FILE_ERROR
 *
 * Rewrites the orders file in one step; a reader sees the old one or the new one. Does nothing
 * without a file.
 *
 * Returns: whether it was written
 */
gboolean
sim_orders_save (SimOrders *self, GError **error)
{
  g_autofree char *text = NULL;

  if (!self->path)
    return TRUE;
  text = sim_orders_to_text (self);
  return g_file_set_contents (self->path, text, -1, error);
}

/**
 * sim_orders_get_state:
 * @self: the books
 * @matching_id: of an order that exists
 *
 * Returns: where the order stands
 */
SimOrderState
sim_orders_get_state (SimOrders *self, const char *matching_id)
{
  SimOrderState state = SIM_ORDER_ERROR;
  SimOrder *order;

  sim_orders_lock (self);
  order = sim_orders_find (self, matching_id, NULL);
  if (order)
    state = order->state;
  else
    g_critical ("There is no order %s", matching_id);
  sim_orders_unlock (self);
  return state;
}

/**
 * sim_orders_count_received:
 * @self: the books
 *
 * Returns: how many notifications came in
 */
guint
sim_orders_count_received (SimOrders *self)
{
  guint count;

  sim_orders_lock (self);
  count = self->received->len;
  sim_orders_unlock (self);
  return count;
}

/**
 * sim_orders_get_last_received:
 * @self: the books
 * @type: (out) (optional): SIM_RECEIVED_INSTALL and so on
 * @signature_valid: (out) (optional): whether the card's signature and certificates are good
 * @result: (out) (optional) (nullable) (transfer full): how an installation ended
 *
 * Returns: whether a notification has come in
 */
gboolean
sim_orders_get_last_received (SimOrders *self,
                              guint *type,
                              gboolean *signature_valid,
                              char **result)
{
  gboolean found;

  sim_orders_lock (self);
  found = self->received->len > 0;
  if (found)
    {
      SimReceived *last = g_ptr_array_index (self->received, self->received->len - 1);

      if (type)
        *type = last->type;
      if (signature_valid)
        *signature_valid = last->signature_valid;
      if (result)
        *result = g_strdup (last->result);
    }
  sim_orders_unlock (self);
  return found;
}

static gboolean
is_open (const SimOrder *order)
{
  return order->state == SIM_ORDER_RELEASED || order->state == SIM_ORDER_DOWNLOADED;
}

static SimOrder *
find_default (SimOrders *self, const char *eid)
{
  SimOrder *found = NULL;

  for (guint i = 0; eid && i < self->orders->len; i++)
    {
      SimOrder *order = g_ptr_array_index (self->orders, i);

      if (order->matching_id[0] != '\0' || !g_str_equal (order->eid, eid))
        continue;
      if (is_open (order))
        return order;
      found = order;
    }
  return found;
}

/**
 * sim_orders_find:
 * @self: the books, locked
 * @matching_id: what the card sent; empty for the order that waits for its EID
 * @eid: (nullable): the card
 *
 * Returns: (transfer none) (nullable): the order; with an empty @matching_id the first one for @eid
 * that can still be downloaded, else any for it
 */
SimOrder *
sim_orders_find (SimOrders *self, const char *matching_id, const char *eid)
{
  if (matching_id[0] == '\0')
    return find_default (self, eid);

  for (guint i = 0; i < self->orders->len; i++)
    {
      SimOrder *order = g_ptr_array_index (self->orders, i);

      if (g_str_equal (order->matching_id, matching_id))
        return order;
    }
  return NULL;
}

/**
 * sim_orders_find_iccid:
 * @self: the books, locked
 * @iccid: digits
 *
 * Returns: (transfer none) (nullable): the order with @iccid
 */
SimOrder *
sim_orders_find_iccid (SimOrders *self, const char *iccid)
{
  for (guint i = 0; i < self->orders->len; i++)
    {
      SimOrder *order = g_ptr_array_index (self->orders, i);

      if (g_str_equal (order->iccid, iccid))
        return order;
    }
  return NULL;
}

/**
 * sim_orders_find_transaction:
 * @self: the books, locked
 * @transaction_id: hexadecimal, upper case
 *
 * Returns: (transfer none) (nullable): the order whose package was last bound in that transaction
 */
SimOrder *
sim_orders_find_transaction (SimOrders *self, const char *transaction_id)
{
  for (guint i = 0; i < self->orders->len; i++)
    {
      SimOrder *order = g_ptr_array_index (self->orders, i);

      if (g_strcmp0 (order->binding.transaction_id, transaction_id) == 0)
        return order;
    }
  return NULL;
}

/**
 * sim_orders_get_events:
 * @self: the books, locked
 *
 * Returns: (transfer none) (element-type SimEvent): the event records
 */
GPtrArray *
sim_orders_get_events (SimOrders *self)
{
  return self->events;
}

/**
 * sim_orders_load_icon:
 * @self: the books
 * @order: an order with an icon
 * @error: return location for an error of %G_FILE_ERROR or %SIM_RECORD_ERROR
 *
 * Returns: (transfer full) (nullable): the icon of @order
 */
GBytes *
sim_orders_load_icon (SimOrders *self, const SimOrder *order, GError **error)
{
  g_autofree char *folder = self->path ? g_path_get_dirname (self->path) : g_get_current_dir ();
  g_autofree char *path = g_canonicalize_filename (order->icon, folder);
  g_autofree char *data = NULL;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, error))
    return NULL;
  if (length > 1024)
    {
      g_set_error (error, SIM_RECORD_ERROR, SIM_RECORD_ERROR_VALUE,
                   "%s: an icon takes 1024 bytes, not %" G_GSIZE_FORMAT, path, length);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), length);
}

/**
 * sim_orders_add_received:
 * @self: the books
 * @received: (transfer full): a notification
 */
void
sim_orders_add_received (SimOrders *self, SimReceived *received)
{
  sim_orders_lock (self);
  g_ptr_array_add (self->received, received);
  sim_orders_unlock (self);
}

/**
 * sim_orders_describe_format:
 *
 * Returns: (transfer full): the keys of the orders file, for people
 */
char *
sim_orders_describe_format (void)
{
  GString *text = g_string_new ("The orders file is a JSON object of three lists, all optional:\n");

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_string_append_printf (text, "\n\"%s\": %s\n", lists[i].key, lists[i].help);
      sim_record_describe (lists[i].fields, 2, text);
    }
  g_string_append (text,
                   "\nExample:\n  {\"orders\":[{\"matching_id\":\"A-1\"},\n"
                   "             {\"matching_id\":\"A-2\",\"confirmation_code\":\"1234\"}]}\n");
  return g_string_free (text, FALSE);
}
