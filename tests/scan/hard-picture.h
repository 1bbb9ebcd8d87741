/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/*
 * Pictures of codes as they come from mails, screenshots, cameras and printers, each made from a
 * kind and a seed alone, so that every one that ever failed can be made again.
 */
typedef enum
{
  HARD_DARK_MAIL,
  HARD_BUSY_SCREENSHOT,
  HARD_BLUR,
  HARD_NOISE,
  HARD_ROTATION,
  HARD_PERSPECTIVE,
  HARD_GLARE,
  HARD_SCREEN_PHOTO,
  HARD_LOGO,
  HARD_ROUNDED,
  HARD_TWO_CODES,
  HARD_LOW_CONTRAST,
  HARD_INVERTED,
  N_HARD_KINDS,
} HardKind;

/**
 * HardPicture:
 * @picture: what a reader is given
 * @code: the activation code in it
 * @other: (nullable): the web address that a second symbol holds
 */
typedef struct
{
  TernGrey *picture;
  char *code;
  char *other;
} HardPicture;

const char *hard_kind_get_name (HardKind kind);
HardPicture *hard_picture_new (HardKind kind, guint32 seed) G_GNUC_WARN_UNUSED_RESULT;
void hard_picture_free (HardPicture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HardPicture, hard_picture_free)

G_END_DECLS
