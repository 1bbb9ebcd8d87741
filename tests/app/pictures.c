/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include <glib/gstdio.h>

#define NARROW 360

static const char *folder;
static const char *const *scenes;

static void
set_large (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
}

static void
set_right_to_left (void)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
}

static void
set_nothing (void)
{
}

/* What pages also have to do with. High contrast is asked for before GTK starts. */
static const struct
{
  const char *name;
  void (*set) (void);
} FORMS[] = {
  { "contrast", set_nothing },
  { "large", set_large },
  { "rtl", set_right_to_left },
};

static gboolean
set_form (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (FORMS); i++)
    if (g_str_equal (FORMS[i].name, name))
      {
        FORMS[i].set ();
        return TRUE;
      }
  return FALSE;
}

/* As on a desktop of GNOME, whatever this computer has. */
static void
set_desktop (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11",
                "gtk-decoration-layout", ":close", NULL);
}

/**
 * pictures_start:
 * @argc: the program's
 * @argv: the program's: a folder, forms, and the names of scenes where not all are wanted
 *
 * Returns: %FALSE where there is nothing to do
 */
gboolean
pictures_start (int argc, char **argv)
{
  const char *const *words = (const char *const *) argv;
  char **name = (char *[]){ argv[0], NULL };
  int n_words = 1;
  int at = 2;

  if (argc < 2)
    return FALSE;
  app_driver_init ();
  /* The laboratories that some scenes borrow from tests find their files by it. */
  g_test_init (&n_words, &name, NULL);
  /* libadwaita looks at it once. */
  if (g_strv_contains (words + 1, "contrast"))
    g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  gtk_init ();
  set_desktop ();
  while (at < argc && set_form (words[at]))
    at++;
  folder = words[1];
  scenes = words + at;
  return g_mkdir_with_parents (folder, 0755) == 0;
}

/**
 * pictures_wants:
 * @scene: a name
 *
 * Returns: whether the scene was asked for
 */
gboolean
pictures_wants (const char *scene)
{
  return *scenes == NULL || g_strv_contains (scenes, scene);
}

/**
 * pictures_take:
 * @widget: a presented widget
 * @page: what it shows
 * @size: how large it is, in a word
 *
 * Takes a picture of it, light and dark.
 */
void
pictures_take (gpointer widget, const char *page, const char *size)
{
  static const struct
  {
    const char *name;
    AdwColorScheme scheme;
  } SCHEMES[] = {
    { "dark", ADW_COLOR_SCHEME_FORCE_DARK },
    { "light", ADW_COLOR_SCHEME_FORCE_LIGHT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (SCHEMES); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("%s/%s-%s-%s.png", folder, page, size, SCHEMES[i].name);

      adw_style_manager_set_color_scheme (adw_style_manager_get_default (), SCHEMES[i].scheme);
      app_driver_draw (widget);
      app_driver_save (widget, path);
    }
}

/**
 * pictures_take_window:
 * @page: what it shows
 *
 * Takes pictures of the window, as large as on telephones, on their side, and on computers.
 */
void
pictures_take_window (AppFixture *scene, const char *page)
{
  static const struct
  {
    const char *name;
    int width;
    int height;
  } SIZES[] = {
    { "narrow", NARROW, 640 },
    { "small", NARROW, 294 },
    { "wide", 1000, 700 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (SIZES); i++)
    {
      app_driver_resize (GTK_WINDOW (scene->window), SIZES[i].width, SIZES[i].height);
      pictures_take (scene->window, page, SIZES[i].name);
    }
}

/**
 * pictures_take_dialog:
 * @dialog: (transfer full): a window, presented or not
 * @page: what it shows
 *
 * Takes pictures of it as it comes and, where it can be that, as narrow as a telephone, and closes
 * it.
 */
void
pictures_take_dialog (gpointer dialog, const char *page)
{
  gtk_window_present (dialog);
  app_driver_draw (dialog);
  pictures_take (dialog, page, "dialog");
  if (!ADW_IS_MESSAGE_DIALOG (dialog) && gtk_window_get_resizable (dialog))
    {
      app_driver_resize (dialog, NARROW, 640);
      pictures_take (dialog, page, "narrow");
    }
  gtk_window_destroy (dialog);
}

/**
 * pictures_take_top:
 * @part: what lies further down on a page than the window shows
 * @page: what it is
 *
 * Takes pictures with this part at the top.
 */
void
pictures_take_top (AppFixture *scene, GtkWidget *part, const char *page)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (part, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  const int widths[] = { NARROW, 1000 };

  for (gsize i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      double x, y;

      app_driver_resize (GTK_WINDOW (scene->window), widths[i], 860);
      gtk_adjustment_set_value (adjustment, 0);
      app_driver_draw (scene->window);
      gtk_widget_translate_coordinates (part, scroller, 0, 0, &x, &y);
      gtk_adjustment_set_value (adjustment, y - 12);
      pictures_take (scene->window, page, i ? "wide" : "narrow");
    }
  gtk_adjustment_set_value (adjustment, 0);
}

/**
 * pictures_expand:
 *
 * Opens all rows that fold.
 */
void
pictures_expand (GtkWidget *widget)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    pictures_expand (child);
  if (GTK_IS_WINDOW (widget))
    app_driver_settle (600);
}

/**
 * pictures_choose:
 * @row: the title of a row
 *
 * Works it.
 */
void
pictures_choose (AppFixture *scene, const char *row)
{
  gtk_widget_activate (app_driver_await (scene->window, ADW_TYPE_PREFERENCES_ROW, row));
}
