/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TernCtlError:
 * @TERN_CTL_ERROR_USAGE: the words of the command line make no command
 * @TERN_CTL_ERROR_AMBIGUOUS: they fit several cards, of which one must be named
 * @TERN_CTL_ERROR_NO_MATCH: no reader, or no card, is the one that an option names
 * @TERN_CTL_ERROR_NEEDS_ANSWER: a question that only a person, or an option, can answer
 */
typedef enum
{
  TERN_CTL_ERROR_USAGE,
  TERN_CTL_ERROR_AMBIGUOUS,
  TERN_CTL_ERROR_NO_MATCH,
  TERN_CTL_ERROR_NEEDS_ANSWER,
} TernCtlError;
#define TERN_CTL_ERROR (tern_ctl_error_quark ())
GQuark tern_ctl_error_quark (void);

G_END_DECLS
