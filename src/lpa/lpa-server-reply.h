/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

/**
 * LpaServerReply:
 *
 * The JSON body of an answer (SGP.22 6.5.1), read as servers really write it. Every getter sets
 * %LPA_SERVER_ERROR_MALFORMED. Free with lpa_server_reply_free().
 */
typedef struct _LpaServerReply LpaServerReply;

LpaServerReply *lpa_server_reply_new (GBytes *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lpa_server_reply_free (LpaServerReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaServerReply, lpa_server_reply_free)

gboolean lpa_server_reply_check_status (LpaServerReply *self, GError **error);
const char *lpa_server_reply_get_string (LpaServerReply *self, const char *name);
const char *lpa_server_reply_require_string (LpaServerReply *self,
                                             const char *name,
                                             GError **error);
GBytes *lpa_server_reply_require_tlv (LpaServerReply *self,
                                      const char *name,
                                      guint32 tag,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_server_reply_has (LpaServerReply *self, const char *name);
guint lpa_server_reply_get_n_elements (LpaServerReply *self, const char *name);
const char *lpa_server_reply_get_element_string (LpaServerReply *self,
                                                 const char *name,
                                                 guint index,
                                                 const char *member);

GBytes *lpa_base64_decode (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
