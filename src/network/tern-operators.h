/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lpa/lpa-profile.h"

G_BEGIN_DECLS

#define TERN_TYPE_OPERATORS (tern_operators_get_type ())
G_DECLARE_FINAL_TYPE (TernOperators, tern_operators, TERN, OPERATORS, GObject)

/*
 * Operators and countries in words, from the data that the desktop ships:
 * mobile-broadband-provider-info and iso-codes. What is not installed, or not known for certain, is
 * not named. Read once, on a thread; asked on any.
 */
void tern_operators_load_async (GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
TernOperators *tern_operators_load_finish (GAsyncResult *result,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
TernOperators *tern_operators_new (const char *providers_path,
                                   const char *countries_path) G_GNUC_WARN_UNUSED_RESULT;
const char *tern_operators_find_operator (TernOperators *self, const char *mcc, const char *mnc);
const char *tern_operators_find_country (TernOperators *self, const char *mcc);
char *tern_operators_dup_country_name (TernOperators *self,
                                       const char *country) G_GNUC_WARN_UNUSED_RESULT;
char *tern_operators_dup_profile_operator (TernOperators *self,
                                           LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
char *tern_operators_dup_profile_country (TernOperators *self,
                                          LpaProfile *profile) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
