/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ledger/tern-key-ring.h"

#include "ledger/tern-shortened.h"
#include "lpa/lpa-activation-code.h"

struct _TernKeyRing
{
  GBytes *own;
  GBytes *common;
  GPtrArray *all;
};

/**
 * tern_key_ring_new:
 * @own: the station's key
 *
 * Returns: (transfer full): the ring of a station by itself
 */
TernKeyRing *
tern_key_ring_new (GBytes *own)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  return tern_key_ring_new_shared (own, own, none);
}

/**
 * tern_key_ring_new_shared:
 * @own: the station's key
 * @common: the key for claims
 * @all: (element-type GBytes): the keys of all stations; whether @own is among them does not matter
 *
 * Returns: (transfer full): the ring of a station among others
 */
TernKeyRing *
tern_key_ring_new_shared (GBytes *own, GBytes *common, GPtrArray *all)
{
  TernKeyRing *self = g_atomic_rc_box_new0 (TernKeyRing);

  self->own = g_bytes_ref (own);
  self->common = g_bytes_ref (common);
  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->all, g_bytes_ref (own));
  for (guint i = 0; i < all->len; i++)
    if (!g_bytes_equal (all->pdata[i], own))
      g_ptr_array_add (self->all, g_bytes_ref (all->pdata[i]));
  return self;
}

/**
 * tern_key_ring_ref:
 * @self: a ring
 *
 * Returns: (transfer full): the same
 */
TernKeyRing *
tern_key_ring_ref (TernKeyRing *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  TernKeyRing *self = data;

  g_bytes_unref (self->own);
  g_bytes_unref (self->common);
  g_ptr_array_unref (self->all);
}

/**
 * tern_key_ring_unref:
 * @self: (transfer full): a ring
 */
void
tern_key_ring_unref (TernKeyRing *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * tern_key_ring_get_own:
 * @self: a ring
 *
 * Returns: (transfer none): the station's own key
 */
GBytes *
tern_key_ring_get_own (TernKeyRing *self)
{
  return self->own;
}

/* What a ledger handed out has been shortened: its fingerprint is in the ledger already. */
static gboolean
is_whole (const char *text)
{
  return text != NULL && !tern_is_shortened (text);
}

/**
 * tern_key_ring_mark:
 * @self: a ring
 * @mark: what @text is
 * @text: (nullable): an identifier
 *
 * Returns: (transfer full) (nullable): its fingerprint as this station writes it; %NULL when @text
 * is no whole identifier
 */
GBytes *
tern_key_ring_mark (TernKeyRing *self, TernLedgerMark mark, const char *text)
{
  return is_whole (text) ? tern_ledger_key_fingerprint (self->own, mark, text) : NULL;
}

/**
 * tern_key_ring_mark_common:
 * @self: a ring
 * @mark: what @text is
 * @text: (nullable): an identifier
 *
 * Returns: (transfer full) (nullable): the fingerprint that is the same on every station
 */
GBytes *
tern_key_ring_mark_common (TernKeyRing *self, TernLedgerMark mark, const char *text)
{
  return is_whole (text) ? tern_ledger_key_fingerprint (self->common, mark, text) : NULL;
}

/**
 * tern_key_ring_marks:
 * @self: a ring
 * @mark: what @text is
 * @text: (nullable): an identifier
 *
 * Returns: (transfer full) (element-type GBytes): the fingerprints that any station may have
 * written
 */
GPtrArray *
tern_key_ring_marks (TernKeyRing *self, TernLedgerMark mark, const char *text)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; is_whole (text) && i < self->all->len; i++)
    g_ptr_array_add (marks, tern_ledger_key_fingerprint (self->all->pdata[i], mark, text));
  return marks;
}

/**
 * tern_key_ring_dup_code_text:
 * @code: (nullable): an activation code
 *
 * What a %TERN_LEDGER_MARK_CODE is taken of. It has to be wiped or be short-lived. An order without
 * a matching ID is the card's default one: there is no code that could be met again.
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
tern_key_ring_dup_code_text (const LpaActivationCode *code)
{
  g_autofree char *address = NULL;

  if (code == NULL || code->matching_id == NULL || *code->matching_id == '\0')
    return NULL;

  if (code->address != NULL)
    address = lpa_server_address_normalise (code->address, NULL);
  return g_strconcat (address != NULL ? address : "", "$", code->matching_id, NULL);
}
