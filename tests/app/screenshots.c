/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#define SHOP "--profiles 2 --delay 25 --root-smds ds.example.com"

/* The reader comes later, in the scene itself, or not at all. */
static void
set_up_empty (AppFixture *scene, gconstpointer card_flags)
{
  scene->rig = app_rig_new (card_flags, "");
  scene->application = app_driver_start ();
  scene->window = app_driver_get_window (scene->application);
}

static const struct
{
  const char *name;
  const char *card_flags;
  void (*set_up) (AppFixture *, gconstpointer);
  void (*take) (AppFixture *);
} SCENES[] = {
  { "statuses", "", set_up_empty, pictures_of_statuses },
  { "cards", "--profiles 1", set_up_empty, pictures_of_cards },
  { "card", SHOP, app_fixture_set_up, pictures_of_card },
  { "profiles", "--profiles 40 --test-profiles 1", app_fixture_set_up, pictures_of_profiles },
  { "reports", "--profiles 2", app_fixture_set_up, pictures_of_reports },
  { "codes", "", app_fixture_set_up, pictures_of_codes },
  { "checks", SHOP, app_fixture_set_up, pictures_of_checks },
  { "install", SHOP, app_fixture_set_up, pictures_of_install },
  { "failure", "--profiles 2", app_fixture_set_up, pictures_of_failure },
  { "guide", "--profiles 1", app_fixture_set_up, pictures_of_guide },
  { "history", "--profiles 2", app_fixture_set_up, pictures_of_history },
  { "orders", "--profiles 1 --delay 25", app_fixture_set_up, pictures_of_orders },
  { "modem", "--profiles 2", app_fixture_set_up, pictures_of_modem },
  { "menu", "--profiles 2", app_fixture_set_up, pictures_of_menu },
  { "connection", "", set_up_empty, pictures_of_connection },
  { "camera", "", set_up_empty, pictures_of_camera },
};

int
main (int argc, char **argv)
{
  if (!pictures_start (argc, argv))
    {
      g_printerr ("Usage: screenshots FOLDER [contrast] [large] [rtl] [SCENE…]\nScenes:");
      for (gsize i = 0; i < G_N_ELEMENTS (SCENES); i++)
        g_printerr (" %s", SCENES[i].name);
      g_printerr ("\n");
      return 2;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (SCENES); i++)
    if (pictures_wants (SCENES[i].name))
      {
        AppFixture scene = { 0 };

        SCENES[i].set_up (&scene, SCENES[i].card_flags);
        SCENES[i].take (&scene);
        app_fixture_tear_down (&scene, SCENES[i].card_flags);
      }
  return 0;
}
