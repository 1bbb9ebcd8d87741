/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-card-item.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_PROFILE_LIST (tern_profile_list_get_type ())
G_DECLARE_FINAL_TYPE (TernProfileList, tern_profile_list, TERN, PROFILE_LIST, AdwBin)

/*
 * The profiles of a card with their switches. Can be searched and sorted once there are more than a
 * handful. Switching, renaming and deleting begin here. Properties: "sort" is a nick of the order,
 * "show-tests" whether profiles are shown that are not there to be used, "show-identifiers" whether
 * numbers are shown whole.
 */
GtkWidget *tern_profile_list_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tern_profile_list_set_item (TernProfileList *self, TernCardItem *item);

G_END_DECLS
