/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-profile.h"

#include <adwaita.h>

G_BEGIN_DECLS

GdkPaintable *tern_icon_load (GBytes *data) G_GNUC_WARN_UNUSED_RESULT;
void tern_icon_show_profile (AdwAvatar *avatar, LpaProfile *profile);

G_END_DECLS
