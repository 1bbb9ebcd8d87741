/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "network/tern-apn.h"

G_BEGIN_DECLS

/* Which access point worked with the profiles of a provider on an operator's network: a key file
 * without anything that tells one profile or person from another. Safe to lose. */
TernApn *tern_apn_memory_find (const char *path,
                               const char *operator_id,
                               const char *provider) G_GNUC_WARN_UNUSED_RESULT;
void tern_apn_memory_keep (const char *path,
                           const char *operator_id,
                           const char *provider,
                           const TernApn *apn);
char *tern_apn_memory_get_default_path (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
