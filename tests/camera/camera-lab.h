/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A PipeWire of the test's own, with a session manager and as many virtual cameras as it wants.
 * XDG_RUNTIME_DIR is where it is.
 */
typedef struct _CameraLab CameraLab;

CameraLab *camera_lab_new (void);
void camera_lab_free (CameraLab *self);
char *camera_lab_dup_helper (const char *name);
GSubprocess *camera_lab_spawn (const char *const *arguments, GSubprocessFlags flags);
void camera_lab_stop_pipewire (CameraLab *self);
void camera_lab_start_pipewire (CameraLab *self);

/* A virtual camera, which can be seen when it is returned. */
typedef struct _LabCamera LabCamera;

LabCamera *lab_camera_new (const char *name, const char *title, const char *flag);
void lab_camera_free (LabCamera *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LabCamera, lab_camera_free)
void lab_camera_hold (LabCamera *self, const char *text);
void lab_camera_await (LabCamera *self, const char *line);

G_END_DECLS
