/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "readers/tern-modem.h"

G_BEGIN_DECLS

/* What is shown of modems, in words. */
char *tern_modem_words_dup_state (const TernModem *modem, guint slot) G_GNUC_WARN_UNUSED_RESULT;
char *tern_modem_words_dup_facts (const TernModem *modem) G_GNUC_WARN_UNUSED_RESULT;
char *tern_modem_words_dup_trouble (const TernModem *modem) G_GNUC_WARN_UNUSED_RESULT;
char *tern_modem_words_dup_tries (const TernModem *modem) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
