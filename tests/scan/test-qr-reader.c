/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "hard-picture.h"
#include "plain-zbar.h"
#include "scan/tern-qr-reader.h"

/* Of each kind; the seeds are others than those that the ladder was tuned on. */
#define FIRST_SEED 70000
#define PICTURES 6
#define LEAST_PERCENT 92

/* Slow machines and sanitizers must not decide what can be read. */
#define AMPLE 60000

typedef struct
{
  guint plain;
  guint ours;
} Hits;

static gboolean
holds (GPtrArray *texts, const char *text)
{
  return g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL);
}

static gboolean
read_one (const HardPicture *hard, TernQrMode mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) texts = tern_qr_reader_read (hard->picture, mode, AMPLE, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < texts->len; i++)
    if (!g_str_equal (texts->pdata[i], hard->code))
      g_assert_cmpstr (texts->pdata[i], ==, hard->other);
  if (holds (texts, hard->code))
    g_assert_cmpstr (texts->pdata[0], ==, hard->code);
  return holds (texts, hard->code);
}

static Hits
count_hits (HardKind kind)
{
  Hits hits = { 0 };

  for (guint32 i = 0; i < PICTURES; i++)
    {
      g_autoptr (HardPicture) hard = hard_picture_new (kind, FIRST_SEED + i);
      g_autoptr (GPtrArray) plain = plain_zbar_read (hard->picture);

      hits.plain += holds (plain, hard->code);
      hits.ours += read_one (hard, TERN_QR_MODE_STILL);
    }
  g_test_message ("%s: %u of %u, plain zbar %u", hard_kind_get_name (kind), hits.ours, PICTURES,
                  hits.plain);
  return hits;
}

static void
test_hard_pictures (void)
{
  guint hits = 0, plain = 0;

  for (HardKind kind = 0; kind < N_HARD_KINDS; kind++)
    {
      Hits of_kind = count_hits (kind);

      g_assert_cmpuint (of_kind.ours, >=, of_kind.plain);
      if (kind == HARD_PERSPECTIVE)
        g_assert_cmpuint (of_kind.ours, ==, PICTURES);
      hits += of_kind.ours;
      plain += of_kind.plain;
    }
  g_assert_cmpuint (hits, >, plain);
  g_assert_cmpuint (100 * hits, >=, LEAST_PERCENT * PICTURES * N_HARD_KINDS);
}

/* Pictures that could not be read once. */
static void
test_once_failed (void)
{
  static const struct
  {
    HardKind kind;
    guint32 seed;
  } pictures[] = {
    { HARD_PERSPECTIVE, 0 },   { HARD_PERSPECTIVE, 2 },   { HARD_PERSPECTIVE, 4 },
    { HARD_SCREEN_PHOTO, 12 }, { HARD_TWO_CODES, 8 },     { HARD_TWO_CODES, 19 },
    { HARD_LOW_CONTRAST, 13 }, { HARD_LOW_CONTRAST, 15 }, { HARD_BLUR, 3 },
    { HARD_ROUNDED, 5013 },    { HARD_ROUNDED, 5014 },    { HARD_NOISE, 19 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      g_autoptr (HardPicture) hard = hard_picture_new (pictures[i].kind, pictures[i].seed);

      g_test_message ("%s %u", hard_kind_get_name (pictures[i].kind), pictures[i].seed);
      g_assert_true (read_one (hard, TERN_QR_MODE_STILL));
    }
}

static void
test_video (void)
{
  guint hits = 0;

  for (HardKind kind = 0; kind < N_HARD_KINDS; kind++)
    {
      g_autoptr (HardPicture) hard = hard_picture_new (kind, FIRST_SEED);

      hits += read_one (hard, TERN_QR_MODE_VIDEO);
    }
  g_assert_cmpuint (hits, >, N_HARD_KINDS * 3 / 4);
}

/* Sizes at which windows, kernels and grids do not fit. */
static void
test_tiny (void)
{
  static const guint sizes[][2] = {
    { 1, 1 }, { 1, 40 }, { 40, 1 }, { 2, 3 }, { 7, 7 }, { 20, 20 }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (TernGrey) picture = tern_grey_new (sizes[i][0], sizes[i][1]);
      g_autoptr (GPtrArray) texts =
          tern_qr_reader_read (picture, TERN_QR_MODE_STILL, AMPLE, NULL, NULL);

      g_assert_cmpuint (texts->len, ==, 0);
    }
}

/* Noise, in which corner squares are seen that are none, comes to an end and holds nothing. */
static void
test_nothing (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (TernGrey) picture = tern_grey_new (640, 480);
  g_autoptr (GPtrArray) texts = NULL;

  for (gsize i = 0; i < 640 * 480; i++)
    picture->pixels[i] = (guint8) g_rand_int (rand);
  texts = tern_qr_reader_read (picture, TERN_QR_MODE_STILL, AMPLE, NULL, NULL);
  g_assert_cmpuint (texts->len, ==, 0);
}

static void
test_stride (void)
{
  g_autoptr (HardPicture) hard = hard_picture_new (HARD_ROTATION, FIRST_SEED);
  guint width = hard->picture->width, height = hard->picture->height;
  gsize stride = width + 13;
  g_autofree guint8 *frame = g_malloc0 (stride * height);
  g_autoptr (TernGrey) picture = NULL;

  for (guint y = 0; y < height; y++)
    memcpy (frame + y * stride, hard->picture->pixels + (gsize) y * width, width);
  picture = tern_grey_new_from_data (frame, width, height, stride);
  g_assert_cmpmem (picture->pixels, (gsize) width * height, hard->picture->pixels,
                   (gsize) width * height);
}

/* Without time the first attempts are made all the same, and no other. */
static void
test_budget (void)
{
  g_autoptr (HardPicture) hard = hard_picture_new (HARD_NOISE, FIRST_SEED);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) texts =
      tern_qr_reader_read (hard->picture, TERN_QR_MODE_STILL, 0, NULL, NULL);

  g_assert_cmpuint (texts->len, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_TIME_SPAN_SECOND);
}

static void
test_cancelled (void)
{
  g_autoptr (HardPicture) hard = hard_picture_new (HARD_NOISE, FIRST_SEED);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (
      tern_qr_reader_read (hard->picture, TERN_QR_MODE_STILL, AMPLE, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autoptr (HardPicture) hard = hard_picture_new (HARD_ROTATION, FIRST_SEED);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) texts = NULL;
  g_autoptr (GError) error = NULL;

  tern_qr_reader_read_async (hard->picture, TERN_QR_MODE_STILL, AMPLE, NULL, keep_result, &result);
  while (!result)
    g_main_context_iteration (NULL, TRUE);
  texts = tern_qr_reader_read_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (texts->len, ==, 1);
  g_assert_cmpstr (texts->pdata[0], ==, hard->code);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/qr-reader/hard-pictures", test_hard_pictures);
  g_test_add_func ("/qr-reader/once-failed", test_once_failed);
  g_test_add_func ("/qr-reader/video", test_video);
  g_test_add_func ("/qr-reader/tiny", test_tiny);
  g_test_add_func ("/qr-reader/nothing", test_nothing);
  g_test_add_func ("/qr-reader/stride", test_stride);
  g_test_add_func ("/qr-reader/budget", test_budget);
  g_test_add_func ("/qr-reader/cancelled", test_cancelled);
  g_test_add_func ("/qr-reader/async", test_async);
  return g_test_run ();
}
