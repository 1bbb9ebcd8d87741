/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/sim-pty-link.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#define BUFFER_SIZE 4096

/* How long a host that does not read may hold the modem up. Milliseconds. */
#define WRITE_TIMEOUT 5000

struct _SimPtyLink
{
  char *path;
  int master;
  int slave; /* kept open: a pseudo-terminal that nobody has open cannot be read */
  FILE *log;
  GSource *source;
  SimModem *modem;
  SimPtyLinkFunc unplugged;
  gpointer user_data;
};

static void
set_error (GError **error, const char *what)
{
  int code = errno;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", what, g_strerror (code));
}

/* Without the line discipline of a terminal, and for this program alone. */
static gboolean
open_terminal (SimPtyLink *self, char **name)
{
  struct termios raw = { 0 };

  cfmakeraw (&raw);
  if (openpty (&self->master, &self->slave, NULL, &raw, NULL) != 0)
    return FALSE;

  *name = g_strdup (ttyname (self->slave));
  fcntl (self->master, F_SETFD, FD_CLOEXEC);
  fcntl (self->slave, F_SETFD, FD_CLOEXEC);
  return *name != NULL && g_unix_set_fd_nonblocking (self->master, TRUE, NULL) &&
         g_chmod (*name, 0600) == 0;
}

/* A link that an earlier modem left behind is replaced; a file is not. */
static gboolean
make_link (const char *path, const char *name)
{
  if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    g_unlink (path);
  return symlink (name, path) == 0;
}

static void
close_terminal (SimPtyLink *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->master >= 0)
    {
      g_unlink (self->path);
      close (self->master);
    }
  if (self->slave >= 0)
    close (self->slave);
  self->master = -1;
  self->slave = -1;
}

static void
send_to_host (GBytes *bytes, gpointer user_data)
{
  SimPtyLink *self = user_data;
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  while (length > 0 && self->master >= 0)
    {
      GPollFD descriptor = { self->master, G_IO_OUT, 0 };
      gssize written = write (self->master, data, length);

      if (written < 0 && errno == EAGAIN && g_poll (&descriptor, 1, WRITE_TIMEOUT) > 0)
        continue;
      if (written <= 0)
        return;
      data += written;
      length -= (gsize) written;
    }
}

static void
write_log (const char *line, gpointer user_data)
{
  SimPtyLink *self = user_data;

  if (self->log == NULL)
    return;

  fprintf (self->log, "%s\n", line);
  fflush (self->log);
}

static void
unplug (gpointer user_data)
{
  SimPtyLink *self = user_data;

  close_terminal (self);
  if (self->unplugged != NULL)
    self->unplugged (self->user_data);
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  SimPtyLink *self = user_data;
  guint8 buffer[BUFFER_SIZE];
  gssize length = read (fd, buffer, sizeof buffer);

  if (length > 0)
    sim_modem_receive (self->modem, buffer, (gsize) length);
  return G_SOURCE_CONTINUE;
}

/**
 * sim_pty_link_new:
 * @path: where the link to the pseudo-terminal is to be; its owner alone may open it
 * @euicc: the card in the modem
 * @quirks: checked; must live as long as the link
 * @log: (nullable): a file that gets a line of JSON for each command
 * @error: return location for an error of %G_IO_ERROR
 *
 * Returns: (transfer full) (nullable): the link; a host can open it at once
 */
SimPtyLink *
sim_pty_link_new (const char *path,
                  SimEuicc *euicc,
                  const SimModemQuirks *quirks,
                  const char *log,
                  GError **error)
{
  g_autoptr (SimPtyLink) self = g_new0 (SimPtyLink, 1);
  SimModemHost host = { send_to_host, unplug, write_log, self };
  g_autofree char *name = NULL;

  self->master = -1;
  self->slave = -1;
  self->path = g_strdup (path);
  if (!open_terminal (self, &name))
    {
      set_error (error, "There is no pseudo-terminal");
      return NULL;
    }
  if (!make_link (path, name))
    {
      set_error (error, path);
      close (self->master);
      self->master = -1;
      return NULL;
    }
  if (log != NULL && (self->log = fopen (log, "ae")) == NULL)
    {
      set_error (error, log);
      return NULL;
    }

  self->modem = sim_modem_new (euicc, quirks, &host);
  self->source = g_unix_fd_source_new (self->master, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return g_steal_pointer (&self);
}

/**
 * sim_pty_link_free:
 * @self: (transfer full): the link; the modem is unplugged
 */
void
sim_pty_link_free (SimPtyLink *self)
{
  close_terminal (self);
  g_clear_pointer (&self->modem, sim_modem_free);
  if (self->log != NULL)
    fclose (self->log);
  g_free (self->path);
  g_free (self);
}

/**
 * sim_pty_link_set_unplugged_func:
 * @self: the link
 * @func: called when the modem unplugs itself
 * @user_data: for @func
 */
void
sim_pty_link_set_unplugged_func (SimPtyLink *self, SimPtyLinkFunc func, gpointer user_data)
{
  self->unplugged = func;
  self->user_data = user_data;
}

/**
 * sim_pty_link_get_modem:
 * @self: the link
 *
 * Returns: (transfer none): the modem
 */
SimModem *
sim_pty_link_get_modem (SimPtyLink *self)
{
  return self->modem;
}
