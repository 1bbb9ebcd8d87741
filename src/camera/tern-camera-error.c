/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera/tern-camera-error.h"

G_DEFINE_QUARK (tern_camera_error_quark, tern_camera_error)
