/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A bus of a test's own that does not outlive the test, whatever ends it. */
void test_bus_up (GTestDBus *bus);

G_END_DECLS
