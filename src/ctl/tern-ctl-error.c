/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-error.h"

G_DEFINE_QUARK (tern-ctl-error-quark, tern_ctl_error)
