/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "lpa/lpa-error.h"
#include "lpa/lpa-hex.h"
#include "lpa/lpa-isdr-aids.h"
#include "modem-helper/tern-helper-node.h"
#include "modem-helper/tern-helper-rules.h"
#include "readers/tern-helper-bus.h"
#include "readers/tern-helper-error.h"
#include "readers/tern-mbim-undo.h"

#define GSMA_AID "A0000005591010FFFFFFFF8900000100"

static void
assert_refused (const GError *error)
{
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NOT_PERMITTED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "helper/refused");
}

static void
test_takes_every_known_isdr (void)
{
  g_autoptr (GPtrArray) aids = lpa_isdr_aids_new_default ();

  g_assert_cmpuint (aids->len, >=, 10);
  for (guint i = 0; i < aids->len; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (tern_helper_rules_check_aid (aids->pdata[i], 0x0C, &error));
      g_assert_no_error (error);
    }
}

static const struct
{
  const char *aid;
  guint8 p2;
} other_aids[] = {
  { "", 0x00 },
  { "A000000559", 0x00 },                           /* a part of the ISD-R's */
  { "A0000005591010FFFFFFFF89000001", 0x00 },       /* likewise */
  { "A0000005591010FFFFFFFF890000010000", 0x00 },   /* more than it */
  { "A0000005591010FFFFFFFF8900000200", 0x00 },     /* the ECASD */
  { "A0000000871002FFFFFFFF8907090000", 0x00 },     /* a USIM */
  { "A0000000871004FFFFFFFF8907090000", 0x00 },     /* an ISIM */
  { "A000000151000000", 0x00 },                     /* the issuer's security domain */
  { "A00000061700A0000005591010FFFFFFFF89", 0x00 }, /* nobody's */
  { GSMA_AID, 0x01 },                               /* SELECT that asks for something else */
  { GSMA_AID, 0xFF },
};

static void
test_refuses_other_applications (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (other_aids); i++)
    {
      g_autoptr (GBytes) aid =
          *other_aids[i].aid != '\0' ? lpa_hex_decode (other_aids[i].aid) : g_bytes_new (NULL, 0);
      g_autoptr (GError) error = NULL;

      g_assert_false (tern_helper_rules_check_aid (aid, other_aids[i].p2, &error));
      assert_refused (error);
    }
}

static const struct
{
  const char *command;
  int channel;
} good_commands[] = {
  { "81E2910006BF3E035C015A", 1 },   /* STORE DATA, the last block: GetEID */
  { "81E2910006BF3E035C015A00", 1 }, /* the same with Le */
  { "81E2910006BF3E035C015A20", 1 }, /* with a Le that the card asked for */
  { "83E2110A0100", 3 },             /* a block among others, and Le */
  { "C0E2910001AA", 4 },             /* the further coding of channels begins with 4 */
  { "CFE2910001AA", 19 },            /* and ends with 19 */
  { "81C0000000", 1 },               /* GET RESPONSE */
  { "81C00000FF", 1 },
};

static void
test_passes_on_what_es10_takes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good_commands); i++)
    {
      g_autoptr (GBytes) command = lpa_hex_decode (good_commands[i].command);
      g_autoptr (GError) error = NULL;

      g_assert_true (tern_helper_rules_check_command (command, good_commands[i].channel, &error));
      g_assert_no_error (error);
    }
}

static const struct
{
  const char *command;
  int channel;
} bad_commands[] = {
  { "81E2910006BF3E035C015A", 0 },     /* no channel is open */
  { "81E2910006BF3E035C015A", 2 },     /* another channel than the open one */
  { "80E2910006BF3E035C015A", 1 },     /* the basic channel */
  { "01E2910006BF3E035C015A", 1 },     /* the interindustry class */
  { "85E2910006BF3E035C015A", 1 },     /* secure messaging */
  { "91E2910006BF3E035C015A", 1 },     /* command chaining */
  { "C1E2910006BF3E035C015A", 1 },     /* channel 5 */
  { "E1E2910006BF3E035C015A", 1 },     /* a class of nobody's */
  { "81E2910006BF3E035C015A0000", 1 }, /* more than it says */
  { "81E2910006BF3E035C01", 1 },       /* less than it says */
  { "81E2910000", 1 },                 /* nothing to store */
  { "81E2900006BF3E035C015A", 1 },     /* another P1 */
  { "81E2010006BF3E035C015A", 1 },
  { "81E29100", 1 }, /* no length */
  { "81", 1 },
  { "81A4040010A0000005591010FFFFFFFF8900000100", 1 }, /* SELECT */
  { "8170000001", 1 },                                 /* MANAGE CHANNEL */
  { "8120000108FFFFFFFFFFFFFFFF", 1 },                 /* VERIFY */
  { "8188008110AABBCCDDEEFF00112233445566778899", 1 }, /* AUTHENTICATE */
  { "81D6000001AA", 1 },                               /* UPDATE BINARY */
  { "81B000000A", 1 },                                 /* READ BINARY */
  { "81AA00000AA9088100820101830107", 1 },             /* TERMINAL CAPABILITY */
  { "81C2000003D10100", 1 },                           /* ENVELOPE */
  { "81CAFF2100", 1 },                                 /* GET DATA */
  { "81E6000000", 1 },                                 /* INSTALL */
  { "81E4000000", 1 },                                 /* DELETE */
  { "81C0000100", 1 },                                 /* GET RESPONSE with parameters */
  { "81C0010000", 1 },
  { "81C000000000", 1 }, /* and with data */
  { "81C00000", 1 },     /* and without a length */
};

static void
test_refuses_other_commands (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_commands); i++)
    {
      g_autoptr (GBytes) command = lpa_hex_decode (bad_commands[i].command);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad_commands[i].command);
      g_assert_false (tern_helper_rules_check_command (command, bad_commands[i].channel, &error));
      assert_refused (error);
    }
}

/* Of every length up to the longest the good ones pass, and nothing beyond. */
static void
test_knows_the_longest_command (void)
{
  guint8 bytes[262] = { 0x81, 0xE2, 0x91, 0x00, 0xFF };

  for (gsize size = 0; size <= sizeof bytes; size++)
    {
      g_autoptr (GBytes) command = g_bytes_new (bytes, size);
      gboolean whole = size == 260 || size == 261;

      g_assert_cmpint (tern_helper_rules_check_command (command, 1, NULL), ==, whole);
    }
}

static const char *const odd_paths[] = {
  "",
  "/",
  "/dev",
  "/dev/",
  "/dev/null",
  "/dev/mem",
  "/dev/tty",
  "/dev/cdc-wdm",
  "/dev/cdc-wdm0/",
  "/dev/cdc-wdm0\n",
  "/dev/cdc-wdm00000",
  "/dev/cdc-wdm0/../sda",
  "/dev/../dev/cdc-wdm0",
  "/dev//cdc-wdm0",
  "/dev/wwan0",
  "/dev/wwan0qmi0",
  "/dev/wwan0mbim",
  "/dev/wwan0mbim0.",
  "/tmp/cdc-wdm0",
  "cdc-wdm0",
  "dev/cdc-wdm0",
  " /dev/cdc-wdm0",
};

static void
test_knows_the_names_of_modems (void)
{
  g_assert_true (tern_helper_node_is_named_well ("/dev/cdc-wdm0"));
  g_assert_true (tern_helper_node_is_named_well ("/dev/cdc-wdm17"));
  g_assert_true (tern_helper_node_is_named_well ("/dev/wwan0mbim0"));
  for (gsize i = 0; i < G_N_ELEMENTS (odd_paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (tern_helper_node_is_named_well (odd_paths[i]));
      g_assert_false (tern_helper_node_check (odd_paths[i], NULL, &error));
      g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_NO_READER);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, "helper/device");
    }
}

static void
make_link (const char *folder, const char *name, const char *target)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GFile) link = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (parent, 0700));
  g_file_make_symbolic_link (link, target, NULL, &error);
  g_assert_no_error (error);
}

static void
make_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0700));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* What the kernel says of character devices, as it stands below /sys. */
static void
test_asks_the_kernel (void)
{
  g_autofree char *sysfs = g_dir_make_tmp ("tern-sysfs-XXXXXX", NULL);

  make_link (sysfs, "dev/char/180:0/subsystem", "../../../class/usbmisc");
  make_link (sysfs, "dev/char/180:0/device/driver", "../../../bus/usb/drivers/cdc_mbim");
  make_link (sysfs, "dev/char/180:1/subsystem", "../../../class/usbmisc");
  make_link (sysfs, "dev/char/180:1/device/driver", "../../../bus/usb/drivers/qmi_wwan");
  make_link (sysfs, "dev/char/511:0/subsystem", "../../../class/wwan");
  make_file (sysfs, "dev/char/511:0/type", "MBIM\n");
  make_link (sysfs, "dev/char/511:1/subsystem", "../../../class/wwan");
  make_file (sysfs, "dev/char/511:1/type", "AT\n");
  make_link (sysfs, "dev/char/1:3/subsystem", "../../../class/mem");

  g_assert_true (tern_helper_node_speaks_mbim (sysfs, 180, 0));
  g_assert_true (tern_helper_node_speaks_mbim (sysfs, 511, 0));
  g_assert_false (tern_helper_node_speaks_mbim (sysfs, 180, 1));
  g_assert_false (tern_helper_node_speaks_mbim (sysfs, 511, 1));
  g_assert_false (tern_helper_node_speaks_mbim (sysfs, 1, 3));
  g_assert_false (tern_helper_node_speaks_mbim (sysfs, 7, 7));
}

static void
test_takes_the_one_path_it_was_told (void)
{
  g_assert_true (tern_helper_node_check ("/tmp/a/cdc-wdm0", "/tmp/a/cdc-wdm0", NULL));
  g_assert_false (tern_helper_node_check ("/tmp/a/cdc-wdm1", "/tmp/a/cdc-wdm0", NULL));
  g_assert_false (tern_helper_node_check ("/tmp/a/../a/cdc-wdm0", "/tmp/a/cdc-wdm0", NULL));
}

/* There and back again. */
static void
assert_carried (GQuark domain, int code, const char *figure, const char *sentence)
{
  g_autoptr (GError) error = lpa_error_new (domain, code, figure, "%s", sentence);
  g_autofree char *name = tern_helper_error_get_name (error);
  g_autofree char *message = tern_helper_error_get_message (error);
  g_autoptr (GError) remote = g_dbus_error_new_for_dbus_error (name, message);
  g_autoptr (GError) carried = NULL;

  g_assert_true (g_dbus_is_interface_name (name));
  tern_helper_error_convert (&carried, remote);
  g_assert_error (carried, domain, code);
  g_assert_cmpstr (lpa_error_get_figure (carried), ==, figure);
  g_assert_cmpstr (carried->message, ==, sentence);
}

static void
test_carries_errors (void)
{
  for (int code = 0; code <= LPA_CHANNEL_ERROR_UNSUPPORTED; code++)
    assert_carried (LPA_CHANNEL_ERROR, code, "mbim/removed", "The modem is no longer there");
  for (int code = 0; code <= LPA_CARD_ERROR_NOT_OPEN; code++)
    assert_carried (LPA_CARD_ERROR, code, "87430001", "None is left: “x”");
  assert_carried (LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED, NULL, "No figure");
}

static const struct
{
  const char *name;
  const char *message;
  LpaChannelError code;
  const char *figure;
} remote_errors[] = {
  { "org.freedesktop.DBus.Error.ServiceUnknown", "x", LPA_CHANNEL_ERROR_NO_SERVICE,
    "helper/missing" },
  { "org.freedesktop.DBus.Error.AccessDenied", "x", LPA_CHANNEL_ERROR_NOT_PERMITTED,
    "helper/denied" },
  { "org.freedesktop.DBus.Error.NoReply", "x", LPA_CHANNEL_ERROR_RESET, "helper/lost" },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", "x", LPA_CHANNEL_ERROR_RESET, "helper/lost" },
  { "org.freedesktop.DBus.Error.UnknownMethod", "x", LPA_CHANNEL_ERROR_NO_SERVICE, "helper/other" },
  { "org.freedesktop.DBus.Error.Spawn.ChildExited", "x", LPA_CHANNEL_ERROR_NO_SERVICE,
    "helper/broken" },
  { "org.example.Error", "x", LPA_CHANNEL_ERROR_COMMUNICATION, "helper/bus" },
  /* A helper that lies or is of another version. */
  { TERN_HELPER_INTERFACE ".Error.channel.in_use", "", LPA_CHANNEL_ERROR_COMMUNICATION,
    "helper/bus" },
  { TERN_HELPER_INTERFACE ".Error.server.refused", "8.1/3.8 No", LPA_CHANNEL_ERROR_COMMUNICATION,
    "helper/bus" },
  { TERN_HELPER_INTERFACE ".Error.x", "y z", LPA_CHANNEL_ERROR_COMMUNICATION, "helper/bus" },
  { TERN_HELPER_INTERFACE ".Error.channel.in_use", "a<b>\x01 z", LPA_CHANNEL_ERROR_IN_USE,
    "a-b--" },
};

static void
test_understands_the_bus (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (remote_errors); i++)
    {
      g_autoptr (GError) remote =
          g_dbus_error_new_for_dbus_error (remote_errors[i].name, remote_errors[i].message);
      g_autoptr (GError) error = NULL;

      tern_helper_error_convert (&error, remote);
      g_assert_error (error, LPA_CHANNEL_ERROR, (int) remote_errors[i].code);
      g_assert_cmpstr (lpa_error_get_figure (error), ==, remote_errors[i].figure);
    }
}

static GArray *
new_map (guint32 first, guint32 second)
{
  GArray *map = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (map, first);
  g_array_append_val (map, second);
  return map;
}

static void
test_keeps_what_is_to_be_put_back (void)
{
  g_autofree char *folder = g_dir_make_tmp ("tern-undo-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "cdc-wdm0", NULL);
  g_autoptr (TernMbimUndo) undo = tern_mbim_undo_new (path);
  g_autoptr (TernMbimUndo) later = NULL;
  g_autoptr (GArray) before = new_map (0, 1);
  g_autoptr (GArray) after = new_map (1, 0);
  g_autoptr (GArray) old = NULL;
  g_autoptr (GArray) new = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (tern_mbim_undo_is_empty (undo));
  tern_mbim_undo_set_modem (undo, "/dev/cdc-wdm0", "Model 1.0");
  g_assert_true (tern_mbim_undo_set_slots (undo, before, after, &error));
  g_assert_true (tern_mbim_undo_set_pass_through (undo, TRUE, &error));

  later = tern_mbim_undo_new (path);
  g_assert_false (tern_mbim_undo_is_empty (later));
  g_assert_cmpstr (tern_mbim_undo_get_device (later), ==, "/dev/cdc-wdm0");
  g_assert_cmpstr (tern_mbim_undo_get_model (later), ==, "Model 1.0");
  g_assert_true (tern_mbim_undo_get_pass_through (later));
  g_assert_true (tern_mbim_undo_get_slots (later, &old, &new));
  g_assert_cmpmem (old->data, old->len * 4, before->data, before->len * 4);
  g_assert_cmpmem (new->data, new->len * 4, after->data, after->len * 4);

  g_assert_true (tern_mbim_undo_set_slots (undo, NULL, NULL, &error));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (tern_mbim_undo_set_pass_through (undo, FALSE, &error));
  g_assert_no_error (error);
  g_assert_no_errno (g_rmdir (folder));
}

/* A change that could not be put back is not made. */
static void
test_says_when_it_cannot_be_kept (void)
{
  g_autoptr (TernMbimUndo) undo = tern_mbim_undo_new ("/proc/nowhere/cdc-wdm0");
  g_autoptr (GArray) before = new_map (0, 1);
  g_autoptr (GArray) after = new_map (1, 0);
  g_autoptr (GError) error = NULL;

  tern_mbim_undo_set_modem (undo, "/dev/cdc-wdm0", "Model 1.0");
  g_assert_false (tern_mbim_undo_set_slots (undo, before, after, &error));
  g_assert_error (error, LPA_CHANNEL_ERROR, LPA_CHANNEL_ERROR_FAILED);
  g_assert_cmpstr (lpa_error_get_figure (error), ==, "mbim/record");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/helper-rules/aid/known", test_takes_every_known_isdr);
  g_test_add_func ("/helper-rules/aid/other", test_refuses_other_applications);
  g_test_add_func ("/helper-rules/command/good", test_passes_on_what_es10_takes);
  g_test_add_func ("/helper-rules/command/bad", test_refuses_other_commands);
  g_test_add_func ("/helper-rules/command/longest", test_knows_the_longest_command);
  g_test_add_func ("/helper-rules/node/names", test_knows_the_names_of_modems);
  g_test_add_func ("/helper-rules/node/kernel", test_asks_the_kernel);
  g_test_add_func ("/helper-rules/node/told", test_takes_the_one_path_it_was_told);
  g_test_add_func ("/helper-rules/error/carried", test_carries_errors);
  g_test_add_func ("/helper-rules/error/bus", test_understands_the_bus);
  g_test_add_func ("/helper-rules/undo/kept", test_keeps_what_is_to_be_put_back);
  g_test_add_func ("/helper-rules/undo/full", test_says_when_it_cannot_be_kept);

  return g_test_run ();
}
