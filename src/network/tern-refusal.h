/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <NetworkManager.h>
#include <libmm-glib.h>

G_BEGIN_DECLS

/* Why a data connection did not come about, in words of this program. */
GError *tern_refusal_from_modem (const GError *reason) G_GNUC_WARN_UNUSED_RESULT;
GError *tern_refusal_from_device (NMDeviceStateReason reason) G_GNUC_WARN_UNUSED_RESULT;
GError *tern_refusal_from_call (const GError *failed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
