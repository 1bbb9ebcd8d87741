/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as it stands in the source of a mail: quoted-printable, with HTML entities. */
char *tern_mail_text_decode (const char *text, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
