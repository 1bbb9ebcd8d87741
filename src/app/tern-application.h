/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/tern-window.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TERN_TYPE_APPLICATION (tern_application_get_type ())
G_DECLARE_FINAL_TYPE (TernApplication, tern_application, TERN, APPLICATION, AdwApplication)

/*
 * The program: one instance, one window. Opens the ledger and the readers beside the main thread.
 * Links of the form `lpa:…` open the page for a code. `--demo` brings up the simulated card and
 * server.
 */
TernApplication *tern_application_new (GApplicationFlags flags) G_GNUC_WARN_UNUSED_RESULT;
TernReaderMonitor *tern_application_get_monitor (TernApplication *self);
const char *tern_application_get_practice_code (TernApplication *self);

G_END_DECLS
