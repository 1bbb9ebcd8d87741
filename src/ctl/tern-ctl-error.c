/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl-error.h"

G_DEFINE_QUARK (tern_ctl_error, tern_ctl_error)
