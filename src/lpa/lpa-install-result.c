/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa-install-result.h"

#include "lpa/lpa-error.h"
#include "lpa/lpa-notification.h"
#include "lpa/lpa-tlv.h"

#define TAG_RESULT 0xBF37
#define TAG_DATA 0xBF27
#define TAG_METADATA 0xBF2F
#define TAG_FINAL 0xA2
#define TAG_SUCCESS 0xA0
#define TAG_FAILURE 0xA1
#define TAG_AID 0x4F
#define TAG_SEQUENCE 0x30

/* PEStatus of the interoperable profile package specification (TCA). */
static const char *
element_status_name (int status)
{
  static const char *const names[] = {
    "ok",
    "pe-not-supported",
    "memory-failure",
    "bad-values",
    "not-enough-memory",
    "invalid-request-format",
    "invalid-parameter",
    "runtime-not-supported",
    "lib-not-supported",
    "template-not-supported",
    "feature-not-supported",
    "pin-code-missing",
  };

  if (status == 31)
    return "unsupported-profile-version";
  return status >= 0 && (gsize) status < G_N_ELEMENTS (names) ? names[status] : "unknown";
}

static int
small_integer (const LpaTlv *parent, guint32 tag)
{
  LpaTlv tlv;
  gint64 value;

  if (!lpa_tlv_find (parent, tag, &tlv) || !lpa_tlv_get_integer (&tlv, &value, NULL) || value < 0 ||
      value > G_MAXINT)
    return -1;
  return (int) value;
}

/* Looks for the first status that is not "ok" in a list of PEStatus. */
static gboolean
find_failed_element (LpaInstallResult *self, const LpaTlv *list)
{
  LpaTlvReader reader;
  LpaTlv status;

  lpa_tlv_reader_enter (&reader, list);
  while (lpa_tlv_reader_optional (&reader, TAG_SEQUENCE, &status))
    {
      self->element_status = small_integer (&status, 0x80);
      self->element = small_integer (&status, 0x81);
      if (self->element_status > 0)
        return TRUE;
    }
  self->element_status = self->element = -1;
  return FALSE;
}

/* The card's own words on the profile elements: one or more EUICCResponse. A help for people, so
 * never a reason to fail. */
static void
read_elements (LpaInstallResult *self, const LpaTlv *response)
{
  LpaTlvReader reader;
  LpaTlv one, list;

  lpa_tlv_reader_enter (&reader, response);
  while (lpa_tlv_reader_optional (&reader, TAG_SEQUENCE, &one))
    if (lpa_tlv_find (&one, 0xA0, &list) && find_failed_element (self, &list))
      return;
}

static gboolean
read_failure (LpaInstallResult *self, const LpaTlv *failure, GError **error)
{
  LpaTlv response;

  self->command = small_integer (failure, 0x80);
  self->reason = small_integer (failure, 0x81);
  if (self->command < 0 || self->reason < 0)
    {
      g_set_error_literal (error, LPA_TLV_ERROR, LPA_TLV_ERROR_MISSING,
                           "The result of the installation does not say what failed");
      return FALSE;
    }
  if (lpa_tlv_find (failure, 0x82, &response))
    read_elements (self, &response);
  return TRUE;
}

static gboolean
read_final_result (LpaInstallResult *self, const LpaTlv *data, GError **error)
{
  LpaTlv final, outcome, aid;

  if (!lpa_tlv_require (data, TAG_FINAL, &final, error))
    return FALSE;
  if (lpa_tlv_find (&final, TAG_SUCCESS, &outcome))
    {
      self->success = TRUE;
      if (lpa_tlv_find (&outcome, TAG_AID, &aid))
        self->aid = lpa_tlv_dup_value (&aid);
      return TRUE;
    }
  return lpa_tlv_require (&final, TAG_FAILURE, &outcome, error) &&
         read_failure (self, &outcome, error);
}

static gboolean
read_data (LpaInstallResult *self, const LpaTlv *data, GError **error)
{
  g_autoptr (LpaNotification) notification = NULL;
  LpaTlv transaction, metadata;

  if (!lpa_tlv_require (data, 0x80, &transaction, error) ||
      !lpa_tlv_require (data, TAG_METADATA, &metadata, error))
    return FALSE;
  notification = lpa_notification_new_from_tlv (&metadata, error);
  if (!notification)
    return FALSE;

  self->transaction_id = lpa_tlv_dup_value (&transaction);
  self->sequence_number = lpa_notification_get_sequence_number (notification);
  self->address = g_strdup (lpa_notification_get_address (notification));
  return read_final_result (self, data, error);
}

/**
 * lpa_install_result_new_from_tlv:
 * @tlv: ProfileInstallationResult, the whole BF37 object
 * @error: return location for an error of %LPA_TLV_ERROR
 *
 * Returns: (transfer full) (nullable): the card's word on a package, good or bad
 */
LpaInstallResult *
lpa_install_result_new_from_tlv (GBytes *tlv, GError **error)
{
  g_autoptr (LpaInstallResult) self = g_new0 (LpaInstallResult, 1);
  LpaTlv result, data;

  self->raw = g_bytes_ref (tlv);
  self->command = self->reason = self->element_status = self->element = -1;
  if (!lpa_tlv_parse_bytes (tlv, TAG_RESULT, &result, error) ||
      !lpa_tlv_require (&result, TAG_DATA, &data, error) || !read_data (self, &data, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lpa_install_result_to_error:
 * @self: a result
 *
 * Returns: (transfer full) (nullable): %LPA_ES10_ERROR_LOAD with the figure `load/COMMAND/REASON`,
 * and in its detail the profile element that failed where the card names it; %NULL for a success
 */
GError *
lpa_install_result_to_error (const LpaInstallResult *self)
{
  g_autofree char *figure = NULL;
  g_autofree char *detail = NULL;
  GError *error;

  if (self->success)
    return NULL;

  figure = g_strdup_printf ("load/%d/%d", self->command, self->reason);
  error = lpa_error_new (LPA_ES10_ERROR, LPA_ES10_ERROR_LOAD, figure,
                         "The card did not install the profile: command %d, reason %d",
                         self->command, self->reason);
  if (self->element_status < 0)
    return error;

  detail = g_strdup_printf ("profile element %d: %s (%d)", self->element,
                            element_status_name (self->element_status), self->element_status);
  lpa_error_set_detail (error, detail);
  return error;
}

/**
 * lpa_install_result_free:
 * @self: (transfer full): a result
 */
void
lpa_install_result_free (LpaInstallResult *self)
{
  g_clear_pointer (&self->raw, g_bytes_unref);
  g_clear_pointer (&self->transaction_id, g_bytes_unref);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->aid, g_bytes_unref);
  g_free (self);
}
