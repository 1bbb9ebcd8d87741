/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "modem-lab.h"

#include <glib/gstdio.h>
#include <string.h>

#include "reader-lab.h"

/**
 * modem_lab_init:
 * @self: (out caller-allocates): the lab, with an ordinary modem and a card with two profiles
 */
void
modem_lab_init (ModemLab *self)
{
  *self = (ModemLab){ 0 };
  sim_modem_quirks_init (&self->quirks);
  sim_quirks_init (&self->card_quirks);
  self->card_quirks.profiles = 2;
  self->folder = g_dir_make_tmp ("tern-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "cdc-wdm0", NULL);
  self->log = g_build_filename (self->folder, "log", NULL);
}

static gpointer
run (gpointer data)
{
  g_main_context_push_thread_default (((ModemLab *) data)->context);
  g_main_loop_run (((ModemLab *) data)->loop);
  g_main_context_pop_thread_default (((ModemLab *) data)->context);
  return NULL;
}

/**
 * modem_lab_start:
 * @self: the lab
 *
 * Plugs the modem in.
 */
void
modem_lab_start (ModemLab *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sim_modem_quirks_check (&self->quirks, &error));
  self->card_quirks.needs_terminal_capability |= self->quirks.needs_capability;
  self->euicc = lab_euicc_new (&self->card_quirks);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_main_context_push_thread_default (self->context);
  self->link = sim_pty_link_new (self->path, self->euicc, &self->quirks, self->log, &error);
  g_main_context_pop_thread_default (self->context);
  g_assert_no_error (error);
  self->thread = g_thread_new ("modem", run, self);
}

static gboolean
quit (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* From within: the loop may not have begun to run. */
static void
quit_loop (ModemLab *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, quit, self->loop, NULL);
  g_source_attach (source, self->context);
}

/**
 * modem_lab_stop:
 * @self: the lab, started
 *
 * Unplugs the modem.
 */
void
modem_lab_stop (ModemLab *self)
{
  quit_loop (self);
  g_thread_join (g_steal_pointer (&self->thread));
  g_main_context_push_thread_default (self->context);
  g_clear_pointer (&self->link, sim_pty_link_free);
  g_main_context_pop_thread_default (self->context);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->euicc);
}

/**
 * modem_lab_clear:
 * @self: the lab
 */
void
modem_lab_clear (ModemLab *self)
{
  if (self->thread != NULL)
    modem_lab_stop (self);
  g_unlink (self->log);
  g_assert_no_errno (g_rmdir (self->folder));
  sim_modem_quirks_clear (&self->quirks);
  sim_quirks_clear (&self->card_quirks);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->log);
}

/**
 * modem_lab_get_slot:
 * @self: the lab, started
 *
 * Returns: the slot that the modem uses, from 1
 */
guint
modem_lab_get_slot (ModemLab *self)
{
  return sim_modem_get_slot (sim_pty_link_get_modem (self->link));
}

/**
 * modem_lab_count:
 * @self: the lab
 * @text: a part of a line of the modem's log
 *
 * Returns: in how many lines it stands
 */
guint
modem_lab_count (ModemLab *self, const char *text)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;
  guint count = 0;

  if (!g_file_get_contents (self->log, &content, NULL, NULL))
    return 0;

  lines = g_strsplit (content, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    count += strstr (lines[i], text) != NULL;
  return count;
}
