/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernApn:
 * @name: the access point itself, such as `internet`
 * @provider: (nullable): who sells it; %NULL of one that a person entered
 * @plan: (nullable): which of the provider's offers it is for, such as `Prepaid`
 * @username: (nullable): to sign in with
 * @password: (nullable): likewise
 *
 * An access point: what a modem asks the network to be connected to. Free with tern_apn_free().
 */
typedef struct
{
  char *name;
  char *provider;
  char *plan;
  char *username;
  char *password;
} TernApn;

#define TERN_APN_NAME_MAX 63

TernApn *tern_apn_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
TernApn *tern_apn_copy (const TernApn *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_apn_free (TernApn *self);
gboolean tern_apn_is_same (const TernApn *self, const TernApn *other);
gboolean tern_apn_name_is_valid (const char *name);
char *tern_apn_dup_label (const TernApn *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernApn, tern_apn_free)

G_END_DECLS
