/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "camera/tern-camera-frame.h"

G_BEGIN_DECLS

/**
 * TernCameraFeedFrame:
 * @frame: (transfer none): the newest picture
 * @user_data: as given to tern_camera_feed_new()
 *
 * Called in the main context for each picture that it is quick enough for.
 */
typedef void (*TernCameraFeedFrame) (TernCameraFrame *frame, gpointer user_data);

/**
 * TernCameraFeedTexts:
 * @texts: (transfer none) (element-type utf8): what QR codes in a picture hold; at least one.
 *   Secrets
 * @user_data: as given to tern_camera_feed_new()
 *
 * Called in the main context whenever codes are seen.
 */
typedef void (*TernCameraFeedTexts) (GPtrArray *texts, gpointer user_data);

/*
 * Takes pictures from a camera's thread, shows the newest in the main context, and looks for QR
 * codes in the newest on a thread of its own. Pictures that nobody was quick enough for are
 * dropped, so that what is seen is always what is now.
 */
typedef struct _TernCameraFeed TernCameraFeed;

TernCameraFeed *tern_camera_feed_new (TernCameraFeedFrame on_frame,
                                      TernCameraFeedTexts on_texts,
                                      gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
TernCameraFeed *tern_camera_feed_ref (TernCameraFeed *self) G_GNUC_WARN_UNUSED_RESULT;
void tern_camera_feed_unref (TernCameraFeed *self);
void tern_camera_feed_push (TernCameraFeed *self, TernCameraFrame *frame);
void tern_camera_feed_close (TernCameraFeed *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernCameraFeed, tern_camera_feed_unref)

G_END_DECLS
