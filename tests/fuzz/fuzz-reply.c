/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "lpa/lpa-redact.h"
#include "lpa/lpa-server-reply.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (LpaServerReply) reply = lpa_server_reply_new (body, NULL);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *redacted = lpa_redact_json (text);
  g_autoptr (GBytes) binary = lpa_base64_decode (text);
  g_autoptr (GBytes) tlv = NULL;

  if (!reply)
    return 0;

  lpa_server_reply_check_status (reply, NULL);
  tlv = lpa_server_reply_require_tlv (reply, "profileMetadata", 0xBF25, NULL);
  for (guint i = 0; i < lpa_server_reply_get_n_elements (reply, "eventEntries"); i++)
    lpa_server_reply_get_element_string (reply, "eventEntries", i, "eventId");
  return 0;
}
