/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What tests of several rooms do alike. */
void test_remove_folder (const char *path);
void test_await_finalized (gpointer object);
