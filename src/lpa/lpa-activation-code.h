/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpaActivationCode:
 * @address: (nullable): the SM-DP+ as a host name in lower case, with a port where the code has
 * one; %NULL means the card's default
 * @matching_id: (nullable): the token, letter case untouched; %NULL means the default order of this
 * card
 * @oid: (nullable): the object identifier that the server's certificate must carry
 * @confirmation_code_required: whether the code says so; the server has the last word
 *
 * An activation code taken apart (SGP.22 4.1), or an event of a discovery server (5.8.2). Free with
 * lpa_activation_code_free().
 */
typedef struct
{
  char *address;
  char *matching_id;
  char *oid;
  gboolean confirmation_code_required;
} LpaActivationCode;

LpaActivationCode *lpa_activation_code_new (const char *address,
                                            const char *matching_id) G_GNUC_WARN_UNUSED_RESULT;
LpaActivationCode *lpa_activation_code_parse (const char *text,
                                              gsize *where,
                                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
LpaActivationCode *lpa_activation_code_copy (const LpaActivationCode *self)
    G_GNUC_WARN_UNUSED_RESULT;
char *lpa_activation_code_to_text (const LpaActivationCode *self) G_GNUC_WARN_UNUSED_RESULT;
char *lpa_server_address_normalise (const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lpa_activation_code_free (LpaActivationCode *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaActivationCode, lpa_activation_code_free)

G_END_DECLS
