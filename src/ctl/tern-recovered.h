/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/tern-printer.h"
#include "readers/tern-reader-monitor.h"

G_BEGIN_DECLS

void tern_recovered_say (TernReaderMonitor *monitor, TernPrinter *printer);

G_END_DECLS
