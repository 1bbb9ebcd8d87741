/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera-session.h"

G_BEGIN_DECLS

/**
 * TernCameraWords:
 * @icon_name: (nullable): a picture for it; %NULL while something is going on
 * @title: what there is
 * @sentence: what to do about it; may be empty
 * @can_try_again: whether it takes the person to try again
 *
 * What a person reads where a camera's picture should be. Translated; static.
 */
typedef struct
{
  const char *icon_name;
  const char *title;
  const char *sentence;
  gboolean can_try_again;
} TernCameraWords;

TernCameraWords tern_camera_words_get (TernCameraState state, const GError *error);

G_END_DECLS
