/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lpa/lpa-notification.h"

#include "tlv-text.h"

static LpaNotification *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = tlv_text (text);
  LpaTlv tlv;

  g_assert_true (lpa_tlv_parse_bytes (bytes, 0xBF2F, &tlv, NULL));
  return lpa_notification_new_from_tlv (&tlv, error);
}

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpaNotification) notification =
      parse ("BF2F{ 80=0102               # sequence number\n"
             "      81=0780               # install\n"
             "      0C=' smdp.example '   # server, blanks and all\n"
             "      5A=980010325476981032F4 }",
             &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lpa_notification_get_sequence_number (notification), ==, 258);
  g_assert_cmpint (lpa_notification_get_event (notification), ==, LPA_NOTIFICATION_EVENT_INSTALL);
  g_assert_cmpstr (lpa_notification_get_address (notification), ==, " smdp.example ");
  g_assert_cmpstr (lpa_notification_get_iccid (notification), ==, "8900012345678901234");
  g_assert_cmpuint (g_bytes_get_size (lpa_notification_get_iccid_bytes (notification)), ==, 10);
}

static void
test_events (void)
{
  static const struct
  {
    const char *text;
    LpaNotificationEvent event;
    const char *nick;
  } cases[] = {
    { "BF2F{ 80=00 81=0780 0C='a' }", LPA_NOTIFICATION_EVENT_INSTALL, "install" },
    { "BF2F{ 80=00 81=0640 0C='a' }", LPA_NOTIFICATION_EVENT_ENABLE, "enable" },
    { "BF2F{ 80=00 81=0520 0C='a' }", LPA_NOTIFICATION_EVENT_DISABLE, "disable" },
    { "BF2F{ 80=00 81=0410 0C='a' }", LPA_NOTIFICATION_EVENT_DELETE, "delete" },
    { "BF2F{ 80=00 81=0450 0C='a' }", LPA_NOTIFICATION_EVENT_ENABLE,
      "enable" }, /* two: the first */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LpaNotification) notification = parse (cases[i].text, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (lpa_notification_get_sequence_number (notification), ==, 0);
      g_assert_cmpint (lpa_notification_get_event (notification), ==, cases[i].event);
      g_assert_cmpstr (lpa_notification_event_get_nick (cases[i].event), ==, cases[i].nick);
      g_assert_null (lpa_notification_get_iccid (notification));
      g_assert_null (lpa_notification_get_iccid_bytes (notification));
    }
}

static void
test_refusals (void)
{
  static const char *const bad[] = {
    "BF2F{ }",
    "BF2F{ 81=0780 0C='a' }",               /* no number */
    "BF2F{ 80= 81=0780 0C='a' }",           /* an empty number */
    "BF2F{ 80=FF 81=0780 0C='a' }",         /* a negative number */
    "BF2F{ 80=0100000000 81=0780 0C='a' }", /* too large a number */
    "BF2F{ 80=000000000000000000 81=0780 0C='a' }",
    "BF2F{ 80=00 0C='a' }",         /* no event */
    "BF2F{ 80=00 81=00 0C='a' }",   /* none set */
    "BF2F{ 80=00 81=0308 0C='a' }", /* one that is not known */
    "BF2F{ 80=00 81=0880 0C='a' }", /* no bit string */
    "BF2F{ 80=00 81=0780 }",        /* no server */
    "BF2F=800100810207800C05",      /* cut off */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &error));
      g_assert_true (error->domain == LPA_TLV_ERROR);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/lpa/notification/read", test_read);
  g_test_add_func ("/lpa/notification/events", test_events);
  g_test_add_func ("/lpa/notification/refusals", test_refusals);

  return g_test_run ();
}
