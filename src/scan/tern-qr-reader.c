/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/tern-qr-reader.h"

#include <math.h>
#include <time.h>
#include <zbar.h>

#include "lpa/lpa-activation-code.h"
#include "scan/tern-qr-grid.h"

/* The window of a threshold: a few modules of a small symbol. */
#define WINDOW 21
/* Pictures beyond this are shrunk to it before most attempts, and none is enlarged beyond it. */
#define USUAL_PIXELS 1300000.0
#define MOST_PIXELS 5000000.0
#define MOST_VIDEO_PIXELS 1300000.0

/* What is done to a picture before the scanner sees it. */
typedef enum
{
  STEP_CLEAN = 1 << 0,
  STEP_THRESHOLD = 1 << 1,
  STEP_STRAIGHTEN = 1 << 2,
  STEP_INVERT = 1 << 3,
  STEP_SMOOTH = 1 << 4,
} Steps;

/* One attempt: at which scale of the usual size, after which steps. */
typedef struct
{
  double scale;
  Steps steps;
} Rung;

/* In the order of what is won for the time it takes. */
static const Rung still_ladder[] = {
  { 1, 0 },
  { 1, STEP_THRESHOLD },
  { 1, STEP_STRAIGHTEN },
  { 1, STEP_SMOOTH | STEP_STRAIGHTEN },
  { 2, STEP_THRESHOLD },
  { 2, STEP_CLEAN | STEP_THRESHOLD },
  { 2, STEP_STRAIGHTEN },
  { 2, STEP_CLEAN | STEP_STRAIGHTEN },
  { 0.5, STEP_STRAIGHTEN },
  { 0.5, STEP_SMOOTH | STEP_STRAIGHTEN },
  { 0.5, STEP_THRESHOLD },
  { 1, STEP_STRAIGHTEN | STEP_INVERT },
  { 2, STEP_STRAIGHTEN | STEP_INVERT },
  { 0.5, STEP_STRAIGHTEN | STEP_INVERT },
  { 1, STEP_THRESHOLD },
};
static const Rung video_ladder[] = {
  { 1, STEP_STRAIGHTEN },
  { 1, STEP_THRESHOLD },
  { 1, STEP_SMOOTH | STEP_STRAIGHTEN },
  { 1, 0 },
  { 2, STEP_THRESHOLD },
  { 2, STEP_CLEAN | STEP_THRESHOLD },
};

/* These are climbed whatever time it takes: together they read more of each kind of picture than
 * the scanner alone. */
#define SURE_RUNGS 2

typedef struct
{
  const TernGrey *picture;
  zbar_image_scanner_t *scanner;
  GPtrArray *texts;
  gint64 deadline;
  GCancellable *cancellable;
  double noise;
  double most_pixels;
  gboolean found;
} Run;

static zbar_image_scanner_t *
new_scanner (void)
{
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();

  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_TEST_INVERTED, 1);
  return scanner;
}

static void
add_text (Run *run, const char *data, gsize length)
{
  g_autofree char *text = g_utf8_make_valid (data, (gssize) length);
  g_autoptr (LpaActivationCode) code = NULL;

  if (g_ptr_array_find_with_equal_func (run->texts, text, g_str_equal, NULL))
    return;
  code = lpa_activation_code_parse (text, NULL, NULL);
  run->found = run->found || code != NULL;
  g_ptr_array_insert (run->texts, code ? 0 : -1, g_steal_pointer (&text));
}

/* Hands a picture to the scanner; returns whether an activation code is found. */
static gboolean
scan (Run *run, const TernGrey *picture)
{
  zbar_image_t *image = zbar_image_create ();
  const zbar_symbol_t *symbol;

  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, picture->width, picture->height);
  zbar_image_set_data (image, picture->pixels, (gsize) picture->width * picture->height, NULL);
  zbar_scan_image (run->scanner, image);
  for (symbol = zbar_image_first_symbol (image); symbol; symbol = zbar_symbol_next (symbol))
    if (zbar_symbol_get_type (symbol) == ZBAR_QRCODE)
      add_text (run, zbar_symbol_get_data (symbol), zbar_symbol_get_data_length (symbol));
  zbar_image_destroy (image);
  return run->found;
}

/* The time that the thread has worked, in microseconds: on a machine that is busy with other things
 * no fewer attempts are made. */
static gint64
get_work_time (void)
{
  struct timespec time = { 0, 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
is_over (const Run *run)
{
  return get_work_time () >= run->deadline || g_cancellable_is_cancelled (run->cancellable);
}

static gboolean
scan_straightened (const TernGrey *symbol, gpointer data)
{
  Run *run = data;

  return scan (run, symbol) || is_over (run);
}

/* The picture at @scale of its usual size. */
static TernGrey *
scaled (const Run *run, double scale)
{
  double pixels = (double) run->picture->width * run->picture->height;
  double usual = MIN (1, sqrt (USUAL_PIXELS / pixels));
  double factor = MIN (usual * scale, MAX (usual, sqrt (run->most_pixels / pixels)));

  return tern_grey_scale (run->picture, factor);
}

static TernGrey *
apply (TernGrey *picture, TernGrey *(*change) (const TernGrey *) )
{
  TernGrey *changed = change (picture);

  tern_grey_unref (picture);
  return changed;
}

/* How far a pixel must be from its surroundings so that it is not noise. */
static guint
margin (const Run *run, Steps steps)
{
  double share = 1.2;

  if (steps & STEP_SMOOTH)
    share = 0.4;
  else if (steps & STEP_THRESHOLD)
    share = steps & STEP_CLEAN ? 0 : 0.7;
  return (guint) (run->noise * share);
}

static void
climb (Run *run, const Rung *rung)
{
  g_autoptr (TernGrey) picture = scaled (run, rung->scale);
  g_autoptr (TernGrey) binary = NULL;

  if (rung->steps & STEP_CLEAN)
    picture = apply (apply (picture, tern_grey_smooth), tern_grey_sharpen);
  if (rung->steps & STEP_SMOOTH)
    picture = apply (apply (picture, tern_grey_smooth), tern_grey_smooth);
  if (rung->steps & STEP_INVERT)
    picture = apply (picture, tern_grey_invert);
  if (rung->steps & (STEP_THRESHOLD | STEP_STRAIGHTEN))
    binary = tern_grey_threshold (picture, WINDOW, margin (run, rung->steps));
  if (rung->steps & STEP_STRAIGHTEN)
    tern_qr_grid_straighten (picture, binary, scan_straightened, run);
  else
    scan (run, binary ? binary : picture);
}

/**
 * tern_qr_reader_read:
 * @picture: a grey picture
 * @mode: what it is
 * @budget: for how many milliseconds of work new attempts are begun after the first two; one that
 *   has begun is finished
 * @cancellable: (nullable): to stop it
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Reads the QR codes in a picture, attempt after attempt until one is an activation code. Blocks:
 * not for the main thread. Any other thread, any number at once.
 *
 * Returns: (transfer full) (element-type utf8): the texts, activation codes first; empty when
 *   nothing could be read. Secrets.
 */
GPtrArray *
tern_qr_reader_read (const TernGrey *picture,
                     TernQrMode mode,
                     guint budget,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gboolean video = mode == TERN_QR_MODE_VIDEO;
  const Rung *ladder = video ? video_ladder : still_ladder;
  gsize rungs = video ? G_N_ELEMENTS (video_ladder) : G_N_ELEMENTS (still_ladder);
  Run run = {
    .picture = picture,
    .scanner = new_scanner (),
    .texts = texts,
    .deadline = get_work_time () + (gint64) budget * 1000,
    .cancellable = cancellable,
    .most_pixels = video ? MOST_VIDEO_PIXELS : MOST_PIXELS,
    .noise = MIN (tern_grey_get_noise (picture), 50),
  };

  for (gsize i = 0; i < rungs && !run.found && !g_cancellable_is_cancelled (cancellable) &&
                    (i < SURE_RUNGS || !is_over (&run));
       i++)
    climb (&run, &ladder[i]);
  zbar_image_scanner_destroy (run.scanner);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&texts);
}

typedef struct
{
  TernGrey *picture;
  TernQrMode mode;
  guint budget;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  tern_grey_unref (self->picture);
  g_free (self);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  GError *error = NULL;
  GPtrArray *texts =
      tern_qr_reader_read (job->picture, job->mode, job->budget, cancellable, &error);

  if (texts)
    g_task_return_pointer (task, texts, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/**
 * tern_qr_reader_read_async:
 * @picture: a grey picture; a reference is taken
 * @mode: what it is
 * @budget: as for tern_qr_reader_read()
 * @cancellable: (nullable): to stop it
 * @callback: called in the thread's default main context
 * @user_data: for @callback
 *
 * tern_qr_reader_read() on a thread of its own.
 */
void
tern_qr_reader_read_async (TernGrey *picture,
                           TernQrMode mode,
                           guint budget,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new (Job, 1);

  *job = (Job){ tern_grey_ref (picture), mode, budget };
  g_task_set_source_tag (task, tern_qr_reader_read_async);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * tern_qr_reader_read_finish:
 * @result: what the callback was given
 * @error: return location for %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type utf8) (nullable): as tern_qr_reader_read()
 */
GPtrArray *
tern_qr_reader_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, tern_qr_reader_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
