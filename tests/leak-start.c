/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sanitizer/lsan_interface.h>

/* What libraries allocate while they are loaded is theirs for the life of the process. GLib gives
 * its first table of quarks up for a larger one, on purpose, when a program has more than 2048 of
 * them, and a library without frame pointers leaves no stack that a suppression could name. So
 * allocations are not watched from before the first library's constructor until after the last. */

static void
before_libraries (void)
{
  __lsan_disable ();
}

static void __attribute__ ((constructor)) after_libraries (void) { __lsan_enable (); }

static void (*const before_libraries_entry) (void)
    __attribute__ ((section (".preinit_array"), used)) = before_libraries;
