/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-card.h"

#include <string.h>

#include "lpa/lpa-card-private.h"
#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"
#include "lpa/lpa-euicc-info.h"
#include "lpa/lpa-hex.h"

/* The security domain that every eUICC has, for consumers or for machines. */
#define ECASD_AID "A0000005591010FFFFFFFF8900000200"

/* What a search has come to. */
typedef struct
{
  LpaCard *card;
  GCancellable *cancellable;
  GPtrArray *found;
  gboolean held;
  GError *flaw; /* why the first application that could be selected is no ISD-R */
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->found, g_ptr_array_unref);
  g_clear_error (&search->flaw);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/**
 * lpa_isdr_free:
 * @self: (transfer full): an ISD-R
 */
void
lpa_isdr_free (LpaIsdr *self)
{
  g_clear_pointer (&self->aid, g_bytes_unref);
  g_clear_pointer (&self->eid, g_free);
  g_clear_pointer (&self->info2, g_bytes_unref);
  g_free (self);
}

/* An ISD-R is what gives an EID and an EUICCInfo2, and nothing less. */
static LpaIsdr *
prove (Search *search, GBytes *aid, GError **error)
{
  g_autoptr (LpaIsdr) isdr = g_new0 (LpaIsdr, 1);
  g_autoptr (LpaEuiccInfo) info = NULL;

  isdr->aid = g_bytes_ref (aid);
  isdr->eid = lpa_es10c_get_eid (search->card, search->cancellable, error);
  if (!isdr->eid)
    return NULL;
  isdr->info2 = lpa_es10b_get_info2 (search->card, search->cancellable, error);
  if (!isdr->info2)
    return NULL;
  info = lpa_euicc_info_new_from_tlv (isdr->info2, error);
  return info ? g_steal_pointer (&isdr) : NULL;
}

static gboolean
is_known (GPtrArray *found, const LpaIsdr *isdr)
{
  for (guint i = 0; i < found->len; i++)
    if (g_str_equal (((const LpaIsdr *) found->pdata[i])->eid, isdr->eid))
      return TRUE;
  return FALSE;
}

/* What the card says is a matter of this AID; that it cannot be asked, or not any more, ends the
 * search. */
static gboolean
is_about_the_application (const GError *error)
{
  return error->domain == LPA_CARD_ERROR || error->domain == LPA_TLV_ERROR ||
         error->domain == LPA_ES10_ERROR;
}

static gboolean
take_selected (Search *search, GBytes *aid, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (LpaIsdr) isdr = prove (search, aid, &reason);

  if (isdr)
    {
      if (!is_known (search->found, isdr))
        g_ptr_array_add (search->found, g_steal_pointer (&isdr));
      return TRUE;
    }
  if (!is_about_the_application (reason))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (!search->flaw)
    search->flaw = g_steal_pointer (&reason);
  return TRUE;
}

static gboolean
try_aid (Search *search, GBytes *aid, GError **error)
{
  guint16 sw;

  if (g_cancellable_set_error_if_cancelled (search->cancellable, error) ||
      !lpa_card_select (search->card, aid, &sw, error))
    return FALSE;
  search->held |= sw == LPA_SW_HELD;
  return !lpa_card_is_selected (sw) || take_selected (search, aid, error);
}

/* Whether @aid is numbered right behind @before, as the second eUICC of a card is. */
static gboolean
is_next (GBytes *before, GBytes *aid)
{
  gsize length, other;
  const guint8 *one = g_bytes_get_data (before, &length);
  const guint8 *two = g_bytes_get_data (aid, &other);

  return length == other && memcmp (one, two, length - 1) == 0 &&
         one[length - 1] + 1 == two[length - 1];
}

/* One answer is enough, but for a card with two eUICCs. */
static gboolean
is_worth_trying (const Search *search, GBytes *aid)
{
  for (guint i = 0; i < search->found->len; i++)
    if (is_next (((const LpaIsdr *) search->found->pdata[i])->aid, aid))
      return TRUE;
  return search->found->len == 0;
}

static gboolean
sweep (Search *search, GPtrArray *aids, GError **error)
{
  for (guint i = 0; i < aids->len; i++)
    if (is_worth_trying (search, aids->pdata[i]) && !try_aid (search, aids->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
contains (GPtrArray *aids, GBytes *aid)
{
  return g_ptr_array_find_with_equal_func (aids, aid, g_bytes_equal, NULL);
}

/* The AIDs that worked with a card of this kind, as far as they are still wanted. */
static GPtrArray *
recall (Search *search, GPtrArray *aids)
{
  GPtrArray *known = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  GBytes *atr = lpa_channel_get_atr (lpa_card_get_channel (search->card));
  g_autoptr (GPtrArray) all = NULL;

  if (!atr)
    return known;
  all = lpa_card_memory_get_aids (lpa_card_get_memory (search->card), atr);
  for (guint i = 0; i < all->len; i++)
    if (contains (aids, all->pdata[i]))
      g_ptr_array_add (known, g_bytes_ref (all->pdata[i]));
  return known;
}

static void
remember (Search *search, GPtrArray *known)
{
  GBytes *atr = lpa_channel_get_atr (lpa_card_get_channel (search->card));
  g_autoptr (GPtrArray) aids = g_ptr_array_new ();
  gboolean news = known->len != search->found->len;

  for (guint i = 0; i < search->found->len; i++)
    {
      const LpaIsdr *isdr = search->found->pdata[i];

      g_ptr_array_add (aids, isdr->aid);
      news |= !contains (known, isdr->aid);
    }
  if (atr && news)
    lpa_card_memory_set_aids (lpa_card_get_memory (search->card), atr, aids);
}

/* What worked last time is asked alone; when it does not all answer, the whole list is gone
 * through. */
static gboolean
search_channel (Search *search, GPtrArray *aids, GPtrArray *known, GError **error)
{
  search->held = FALSE;
  if (!lpa_card_take_channel (search->card, error))
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    if (!try_aid (search, known->pdata[i], error))
      return FALSE;
  if (known->len > 0 && search->found->len == known->len)
    return TRUE;
  g_ptr_array_set_size (search->found, 0);
  return sweep (search, aids, error);
}

/* An ISD-R that nobody can select twice may be held by a channel that was left open: free it, and
 * look again. */
static gboolean
search_powered (Search *search, GPtrArray *aids, GPtrArray *known, GError **error)
{
  search->held = TRUE;
  for (guint round = 0; search->held && round < LPA_CARD_N_RECOVERIES; round++)
    {
      if (!lpa_card_recover (search->card, round, search->cancellable, error) ||
          !search_channel (search, aids, known, error))
        return FALSE;
      if (search->found->len > 0)
        return TRUE;
    }
  return TRUE;
}

/* A device between may keep an eUICC to itself until it is told what sort of terminal it is in. */
static gboolean
search_revealed (Search *search, GPtrArray *aids, GPtrArray *known, GError **error)
{
  if (!search_powered (search, aids, known, error))
    return FALSE;
  if (search->found->len > 0 || search->held ||
      !lpa_card_reveal (search->card, search->cancellable))
    return TRUE;
  g_clear_error (&search->flaw);
  return search_powered (search, aids, known, error);
}

/* An eUICC without an interface for an LPA: its ISD-R knows no ES10, or it has no ISD-R but what
 * belongs to one. */
static gboolean
is_m2m (Search *search)
{
  g_autoptr (GBytes) ecasd = lpa_hex_decode (ECASD_AID);
  guint16 sw;

  if (g_error_matches (search->flaw, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS))
    return TRUE;
  return lpa_card_select (search->card, ecasd, &sw, NULL) && lpa_card_is_selected (sw);
}

static void
set_search_error (Search *search, GError **error)
{
  if (search->held)
    lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_HELD, "6999",
                   "The ISD-R is held on a channel that cannot be freed");
  else if (search->flaw && !g_error_matches (search->flaw, LPA_CARD_ERROR, LPA_CARD_ERROR_STATUS))
    g_propagate_error (error, g_steal_pointer (&search->flaw));
  else if (is_m2m (search))
    lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_M2M_ONLY, NULL,
                   "The eUICC has no interface for an LPA");
  else
    lpa_error_set (error, LPA_CARD_ERROR, LPA_CARD_ERROR_NO_ISDR, NULL,
                   "No ISD-R answers under any known AID");
}

static gboolean
search_card (Search *search, GPtrArray *aids, GError **error)
{
  g_autoptr (GPtrArray) known = NULL;

  if (!lpa_card_power_up (search->card, search->cancellable, error))
    return FALSE;
  known = recall (search, aids);
  if (!search_revealed (search, aids, known, error))
    return FALSE;
  if (search->found->len == 0)
    {
      set_search_error (search, error);
      return FALSE;
    }
  remember (search, known);
  return TRUE;
}

/**
 * lpa_card_find_isdrs:
 * @self: a card that is not begun
 * @aids: (element-type GBytes): the AIDs to try, in order
 * @cancellable: (nullable): to give up between two AIDs
 * @error: return location for an error of %LPA_CHANNEL_ERROR, %LPA_CARD_ERROR
 * (%LPA_CARD_ERROR_NO_ISDR, %LPA_CARD_ERROR_M2M_ONLY, %LPA_CARD_ERROR_HELD,
 * %LPA_CARD_ERROR_MALFORMED) or %G_IO_ERROR_CANCELLED
 *
 * Finds the eUICCs of a card: each AID that can be selected must prove itself by GetEID and
 * EUICCInfo2. The first that does is enough, but for a card with two eUICCs; an EID found under a
 * second AID is the same eUICC. What worked is remembered by the ATR, so that next time nothing
 * else is asked. The card is let go afterwards. The worker's thread.
 *
 * Returns: (transfer full) (nullable) (element-type LpaIsdr): at least one ISD-R
 */
GPtrArray *
lpa_card_find_isdrs (LpaCard *self, GPtrArray *aids, GCancellable *cancellable, GError **error)
{
  for (guint attempt = 0;; attempt++)
    {
      g_autoptr (GError) reason = NULL;
      g_auto (Search) search = { .card = self, .cancellable = cancellable };
      gboolean found;

      search.found = g_ptr_array_new_with_free_func ((GDestroyNotify) lpa_isdr_free);
      found = search_card (&search, aids, &reason);
      lpa_card_power_down (self);
      if (found)
        return g_steal_pointer (&search.found);
      if (attempt > 0 || !g_error_matches (reason, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_RESET))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return NULL;
        }
    }
}
