/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-hex.h"
#include "sim/sim-mbim-stream.h"

#include <string.h>

#define UICC "C2F6588EF0374BC98665F4D44BD09367"
#define BASIC "A289CC33BCBB8B4FB6B0133EC2AAE6DF"

static void
assert_hex (GBytes *bytes, const char *expected)
{
  g_autofree char *hex = lpa_hex_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_cmpstr (hex, ==, expected);
}

static void
feed (SimMbimStream *stream, const char *hex)
{
  g_autoptr (GBytes) bytes = lpa_hex_decode (hex);

  g_assert_nonnull (bytes);
  sim_mbim_stream_feed (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* OPEN_CHANNEL as a host writes it. */
static const char open_channel[] = "03000000"          /* MBIM_COMMAND_MSG */
                                   "48000000"          /* length */
                                   "07000000"          /* transaction */
                                   "01000000"          /* fragments */
                                   "00000000"          /* this one */
    UICC                                               /* service */
                                   "02000000"          /* CID: open channel */
                                   "01000000"          /* set */
                                   "18000000"          /* length of the buffer */
                                   "07000000"          /* size of the AID */
                                   "10000000"          /* its offset */
                                   "0C000000"          /* P2 of SELECT */
                                   "01000000"          /* channel group */
                                   "A000000559101000"; /* AID, padded */

static void
test_reads_a_command (void)
{
  g_autoptr (SimMbimStream) stream = sim_mbim_stream_new ();
  g_auto (SimMbimMessage) message = { 0 };
  g_auto (SimMbimCommand) command = { 0 };
  guint32 value;
  const guint8 *aid;

  feed (stream, open_channel);
  g_assert_true (sim_mbim_stream_next (stream, &message));
  g_assert_cmpuint (message.fault, ==, SIM_MBIM_FAULT_NONE);
  g_assert_cmpuint (message.type, ==, SIM_MBIM_TYPE_COMMAND);
  g_assert_cmpuint (sim_mbim_parse_command (message.body, message.transaction, &command), ==,
                    SIM_MBIM_FAULT_NONE);
  g_assert_cmpuint (command.transaction, ==, 7);
  g_assert_cmpuint (command.service, ==, SIM_MBIM_SERVICE_MS_UICC);
  g_assert_cmpuint (command.cid, ==, 2);
  g_assert_true (command.set);
  g_assert_true (sim_mbim_read (command.buffer, 8, &value));
  g_assert_cmpuint (value, ==, 0x0C);
  g_assert_true (sim_mbim_read_slice (command.buffer, 16, 7, &aid));
  g_assert_cmpint (memcmp (aid, "\xA0\x00\x00\x05\x59\x10\x10", 7), ==, 0);
  g_assert_false (sim_mbim_read_slice (command.buffer, 16, 9, &aid));
  g_assert_false (sim_mbim_read_slice (command.buffer, 25, 0, &aid));
  g_assert_false (sim_mbim_read_slice (command.buffer, G_MAXSIZE, 4, &aid));
  g_assert_false (sim_mbim_read (command.buffer, 21, &value));
}

/* Byte by byte, as a terminal may give them. */
static void
test_reads_in_pieces (void)
{
  g_autoptr (SimMbimStream) stream = sim_mbim_stream_new ();
  g_autoptr (GBytes) bytes = lpa_hex_decode (open_channel);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  g_auto (SimMbimMessage) message = { 0 };

  for (gsize i = 0; i + 1 < g_bytes_get_size (bytes); i++)
    {
      sim_mbim_stream_feed (stream, data + i, 1);
      g_assert_false (sim_mbim_stream_next (stream, &message));
    }
  sim_mbim_stream_feed (stream, data + g_bytes_get_size (bytes) - 1, 1);
  g_assert_true (sim_mbim_stream_next (stream, &message));
  g_assert_cmpuint (g_bytes_get_size (message.body), ==, 0x48 - SIM_MBIM_FRAGMENT_SIZE);
}

static void
test_joins_fragments (void)
{
  g_autoptr (SimMbimStream) stream = sim_mbim_stream_new ();
  g_auto (SimMbimMessage) message = { 0 };

  feed (stream, "03000000"
                "18000000"
                "01000000"
                "02000000"
                "00000000"
                "AABBCCDD");
  g_assert_false (sim_mbim_stream_next (stream, &message));
  feed (stream, "03000000"
                "16000000"
                "01000000"
                "02000000"
                "01000000"
                "EEFF");
  g_assert_true (sim_mbim_stream_next (stream, &message));
  g_assert_cmpuint (message.fault, ==, SIM_MBIM_FAULT_NONE);
  assert_hex (message.body, "AABBCCDDEEFF");
}

typedef struct
{
  const char *name;
  const char *hex;
  SimMbimFault fault;
} Refusal;

static const Refusal refusals[] = {
  { "second fragment first",
    "03000000"
    "14000000"
    "01000000"
    "02000000"
    "01000000",
    SIM_MBIM_FAULT_OUT_OF_SEQUENCE },
  { "no fragments",
    "03000000"
    "14000000"
    "01000000"
    "00000000"
    "00000000",
    SIM_MBIM_FAULT_OUT_OF_SEQUENCE },
  { "no room for the fragment header",
    "03000000"
    "10000000"
    "01000000"
    "01000000",
    SIM_MBIM_FAULT_LENGTH_MISMATCH },
  { "shorter than its header",
    "03000000"
    "0B000000"
    "01000000",
    SIM_MBIM_FAULT_LENGTH_MISMATCH },
  { "longer than any",
    "03000000"
    "01000100"
    "01000000",
    SIM_MBIM_FAULT_LENGTH_MISMATCH },
  { "another transaction in between",
    "03000000"
    "14000000"
    "01000000"
    "02000000"
    "00000000"
    "03000000"
    "14000000"
    "02000000"
    "02000000"
    "01000000",
    SIM_MBIM_FAULT_OUT_OF_SEQUENCE },
  { "another total in between",
    "03000000"
    "14000000"
    "01000000"
    "03000000"
    "00000000"
    "03000000"
    "14000000"
    "01000000"
    "02000000"
    "01000000",
    SIM_MBIM_FAULT_OUT_OF_SEQUENCE },
};

/* Each is told, and the stream goes on with what comes next. */
static void
test_refuses (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (SimMbimStream) stream = sim_mbim_stream_new ();
      g_auto (SimMbimMessage) message = { 0 };
      g_auto (SimMbimMessage) next = { 0 };

      g_test_message ("%s", refusals[i].name);
      feed (stream, refusals[i].hex);
      g_assert_true (sim_mbim_stream_next (stream, &message));
      g_assert_cmpuint (message.fault, ==, refusals[i].fault);
      feed (stream, open_channel);
      g_assert_true (sim_mbim_stream_next (stream, &next));
      g_assert_cmpuint (next.fault, ==, SIM_MBIM_FAULT_NONE);
    }
}

static void
test_refuses_commands (void)
{
  static const char *const bodies[] = {
    "",
    UICC "02000000"
         "01000000",
    UICC "02000000"
         "01000000"
         "04000000", /* four bytes are missing */
    UICC "02000000"
         "01000000"
         "00000000"
         "00000000", /* four are too many */
    UICC "02000000"
         "01000000"
         "FFFFFFFF"
         "00000000",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GBytes) body =
          *bodies[i] == '\0' ? g_bytes_new (NULL, 0) : lpa_hex_decode (bodies[i]);
      g_auto (SimMbimCommand) command = { 0 };

      g_assert_cmpuint (sim_mbim_parse_command (body, 1, &command), ==,
                        SIM_MBIM_FAULT_LENGTH_MISMATCH);
    }
}

static SimMbimCommand
command_of (GBytes *body)
{
  SimMbimCommand command;

  g_assert_cmpuint (sim_mbim_parse_command (body, 7, &command), ==, SIM_MBIM_FAULT_NONE);
  return command;
}

static void
test_writes_an_answer (void)
{
  g_autoptr (GBytes) body = lpa_hex_decode (UICC "04000000"
                                                 "01000000"
                                                 "00000000");
  g_auto (SimMbimCommand) command = command_of (body);
  SimMbimBuffer *buffer = sim_mbim_buffer_new ();
  g_autoptr (GBytes) info = NULL;
  g_autoptr (GBytes) message = NULL;

  sim_mbim_buffer_add (buffer, 0x0090);
  sim_mbim_buffer_add_data_size_first (buffer, "\x01\x02\x03", 3);
  info = sim_mbim_buffer_end (buffer);
  message = sim_mbim_new_done (&command, SIM_MBIM_STATUS_SUCCESS, info, 4096);
  assert_hex (message, "03000080" /* MBIM_COMMAND_DONE */
                       "40000000" /* length */
                       "07000000" /* transaction */
                       "01000000"
                       "00000000" /* the only fragment */
              UICC                /* service */
                       "04000000" /* CID: APDU */
                       "00000000" /* success */
                       "10000000" /* length of the buffer */
                       "90000000" /* status words 90 00 */
                       "03000000" /* size of the response */
                       "0C000000" /* its offset */
                       "01020300" /* the response, padded */);
}

static void
test_writes_references (void)
{
  SimMbimBuffer *buffer = sim_mbim_buffer_new ();
  g_autoptr (GBytes) info = NULL;

  sim_mbim_buffer_add (buffer, 2);
  sim_mbim_buffer_add_text (buffer, "AB");
  sim_mbim_buffer_add_text (buffer, "");
  sim_mbim_buffer_add_data (buffer, "\xFF", 1);
  info = sim_mbim_buffer_end (buffer);
  assert_hex (info, "02000000"
                    "1C000000"
                    "04000000" /* "AB": offset and size */
                    "00000000"
                    "00000000" /* nothing */
                    "20000000"
                    "01000000" /* one byte */
                    "41004200" /* UTF-16 */
                    "FF000000");
}

static void
test_cuts_answers (void)
{
  g_autoptr (GBytes) body = lpa_hex_decode (UICC "04000000"
                                                 "01000000"
                                                 "00000000");
  g_auto (SimMbimCommand) command = command_of (body);
  g_autoptr (GBytes) message =
      sim_mbim_new_done (&command, SIM_MBIM_STATUS_BUSY, NULL, SIM_MBIM_FRAGMENT_SIZE + 16);

  assert_hex (message, "03000080"
                       "24000000"
                       "07000000"
                       "02000000"
                       "00000000" /* first of two */
              UICC "03000080"
                       "20000000"
                       "07000000"
                       "02000000"
                       "01000000" /* second */
                       "04000000"
                       "01000000"
                       "00000000");
}

static void
test_writes_the_others (void)
{
  g_autoptr (GBytes) info = g_bytes_new_static ("\x01\x00\x00\x00", 4);
  g_autoptr (GBytes) done = sim_mbim_new_short (SIM_MBIM_TYPE_OPEN_DONE, 3, 0);
  g_autoptr (GBytes) indication =
      sim_mbim_new_indication (SIM_MBIM_SERVICE_BASIC_CONNECT, 2, info, 4096);

  assert_hex (done, "01000080"
                    "10000000"
                    "03000000"
                    "00000000");
  assert_hex (indication, "07000080"
                          "30000000"
                          "00000000"
                          "01000000"
                          "00000000" BASIC "02000000"
                          "04000000"
                          "01000000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sim-mbim/read/command", test_reads_a_command);
  g_test_add_func ("/sim-mbim/read/pieces", test_reads_in_pieces);
  g_test_add_func ("/sim-mbim/read/fragments", test_joins_fragments);
  g_test_add_func ("/sim-mbim/refuse/messages", test_refuses);
  g_test_add_func ("/sim-mbim/refuse/commands", test_refuses_commands);
  g_test_add_func ("/sim-mbim/write/answer", test_writes_an_answer);
  g_test_add_func ("/sim-mbim/write/references", test_writes_references);
  g_test_add_func ("/sim-mbim/write/fragments", test_cuts_answers);
  g_test_add_func ("/sim-mbim/write/others", test_writes_the_others);

  return g_test_run ();
}
