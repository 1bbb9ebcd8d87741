/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "scan/tern-grey.h"

G_BEGIN_DECLS

/**
 * TernQrGridTry:
 * @symbol: a QR code as its standard draws it, flat and clean
 * @data: what was given with the function
 *
 * Tries to read what was straightened.
 *
 * Returns: whether to stop
 */
typedef gboolean (*TernQrGridTry) (const TernGrey *symbol, gpointer data);

void tern_qr_grid_straighten (const TernGrey *picture,
                              const TernGrey *binary,
                              TernQrGridTry try_symbol,
                              gpointer data);

G_END_DECLS
