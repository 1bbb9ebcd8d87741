/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpaInstallResult:
 * @raw: the whole BF37 object, as it goes to the server
 * @transaction_id: of the session that it ends
 * @sequence_number: of the notification that the card keeps of it
 * @address: the server that wants to know
 * @success: whether the profile is on the card
 * @aid: (nullable): the new ISD-P's AID on success
 * @command: bppCommandId on failure
 * @reason: errorReason on failure
 * @element_status: peStatus of the profile element that failed, or -1
 * @element: the number of that profile element, or -1
 *
 * ProfileInstallationResult (SGP.22 2.5.6): the card's signed word on a package. Free with
 * lpa_install_result_free().
 */
typedef struct
{
  GBytes *raw;
  GBytes *transaction_id;
  guint sequence_number;
  char *address;
  gboolean success;
  GBytes *aid;
  int command;
  int reason;
  int element_status;
  int element;
} LpaInstallResult;

LpaInstallResult *lpa_install_result_new_from_tlv (GBytes *tlv,
                                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GError *lpa_install_result_to_error (const LpaInstallResult *self) G_GNUC_WARN_UNUSED_RESULT;
void lpa_install_result_free (LpaInstallResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaInstallResult, lpa_install_result_free)

G_END_DECLS
