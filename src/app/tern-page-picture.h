/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TernPagePictureFunc:
 * @picture: (nullable): a PNG; %NULL when there is nothing to be seen
 * @user_data: what was given
 */
typedef void (*TernPagePictureFunc) (GBytes *picture, gpointer user_data);

void tern_page_picture_take (GtkWidget *page, TernPagePictureFunc callback, gpointer user_data);

G_END_DECLS
