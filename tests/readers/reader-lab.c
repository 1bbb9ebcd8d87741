/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader-lab.h"

#include <string.h>
#include <winscard.h>

#include "sim/sim-vpcd-link.h"
#include "test-kit.h"

#define WAIT_SECONDS 30

const char *const reader_lab_names[] = { READER_LAB_FIRST, READER_LAB_SECOND };

struct _LabCard
{
  char *address;
  const char *reader;
  SimEuicc *euicc;
  GCancellable *cancellable;
  GThread *thread;
};

/**
 * reader_lab_init:
 * @self: the lab
 *
 * Decides where the service will be. It is not started.
 */
void
reader_lab_init (ReaderLab *self)
{
  g_autofree char *socket = NULL;

  memset (self, 0, sizeof *self);
  self->folder = g_dir_make_tmp ("tern-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  socket = g_build_filename (self->folder, "pcscd.comm", NULL);
  g_setenv ("PCSCLITE_CSOCK_NAME", socket, TRUE);
}

/**
 * reader_lab_get_socket:
 *
 * Returns: the path of the service's socket
 */
const char *
reader_lab_get_socket (void)
{
  return g_getenv ("PCSCLITE_CSOCK_NAME");
}

static GPtrArray *
make_command (ReaderLab *self)
{
  GPtrArray *command = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (command, g_test_build_filename (G_TEST_DIST, "pcscd-lab", NULL));
  g_ptr_array_add (command, g_strdup ("--dir"));
  g_ptr_array_add (command, g_strdup (self->folder));
  if (self->addresses != NULL)
    {
      g_ptr_array_add (command, g_strdup ("--port"));
      g_ptr_array_add (command, g_strdup (strrchr (self->addresses[0], ':') + 1));
    }
  g_ptr_array_add (command, g_strdup ("sh"));
  g_ptr_array_add (command, g_strdup ("-c"));
  g_ptr_array_add (command, g_strdup ("echo $TERN_LAB_VPCD $TERN_LAB_VPCD_2; exec cat"));
  g_ptr_array_add (command, NULL);

  return command;
}

/**
 * reader_lab_start:
 * @self: the lab
 *
 * Starts the service, at the same place as before when it ran already. Blocks until it answers.
 */
void
reader_lab_start (ReaderLab *self)
{
  g_autoptr (GPtrArray) command = make_command (self);
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  self->process =
      g_subprocess_newv ((const char *const *) command->pdata,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);

  g_strfreev (self->addresses);
  self->addresses = g_strsplit (line, " ", 2);
}

/**
 * reader_lab_stop:
 * @self: the lab
 *
 * Stops the service, as an administrator would. Blocks until it is gone.
 */
void
reader_lab_stop (ReaderLab *self)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error));
  g_assert_true (g_subprocess_wait (self->process, NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&self->process);
}

/**
 * reader_lab_clear:
 * @self: the lab
 *
 * Ends the lab and takes away what it left.
 */
void
reader_lab_clear (ReaderLab *self)
{
  if (self->process != NULL)
    reader_lab_stop (self);
  test_remove_folder (self->folder);
  g_free (self->folder);
  g_strfreev (self->addresses);
}

/**
 * lab_euicc_new:
 * @quirks: (nullable): what is special about the card
 *
 * Returns: (transfer full): a card with two profiles and certificates of its own
 */
SimEuicc *
lab_euicc_new (const SimQuirks *quirks)
{
  g_auto (SimQuirks) usual = { 0 };
  g_autoptr (SimPki) pki = NULL;
  g_autofree char *digits = g_strdup_printf ("8904404593%020u", g_test_rand_int () & G_MAXINT32);
  g_autofree char *eid = NULL;
  g_autoptr (GError) error = NULL;
  SimEuicc *euicc;

  eid = sim_pki_complete_eid (digits);
  pki = sim_pki_new (eid, &error);
  g_assert_no_error (error);
  sim_quirks_init (&usual);
  usual.profiles = 2;
  euicc = sim_euicc_new (pki, quirks != NULL ? quirks : &usual, NULL, &error);
  g_assert_no_error (error);

  return euicc;
}

static gpointer
run_card (gpointer data)
{
  LabCard *self = data;

  sim_vpcd_link_run (self->address, self->euicc, self->cancellable, NULL);

  return NULL;
}

/**
 * lab_card_insert:
 * @lab: the lab
 * @slot: 0 or 1
 * @euicc: the card
 *
 * Puts a card in. When the service goes away it waits for it to come back.
 *
 * Returns: (transfer full): the card's stay; ends with lab_card_remove()
 */
LabCard *
lab_card_insert (ReaderLab *lab, guint slot, SimEuicc *euicc)
{
  LabCard *self = g_new0 (LabCard, 1);

  self->address = g_strdup (lab->addresses[slot]);
  self->reader = reader_lab_names[slot];
  self->euicc = g_object_ref (euicc);
  self->cancellable = g_cancellable_new ();
  sim_euicc_insert (euicc);
  self->thread = g_thread_new ("lab-card", run_card, self);

  return self;
}

/* What the service says of a reader, once that is other than @known. */
static DWORD
wait_for_state (const char *reader, DWORD known)
{
  SCARD_READERSTATE state = { .szReader = reader, .dwCurrentState = known };
  SCARDCONTEXT context;
  DWORD found = 0;

  if (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &context) != SCARD_S_SUCCESS)
    return 0;
  if (SCardGetStatusChange (context, WAIT_SECONDS * 1000, &state, 1) == SCARD_S_SUCCESS)
    found = state.dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
  SCardReleaseContext (context);

  return found;
}

/*
 * The service looks at its slots now and then. A card that comes before it has seen that the last
 * one went would not be noticed; its count of events says that it has.
 */
static void
wait_for_removal (const char *reader, DWORD before)
{
  DWORD state = before;

  while ((before & SCARD_STATE_PRESENT) && state >> 16 == before >> 16)
    state = wait_for_state (reader, state);
}

/**
 * lab_card_remove:
 * @self: (transfer full): a card's stay
 *
 * Takes the card out. Blocks until the service has noticed, if it runs.
 */
void
lab_card_remove (LabCard *self)
{
  DWORD before = wait_for_state (self->reader, SCARD_STATE_UNAWARE);

  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  wait_for_removal (self->reader, before);
  g_object_unref (self->cancellable);
  g_object_unref (self->euicc);
  g_free (self->address);
  g_free (self);
}

static gboolean
on_timeout (gpointer data)
{
  g_error ("waited too long: %s", (const char *) data);

  return G_SOURCE_REMOVE;
}

/**
 * lab_wait_until:
 * @predicate: what to wait for
 * @data: for @predicate
 * @what: what it is, for the message when it does not come
 *
 * Runs the main context until @predicate is true.
 */
void
lab_wait_until (LabPredicate predicate, gpointer data, const char *what)
{
  guint timeout = g_timeout_add_seconds (WAIT_SECONDS, on_timeout, (gpointer) what);

  while (!predicate (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}
