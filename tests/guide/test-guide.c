/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guide/tern-guide.h"

#include <string.h>

#include "checks/tern-check-run.h"
#include "guide/tern-guide-walk.h"

/* More ways than that nobody could have thought through. */
#define MAX_WAYS 20000

static void
test_devices_and_topics (void)
{
  static const char *const devices[] = { "here", "iphone", "android", "router" };
  static const char *const topics[] = { "install",    "no-longer-valid", "no-service",
                                        "activating", "deleted",         "unlock" };
  g_autoptr (TernGuide) guide = tern_guide_new ();

  g_assert_cmpuint (tern_guide_get_devices (guide)->len, ==, G_N_ELEMENTS (devices));
  for (gsize i = 0; i < G_N_ELEMENTS (devices); i++)
    g_assert_nonnull (tern_guide_find_device (guide, devices[i]));
  for (gsize t = 0; t < G_N_ELEMENTS (topics); t++)
    for (gsize d = 0; d < G_N_ELEMENTS (devices); d++)
      {
        const TernGuideTopic *topic = tern_guide_find_topic (guide, topics[t]);

        g_assert_nonnull (topic);
        g_assert_true (tern_guide_topic_is_for (topic, devices[d]));
        g_assert_cmpstr (tern_guide_topic_get_title (topic), !=, "");
        g_assert_true (g_str_has_suffix (tern_guide_topic_get_summary (topic), "."));
      }
  g_assert_true (tern_guide_topic_is_for (tern_guide_find_topic (guide, "no-card"), "here"));
  g_assert_false (tern_guide_topic_is_for (tern_guide_find_topic (guide, "no-card"), "iphone"));
  g_assert_null (tern_guide_find_device (guide, "toaster"));
  g_assert_null (tern_guide_find_topic (guide, "toast"));
  g_assert_null (tern_guide_find_step (guide, "toasted"));
}

static void
check_words (const char *text)
{
  gunichar last = g_utf8_get_char (g_utf8_prev_char (text + strlen (text)));

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strstr (text, "  "));
  g_assert_null (strstr (text, "SM-D"));
  g_assert_null (strstr (text, "ISD"));
  g_assert_null (strchr (text, '\n'));
  g_assert_true (last == '.' || last == '?');
}

/* What a person reads at a step they have come to. */
static void
check_step (TernGuideWalk *walk)
{
  const TernGuideStep *step = tern_guide_walk_get_step (walk);
  const char *device = tern_guide_walk_get_device (walk);
  guint n = tern_guide_step_get_n_answers (step, device);

  g_assert_cmpstr (tern_guide_step_get_title (step), !=, "");
  check_words (tern_guide_step_get_look (step, device));
  check_words (tern_guide_step_get_say (step, device));
  g_assert_true (tern_guide_walk_is_at_end (walk) ? n == 0 : n >= 2 && n <= 6);
  for (guint i = 0; i < n; i++)
    g_assert_cmpstr (tern_guide_step_get_answer (step, device, i), !=, "");
  g_assert_null (tern_guide_step_get_answer (step, device, n));
  g_assert_false (tern_guide_walk_answer (walk, n));
}

/* Goes every way from here, and back again. Counts the ends. */
static void
walk_on (TernGuideWalk *walk, GHashTable *seen, guint *ways)
{
  const TernGuideStep *step = tern_guide_walk_get_step (walk);
  const char *device = tern_guide_walk_get_device (walk);
  guint n = tern_guide_step_get_n_answers (step, device);
  guint passed = tern_guide_walk_get_n_passed (walk);

  check_step (walk);
  g_hash_table_add (seen, (gpointer) step);
  if (tern_guide_walk_is_at_end (walk))
    {
      g_assert_cmpuint (++*ways, <, MAX_WAYS);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_assert_true (tern_guide_walk_answer (walk, i));
      g_assert_true (tern_guide_walk_get_passed_step (walk, passed) == step);
      g_assert_cmpstr (tern_guide_walk_get_passed_answer (walk, passed), ==,
                       tern_guide_step_get_answer (step, device, i));
      walk_on (walk, seen, ways);
      g_assert_true (tern_guide_walk_back (walk));
      g_assert_true (tern_guide_walk_get_step (walk) == step);
    }
}

/* Returns: how many ways there are through a topic on a device; 0 where it is not for that one */
static guint
walk_topic (TernGuide *guide, const TernGuideTopic *topic, const char *device, GHashTable *seen)
{
  g_autoptr (TernGuideWalk) walk = NULL;
  guint ways = 0;

  if (!tern_guide_topic_is_for (topic, device))
    return 0;
  walk = tern_guide_walk_new (guide, topic, device);
  walk_on (walk, seen, &ways);
  g_assert_false (tern_guide_walk_back (walk));
  g_test_message ("%s, %s: %u ways", device, topic->id, ways);
  g_assert_cmpuint (ways, >, 1);
  return ways;
}

static void
test_every_way (void)
{
  g_autoptr (TernGuide) guide = tern_guide_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GPtrArray *devices = tern_guide_get_devices (guide);
  GPtrArray *topics = tern_guide_get_topics (guide);

  for (guint d = 0; d < devices->len; d++)
    for (guint t = 0; t < topics->len; t++)
      {
        const TernGuideDevice *device = devices->pdata[d];

        walk_topic (guide, topics->pdata[t], device->id, seen);
      }
  g_assert_cmpuint (g_hash_table_size (seen), ==, tern_guide_get_steps (guide)->len);
}

static void
count (TernGuideWalk *walk, guint *n)
{
  ++*n;
}

/* The three checks in their order, and then the steps after them. */
static void
test_three_checks (void)
{
  static const char *const path[] = { "lock",      "reuse",  "connection", "restart",
                                      "type-code", "update", "compatible", "seller" };
  static const guint answers[] = { 0, 0, 0, 1, 1, 1, 2 };
  g_autoptr (TernGuide) guide = tern_guide_new ();
  g_autoptr (TernGuideWalk) walk = NULL;
  guint changes = 0;

  walk = tern_guide_walk_new (guide, tern_guide_find_topic (guide, "install"), "iphone");
  g_signal_connect (walk, "changed", G_CALLBACK (count), &changes);
  for (gsize i = 0; i < G_N_ELEMENTS (path); i++)
    {
      g_assert_cmpstr (tern_guide_step_get_id (tern_guide_walk_get_step (walk)), ==, path[i]);
      if (i < G_N_ELEMENTS (answers))
        g_assert_true (tern_guide_walk_answer (walk, answers[i]));
    }
  g_assert_cmpuint (changes, ==, G_N_ELEMENTS (answers));
  g_assert_true (tern_guide_walk_get_guide (walk) == guide);
  g_assert_cmpint (tern_guide_step_get_kind (tern_guide_walk_get_step (walk)), ==,
                   TERN_GUIDE_KIND_REPORT);
}

#define DEVICE "<device id='a'>A</device>"
#define TOPIC "<topic id='t' start='s'><title>T</title><summary>S.</summary></topic>"
#define WORDS "<title>W?</title><look>L.</look><say>S.</say>"
#define STEP "<step id='s'>" WORDS "<answer to='e'>Yes</answer></step>"
#define END "<cure id='e'>" WORDS "</cure>"
#define GUIDE(parts) "<guide>" parts "</guide>"

typedef struct
{
  const char *data;
  TernGuideError code;
  const char *says;
} Refusal;

static const Refusal refusals[] = {
  { "", TERN_GUIDE_ERROR_SYNTAX, "" },
  { "hello", TERN_GUIDE_ERROR_SYNTAX, "" },
  { "<guide>", TERN_GUIDE_ERROR_SYNTAX, "" },
  { "<guide></gide>", TERN_GUIDE_ERROR_SYNTAX, "line 1" },
  { "<html></html>", TERN_GUIDE_ERROR_SYNTAX, "<html>" },
  { "<guide/><guide/>", TERN_GUIDE_ERROR_MISSING, "device" },
  { "<guide lang='de'></guide>", TERN_GUIDE_ERROR_SYNTAX, "lang=" },
  { GUIDE ("&lol;"), TERN_GUIDE_ERROR_SYNTAX, "" },
  { GUIDE (""), TERN_GUIDE_ERROR_MISSING, "device" },
  { GUIDE (DEVICE), TERN_GUIDE_ERROR_MISSING, "topic" },
  { GUIDE (DEVICE DEVICE TOPIC STEP END), TERN_GUIDE_ERROR_DUPLICATE, "“a”" },
  { GUIDE (DEVICE TOPIC TOPIC STEP END), TERN_GUIDE_ERROR_DUPLICATE, "“t”" },
  { GUIDE (DEVICE TOPIC STEP STEP END), TERN_GUIDE_ERROR_DUPLICATE, "“s”" },
  { GUIDE ("\n" DEVICE TOPIC STEP "\n<gift id='g'/>" END), TERN_GUIDE_ERROR_SYNTAX, "Line 3" },
  { GUIDE ("<device>A</device>"), TERN_GUIDE_ERROR_MISSING, "name" },
  { GUIDE ("<device id='A B'>A</device>"), TERN_GUIDE_ERROR_SYNTAX, "A B" },
  { GUIDE ("<device id=''>A</device>"), TERN_GUIDE_ERROR_SYNTAX, "no name" },
  { GUIDE ("<device id='a'> \n</device>"), TERN_GUIDE_ERROR_MISSING, "empty" },
  { GUIDE ("<device id='a'>A <b>B</b></device>"), TERN_GUIDE_ERROR_SYNTAX, "<b>" },
  { GUIDE (DEVICE "<topic id='t'/>"), TERN_GUIDE_ERROR_MISSING, "start" },
  { GUIDE (DEVICE "<topic id='t' start='s' device='b'/>"), TERN_GUIDE_ERROR_UNKNOWN, "“b”" },
  { GUIDE (DEVICE "<topic id='t' start='s' device=''/>"), TERN_GUIDE_ERROR_MISSING, "device=" },
  { GUIDE (DEVICE "<topic id='t' start='s'><title>T</title></topic>" STEP END),
    TERN_GUIDE_ERROR_MISSING, "summary" },
  { GUIDE (DEVICE "<topic id='t' start='x'><title>T</title><summary>S.</summary></topic>" STEP END),
    TERN_GUIDE_ERROR_UNKNOWN, "“x”" },
  { GUIDE (DEVICE "<topic id='t' start='s'><look>L.</look></topic>"), TERN_GUIDE_ERROR_SYNTAX,
    "<look>" },
  { GUIDE (DEVICE TOPIC "<step id='s'>words</step>"), TERN_GUIDE_ERROR_SYNTAX, "sentence" },
  { GUIDE (DEVICE TOPIC "<step id='s' to='e'/>"), TERN_GUIDE_ERROR_SYNTAX, "to=" },
  { GUIDE (DEVICE TOPIC "<step id='s'><look>L.</look></step>" END), TERN_GUIDE_ERROR_MISSING,
    "<title>" },
  { GUIDE (DEVICE TOPIC "<step id='s'><title>T</title><title>T</title></step>"),
    TERN_GUIDE_ERROR_DUPLICATE, "<title>" },
  { GUIDE (DEVICE TOPIC "<step id='s'><summary>T</summary></step>"), TERN_GUIDE_ERROR_SYNTAX,
    "<summary>" },
  { GUIDE (DEVICE TOPIC "<step id='s'>" WORDS "</step>"), TERN_GUIDE_ERROR_MISSING, "<answer>" },
  { GUIDE (DEVICE TOPIC "<step id='s'>" WORDS "<answer>Yes</answer></step>"),
    TERN_GUIDE_ERROR_MISSING, "nowhere" },
  { GUIDE (DEVICE TOPIC "<step id='s'>" WORDS "<answer to='e'><b>Yes</b></answer></step>" END),
    TERN_GUIDE_ERROR_SYNTAX, "<b>" },
  { GUIDE (DEVICE TOPIC STEP), TERN_GUIDE_ERROR_UNKNOWN, "“e”" },
  { GUIDE (DEVICE TOPIC STEP "<cure id='e'><title>T</title><say>S.</say></cure>"),
    TERN_GUIDE_ERROR_MISSING, "<look> for a" },
  { GUIDE (DEVICE TOPIC STEP "<report id='e'><title>T</title><look>L.</look></report>"),
    TERN_GUIDE_ERROR_MISSING, "<say> for a" },
  { GUIDE (DEVICE TOPIC STEP "<cure id='e'>" WORDS "<look>L.</look></cure>"),
    TERN_GUIDE_ERROR_DUPLICATE, "<look> for all" },
  { GUIDE (DEVICE TOPIC STEP "<cure id='e'>" WORDS "<say device='a'>S.</say>"
                             "<say device='a'>S.</say></cure>"),
    TERN_GUIDE_ERROR_DUPLICATE, "<say> for a" },
  { GUIDE (DEVICE TOPIC STEP "<cure id='e'>" WORDS "<answer to='s'>Again</answer></cure>"),
    TERN_GUIDE_ERROR_SYNTAX, "<answer>" },
  { GUIDE (DEVICE TOPIC STEP END "<cure id='lost'>" WORDS "</cure>"), TERN_GUIDE_ERROR_UNREACHABLE,
    "“lost”" },
  { GUIDE (DEVICE TOPIC "<step id='s'>" WORDS "<answer to='s'>Again</answer></step>"),
    TERN_GUIDE_ERROR_LOOP, "“s”" },
  { GUIDE (DEVICE TOPIC STEP "<step id='e'>" WORDS "<answer to='s'>Again</answer>"
                             "<answer to='c'>Yes</answer></step><cure id='c'>" WORDS "</cure>"),
    TERN_GUIDE_ERROR_LOOP, "for a" },
  { GUIDE (DEVICE
           "<device id='b'>B</device>"
           "<topic id='t' start='s' device='a'><title>T</title><summary>S.</summary></topic>" STEP
               END),
    TERN_GUIDE_ERROR_MISSING, "for b" },
  { GUIDE (DEVICE "<device id='b'>B</device>" TOPIC "<step id='s'>" WORDS
                  "<answer to='e' device='a'>Yes</answer></step>" END),
    TERN_GUIDE_ERROR_MISSING, "<answer> for b" },
};

static void
test_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TernGuide) guide = tern_guide_new_from_data (refusals[i].data, -1, &error);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, error ? error->message : "taken");
      g_assert_null (guide);
      g_assert_error (error, TERN_GUIDE_ERROR, (int) refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
    }
}

/* A guide with @n steps in a row. */
static char *
make_long_guide (guint n)
{
  g_autoptr (GString) data = g_string_new ("<guide>" DEVICE TOPIC);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = i == 0 ? g_strdup ("s") : g_strdup_printf ("s%u", i);
      g_autofree char *next = i + 1 == n ? g_strdup ("e") : g_strdup_printf ("s%u", i + 1);

      g_string_append_printf (data, "<step id='%s'>" WORDS "<answer to='%s'>Yes</answer></step>",
                              id, next);
    }
  g_string_append (data, END "</guide>");
  return g_string_free (g_steal_pointer (&data), FALSE);
}

static void
test_bounds (void)
{
  g_autofree char *huge = g_strnfill (2 * 1024 * 1024, ' ');
  g_autofree char *talk = g_strnfill (10000, 'x');
  g_autofree char *talkative =
      g_strconcat ("<guide><device id='a'>", talk, "</device></guide>", NULL);
  g_autofree char *deep = make_long_guide (499);
  g_autofree char *deeper = make_long_guide (501);
  g_autoptr (GString) nested = g_string_new (NULL);
  const char *const data[] = { huge, talkative, deeper };
  g_autoptr (GError) error = NULL;
  g_autoptr (TernGuide) guide = tern_guide_new_from_data (deep, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (guide);
  for (gsize i = 0; i < G_N_ELEMENTS (data); i++)
    {
      g_autoptr (TernGuide) none = tern_guide_new_from_data (data[i], -1, &error);

      g_assert_null (none);
      g_assert_error (error, TERN_GUIDE_ERROR, TERN_GUIDE_ERROR_TOO_LARGE);
      g_clear_error (&error);
    }
  for (guint i = 0; i < 50000; i++)
    g_string_append (nested, "<guide>");
  g_assert_null (tern_guide_new_from_data (nested->str, -1, &error));
  g_assert_error (error, TERN_GUIDE_ERROR, TERN_GUIDE_ERROR_SYNTAX);
}

/* Bytes flipped anywhere in the real guide give a guide or a clear error, and nothing else. */
static void
test_damage (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "data", "guide", "guide.xml", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 400; i++)
    {
      gsize at = (gsize) g_test_rand_int_range (0, (gint32) length);
      char was = data[at];
      g_autoptr (TernGuide) guide = NULL;

      data[at] = (char) g_test_rand_int_range (0, 256);
      guide = tern_guide_new_from_data (data, (gssize) length, &error);
      g_assert_true (guide != NULL || error->domain == TERN_GUIDE_ERROR);
      g_clear_error (&error);
      data[at] = was;
    }
}

/* What the guide says the program can find out, it can. */
static void
test_checks (void)
{
  const TernCheckSetup setup = { .code = "LPA:1$smdp.example.com$A" };
  g_autoptr (TernCheckRun) run = tern_check_run_new (&setup);
  g_autoptr (TernGuide) guide = tern_guide_new ();
  GPtrArray *steps = tern_guide_get_steps (guide);
  guint n = 0;

  for (guint i = 0; i < steps->len; i++)
    {
      const char *const *checks = tern_guide_step_get_checks (steps->pdata[i]);

      for (; checks != NULL && *checks != NULL; checks++, n++)
        {
          g_test_message ("%s", *checks);
          g_assert_nonnull (tern_check_run_find (run, *checks));
        }
    }
  g_assert_cmpuint (n, >, 5);
}

static void
test_from_file (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "data", "guide", "guide.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TernGuide) guide = tern_guide_new_from_file (path, &error);
  g_autoptr (TernGuide) shipped = tern_guide_new ();

  g_assert_no_error (error);
  g_assert_cmpuint (tern_guide_get_steps (guide)->len, ==, tern_guide_get_steps (shipped)->len);
  g_assert_null (tern_guide_new_from_file ("/nonexistent", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/guide/devices-and-topics", test_devices_and_topics);
  g_test_add_func ("/guide/every-way", test_every_way);
  g_test_add_func ("/guide/three-checks", test_three_checks);
  g_test_add_func ("/guide/refusals", test_refusals);
  g_test_add_func ("/guide/bounds", test_bounds);
  g_test_add_func ("/guide/damage", test_damage);
  g_test_add_func ("/guide/checks", test_checks);
  g_test_add_func ("/guide/from-file", test_from_file);

  return g_test_run ();
}
