/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_SHARING_GROUP (tern_sharing_group_get_type ())
G_DECLARE_FINAL_TYPE (TernSharingGroup,
                      tern_sharing_group,
                      TERN,
                      SHARING_GROUP,
                      AdwPreferencesGroup)

/* Where the history is shared with other stations: address, name, password, and whether it works.
 */
void tern_sharing_group_set_settings (TernSharingGroup *self, GSettings *settings);

G_END_DECLS
