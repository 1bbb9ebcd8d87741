/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-error.h"
#include "lpa/lpa-es10.h"

G_BEGIN_DECLS

/* What the functions of all three interfaces have in common. */

/* An INTEGER result, or the error of a CHOICE, where the standard's automatic tags put it. */
#define LPA_ES10_TAG_RESULT 0x80
#define LPA_ES10_TAG_OK 0xA0
#define LPA_ES10_TAG_ERROR 0x81

GBytes *lpa_es10_call (LpaCard *card,
                       GByteArray *request,
                       guint timeout,
                       guint32 tag,
                       LpaTlv *response,
                       GCancellable *cancellable,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *lpa_es10_ask (LpaCard *card,
                      guint32 tag,
                      LpaTlv *response,
                      GCancellable *cancellable,
                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lpa_es10_read_result (const LpaTlv *response, gint64 *result, GError **error);
gboolean lpa_es10_refuse (GError **error, LpaEs10Error function, gint64 result);
gboolean lpa_es10_find_list (const LpaTlv *response,
                             LpaEs10Error function,
                             LpaTlv *list,
                             GError **error);

G_END_DECLS
