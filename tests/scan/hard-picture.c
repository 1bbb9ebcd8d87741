/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hard-picture.h"

#include <math.h>

#include "hard-canvas.h"

typedef struct
{
  GRand *rand;
  HardPicture *result;
} Maker;

typedef HardCanvas *(*Make) (Maker *maker);

static double
between (Maker *maker, double low, double high)
{
  return g_rand_double_range (maker->rand, low, high);
}

static int
pick (Maker *maker, int low, int high)
{
  return g_rand_int_range (maker->rand, low, high + 1);
}

static char *
random_code (Maker *maker)
{
  static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  static const char *const hosts[] = { "smdp.example.com", "rsp-eu.provider.example",
                                       "sm-v4-064-a-gtm.pr.go-esim.example", "t.example.net" };
  GString *code = g_string_new ("LPA:1$");
  int length = pick (maker, 10, 32);

  g_string_append_printf (code, "%s$", hosts[pick (maker, 0, G_N_ELEMENTS (hosts) - 1)]);
  for (int i = 0; i < length; i++)
    g_string_append_c (code, i % 6 == 5 ? '-' : letters[pick (maker, 0, (int) sizeof letters - 2)]);
  return g_string_free (code, FALSE);
}

/* A symbol that lies flat, turned by @angle about its middle. */
static void
place (HardSymbol *symbol, double x, double y, double side, double angle)
{
  static const double corners[] = { -0.5, -0.5, 0.5, -0.5, 0.5, 0.5, -0.5, 0.5 };

  for (int i = 0; i < 4; i++)
    {
      double u = corners[2 * i] * side, v = corners[2 * i + 1] * side;

      symbol->corners[2 * i] = x + u * cos (angle) - v * sin (angle);
      symbol->corners[2 * i + 1] = y + u * sin (angle) + v * cos (angle);
    }
}

/* Tilts a symbol out of the plane: @tilt about an axis, seen from @distance sides away. */
static void
tilt (HardSymbol *symbol,
      double x,
      double y,
      double side,
      double axis,
      double angle,
      double distance)
{
  double spin =
      atan2 (symbol->corners[3] - symbol->corners[1], symbol->corners[2] - symbol->corners[0]);

  for (int i = 0; i < 4; i++)
    {
      double u = (i == 1 || i == 2 ? 0.5 : -0.5), v = i >= 2 ? 0.5 : -0.5;
      double along = u * cos (spin - axis) - v * sin (spin - axis);
      double across = u * sin (spin - axis) + v * cos (spin - axis);
      double depth = distance / (distance + across * sin (angle));
      double p = along * depth * side, q = across * cos (angle) * depth * side;

      symbol->corners[2 * i] = x + p * cos (axis) - q * sin (axis);
      symbol->corners[2 * i + 1] = y + p * sin (axis) + q * cos (axis);
    }
}

static HardSymbol
new_symbol (Maker *maker)
{
  return (HardSymbol){
    .text = maker->result->code,
    .level = pick (maker, 0, 2),
    .quiet = 4,
    .dark = between (maker, 0, 40),
    .pale = between (maker, 215, 255),
  };
}

/* The one symbol of a picture made for it, with some room on every side. */
static HardCanvas *
draw_alone (Maker *maker, HardSymbol *symbol, double module, double angle)
{
  double side = hard_symbol_get_size (symbol) * module;
  guint canvas = (guint) (side * between (maker, 1.6, 2.4));
  HardCanvas *self = hard_canvas_new (canvas, canvas, (float) symbol->pale);

  place (symbol, canvas / 2.0 + between (maker, -0.05, 0.05) * side,
         canvas / 2.0 + between (maker, -0.05, 0.05) * side, side, angle);
  hard_canvas_draw (self, symbol);
  return self;
}

static HardCanvas *
make_dark_mail (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  double back = between (maker, 18, 50);
  double module = between (maker, 1.7, 3.2);
  double side = hard_symbol_get_size (&symbol) * module;
  HardCanvas *canvas = hard_canvas_new (760, 620, (float) back);

  for (int line = 0; line < 30; line++)
    hard_canvas_write (canvas, maker->rand, 30, 10 + line * 20, pick (maker, 200, 700), 190);
  hard_canvas_fill (canvas, 200, 160, (int) side + 120, (int) side + 80, (float) back);
  if (pick (maker, 0, 2) == 0)
    {
      symbol.dark = between (maker, 200, 255);
      symbol.pale = back;
    }
  symbol.quiet = between (maker, 0.6, 2.5);
  place (&symbol, 230 + side / 2, 190 + side / 2 + between (maker, 0, 1), side, 0);
  hard_canvas_draw (canvas, &symbol);
  return canvas;
}

static HardCanvas *
make_busy_screenshot (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  double module = between (maker, 1.5, 2.8);
  double side = hard_symbol_get_size (&symbol) * module;
  HardCanvas *canvas = hard_canvas_new (1280, 720, (float) between (maker, 200, 255));

  for (int i = 0; i < 160; i++)
    hard_canvas_fill (canvas, pick (maker, -20, 1270), pick (maker, -20, 710), pick (maker, 3, 220),
                      pick (maker, 3, 120), (float) between (maker, 0, 255));
  for (int i = 0; i < 220; i++)
    hard_canvas_write (canvas, maker->rand, pick (maker, 0, 1200), pick (maker, 0, 700),
                       pick (maker, 40, 300), (float) between (maker, 0, 255));
  symbol.quiet = between (maker, 1, 3);
  place (&symbol, between (maker, side, 1280 - side), between (maker, side, 720 - side), side, 0);
  hard_canvas_draw (canvas, &symbol);
  return canvas;
}

static HardCanvas *
make_blur (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  double module = between (maker, 2.2, 6);
  HardCanvas *canvas = draw_alone (maker, &symbol, module, between (maker, -0.15, 0.15));

  hard_canvas_blur (canvas, module * between (maker, 0.3, 0.75));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 0.5, 3));
  return canvas;
}

static HardCanvas *
make_noise (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas = draw_alone (maker, &symbol, between (maker, 2.5, 6), between (maker, -1, 1));

  hard_canvas_add_noise (canvas, maker->rand, between (maker, 20, 70));
  return canvas;
}

static HardCanvas *
make_rotation (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas =
      draw_alone (maker, &symbol, between (maker, 1.9, 4.5), between (maker, 0, 2 * G_PI));

  hard_canvas_blur (canvas, between (maker, 0.4, 1));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 2, 12));
  return canvas;
}

static HardCanvas *
make_perspective (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  double side = hard_symbol_get_size (&symbol) * between (maker, 5, 9);
  guint size = (guint) (side * 1.9);
  HardCanvas *canvas = hard_canvas_new (size, size, (float) between (maker, 120, 230));

  place (&symbol, 0, 0, side, between (maker, 0, 2 * G_PI));
  tilt (&symbol, size / 2.0, size / 2.0, side, between (maker, 0, 2 * G_PI),
        between (maker, 0.5, 1.1), between (maker, 1.5, 4));
  hard_canvas_draw (canvas, &symbol);
  hard_canvas_blur (canvas, between (maker, 0.6, 1.2));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 2, 8));
  return canvas;
}

static HardCanvas *
make_glare (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas;
  double size;

  symbol.level = 2;
  canvas = draw_alone (maker, &symbol, between (maker, 3, 6), between (maker, -0.4, 0.4));
  size = canvas->width;
  hard_canvas_add_shade (canvas, maker->rand, between (maker, 0.4, 0.9));
  hard_canvas_add_glare (canvas, between (maker, 0.3, 0.7) * size, between (maker, 0.3, 0.7) * size,
                         between (maker, 0.06, 0.22) * size, between (maker, 100, 260));
  hard_canvas_blur (canvas, between (maker, 0.5, 1.2));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 2, 7));
  return canvas;
}

static HardCanvas *
make_screen_photo (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  double side = hard_symbol_get_size (&symbol) * between (maker, 5, 9);
  guint size = (guint) (side * 1.8);
  HardCanvas *canvas = hard_canvas_new (size, size, (float) between (maker, 60, 230));

  place (&symbol, 0, 0, side, between (maker, -0.6, 0.6));
  tilt (&symbol, size / 2.0, size / 2.0, side, between (maker, 0, 2 * G_PI),
        between (maker, 0.1, 0.6), between (maker, 2, 5));
  hard_canvas_draw (canvas, &symbol);
  hard_canvas_add_moire (canvas, maker->rand, between (maker, 0.3, 1.2));
  hard_canvas_add_shade (canvas, maker->rand, between (maker, 0, 0.6));
  hard_canvas_blur (canvas, between (maker, 0.8, 2));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 4, 16));
  return canvas;
}

static HardCanvas *
make_logo (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas;

  symbol.level = pick (maker, 2, 3);
  symbol.logo = symbol.level == 2 ? between (maker, 0.18, 0.34) : between (maker, 0.2, 0.38);
  canvas = draw_alone (maker, &symbol, between (maker, 2, 5), between (maker, -0.3, 0.3));
  hard_canvas_blur (canvas, between (maker, 0.4, 1.1));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 1, 15));
  return canvas;
}

static HardCanvas *
make_rounded (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas;

  symbol.rounding = pick (maker, 0, 1) ? 1 : between (maker, 0.5, 0.89);
  canvas = draw_alone (maker, &symbol, between (maker, 2.5, 9), between (maker, -0.5, 0.5));
  hard_canvas_blur (canvas, between (maker, 0.4, 1.2));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 1, 15));
  return canvas;
}

static HardCanvas *
make_two_codes (Maker *maker)
{
  HardSymbol first = new_symbol (maker), second = new_symbol (maker);
  HardCanvas *canvas = hard_canvas_new (900, 520, (float) first.pale);
  double module = between (maker, 1.8, 5.5);
  double angle = between (maker, -0.2, 0.2);

  maker->result->other = g_strdup_printf ("https://example.com/help/%d", pick (maker, 1, 9999));
  second.text = maker->result->other;
  second.quiet = first.quiet = between (maker, 1.5, 4);
  place (&first, 225 + between (maker, -15, 15), 260, hard_symbol_get_size (&first) * module,
         angle);
  place (&second, 675 + between (maker, -15, 15), 260, hard_symbol_get_size (&second) * module,
         angle);
  hard_canvas_draw (canvas, &first);
  hard_canvas_draw (canvas, &second);
  hard_canvas_blur (canvas, module * between (maker, 0.15, 0.4));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 1, 25));
  return canvas;
}

static HardCanvas *
make_low_contrast (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas;

  symbol.dark = between (maker, 40, 200);
  symbol.pale = symbol.dark + between (maker, 9, 30);
  canvas = draw_alone (maker, &symbol, between (maker, 2.2, 6), between (maker, -0.5, 0.5));
  hard_canvas_blur (canvas, between (maker, 0.4, 1));
  hard_canvas_add_shade (canvas, maker->rand, between (maker, 0, 0.5));
  hard_canvas_add_noise (canvas, maker->rand,
                         between (maker, 0.05, 0.2) * (symbol.pale - symbol.dark));
  return canvas;
}

static HardCanvas *
make_inverted (Maker *maker)
{
  HardSymbol symbol = new_symbol (maker);
  HardCanvas *canvas;

  symbol.dark = between (maker, 150, 255);
  symbol.pale = between (maker, 0, 70);
  canvas = draw_alone (maker, &symbol, between (maker, 2, 5), between (maker, -0.5, 0.5));
  hard_canvas_blur (canvas, between (maker, 0.4, 1.1));
  hard_canvas_add_noise (canvas, maker->rand, between (maker, 1, 25));
  return canvas;
}

static const struct
{
  const char *name;
  Make make;
} kinds[N_HARD_KINDS] = {
  [HARD_DARK_MAIL] = { "dark-mode mail", make_dark_mail },
  [HARD_BUSY_SCREENSHOT] = { "busy screenshot", make_busy_screenshot },
  [HARD_BLUR] = { "blur", make_blur },
  [HARD_NOISE] = { "noise", make_noise },
  [HARD_ROTATION] = { "rotation", make_rotation },
  [HARD_PERSPECTIVE] = { "perspective", make_perspective },
  [HARD_GLARE] = { "glare", make_glare },
  [HARD_SCREEN_PHOTO] = { "photographed screen", make_screen_photo },
  [HARD_LOGO] = { "logo", make_logo },
  [HARD_ROUNDED] = { "rounded modules", make_rounded },
  [HARD_TWO_CODES] = { "two codes", make_two_codes },
  [HARD_LOW_CONTRAST] = { "low contrast", make_low_contrast },
  [HARD_INVERTED] = { "inverted", make_inverted },
};

const char *
hard_kind_get_name (HardKind kind)
{
  return kinds[kind].name;
}

HardPicture *
hard_picture_new (HardKind kind, guint32 seed)
{
  g_autoptr (GRand) rand =
      g_rand_new_with_seed_array ((const guint32[]){ (guint32) kind, seed }, 2);
  HardPicture *self = g_new0 (HardPicture, 1);
  Maker maker = { rand, self };
  g_autoptr (HardCanvas) canvas = NULL;

  self->code = random_code (&maker);
  canvas = kinds[kind].make (&maker);
  self->picture = hard_canvas_expose (canvas);
  return self;
}

void
hard_picture_free (HardPicture *self)
{
  tern_grey_unref (self->picture);
  g_free (self->code);
  g_free (self->other);
  g_free (self);
}
