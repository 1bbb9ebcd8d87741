/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-bus.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* What a new program has anyway. */
#define STANDARD 2

static void
close_on_exec (const char *number)
{
  guint64 fd;
  int flags;

  if (!g_ascii_string_to_unsigned (number, 10, STANDARD + 1, G_MAXINT, &fd, NULL))
    return;
  flags = fcntl ((int) fd, F_GETFD);
  if (flags >= 0)
    fcntl ((int) fd, F_SETFD, flags | FD_CLOEXEC);
}

static void
leave_at_once (void)
{
  _exit (EXIT_SUCCESS);
}

static void
on_forked (void)
{
  atexit (leave_at_once);
}

/* The watcher is a copy of the test that ends as a program does, by looking for leaks too, where
 * that is asked for: without the test's threads, but with what they had locked, it waits for ever.
 */
static void
spare_watcher (void)
{
  static gsize done;

  if (g_once_init_enter (&done))
    {
      pthread_atfork (NULL, NULL, on_forked);
      g_once_init_leave (&done, TRUE);
    }
}

/**
 * test_bus_up:
 * @bus: a bus that is not up
 *
 * As g_test_dbus_up(), whose watcher kills the bus once the test is gone, and finds that out by the
 * end of a pipe. Of every bus but the first the daemon would inherit that very end, so that each of
 * the two waits for the other, and whoever reads the test’s output for both.
 */
void
test_bus_up (GTestDBus *bus)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    close_on_exec (name);
  spare_watcher ();
  g_test_dbus_up (bus);
}
