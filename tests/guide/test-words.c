/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#include "guide/tern-guide.h"
#include "lpa/lpa-error-book.h"

/* Every sentence of the guide and of the error book can be translated: with a catalogue that puts
 * all that gettext finds in brackets, nothing comes out without. */

static void
assert_translated (const char *text)
{
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, "["));
  g_assert_true (g_str_has_suffix (text, "]"));
}

static void
check_step (TernGuide *guide, const TernGuideStep *step)
{
  GPtrArray *devices = tern_guide_get_devices (guide);

  assert_translated (tern_guide_step_get_title (step));
  for (guint d = 0; d < devices->len; d++)
    {
      const char *device = ((TernGuideDevice *) devices->pdata[d])->id;
      const char *look = tern_guide_step_get_look (step, device);
      const char *say = tern_guide_step_get_say (step, device);

      if (look != NULL)
        assert_translated (look);
      if (say != NULL)
        assert_translated (say);
      for (guint i = 0; i < tern_guide_step_get_n_answers (step, device); i++)
        assert_translated (tern_guide_step_get_answer (step, device, i));
    }
}

static void
test_guide (void)
{
  g_autoptr (TernGuide) guide = tern_guide_new ();
  GPtrArray *steps = tern_guide_get_steps (guide);
  GPtrArray *topics = tern_guide_get_topics (guide);
  GPtrArray *devices = tern_guide_get_devices (guide);

  for (guint i = 0; i < steps->len; i++)
    check_step (guide, steps->pdata[i]);
  for (guint i = 0; i < topics->len; i++)
    {
      assert_translated (tern_guide_topic_get_title (topics->pdata[i]));
      assert_translated (tern_guide_topic_get_summary (topics->pdata[i]));
    }
  for (guint i = 0; i < devices->len; i++)
    assert_translated (tern_guide_device_get_label (devices->pdata[i]));
}

static void
test_error_book (void)
{
  gsize n;
  const LpaErrorPage *pages = lpa_error_book_get_pages (&n);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (LpaExplanation) page = lpa_error_book_explain_page (&pages[i]);

      assert_translated (page->cause);
      assert_translated (page->action);
      assert_translated (lpa_side_get_label (page->side));
      if (page->usable != LPA_CODE_USABLE_NOT_INVOLVED)
        assert_translated (lpa_code_usable_get_sentence (page->usable));
    }
}

/* argv[1] is the folder of the mirrored catalogue. */
int
main (int argc, char *argv[])
{
  g_setenv ("LANGUAGE", "mirror", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  bindtextdomain (GETTEXT_PACKAGE, argv[1]);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  g_test_add_func ("/words/guide", test_guide);
  g_test_add_func ("/words/error-book", test_error_book);

  return g_test_run ();
}
