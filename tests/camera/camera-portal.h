/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CameraAnswer:
 * @CAMERA_ANSWER_YES: the person agrees
 * @CAMERA_ANSWER_NO: the person does not
 * @CAMERA_ANSWER_NOTHING: the person does not answer
 *
 * What the person says when the desktop asks.
 */
typedef enum
{
  CAMERA_ANSWER_YES,
  CAMERA_ANSWER_NO,
  CAMERA_ANSWER_NOTHING,
} CameraAnswer;

/*
 * The desktop's real portal, and behind it a desktop that answers as it is told. The session bus is
 * the test's own.
 */
typedef struct _CameraPortal CameraPortal;

CameraPortal *camera_portal_new (CameraAnswer answer);
void camera_portal_free (CameraPortal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CameraPortal, camera_portal_free)
void camera_portal_show_screen (CameraPortal *self, const char *path);
guint camera_portal_get_questions (CameraPortal *self);

G_END_DECLS
