/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernOrderError:
 * @TERN_ORDER_ERROR_FILE: the file cannot be read
 * @TERN_ORDER_ERROR_TOO_LARGE: it has too many bytes or rows
 * @TERN_ORDER_ERROR_NOT_TEXT: it is no text in any encoding that orders come in
 * @TERN_ORDER_ERROR_NOT_A_TABLE: its quotation marks do not end, or a row has no end
 * @TERN_ORDER_ERROR_NO_ROWS: nothing stands below the headings
 * @TERN_ORDER_ERROR_NO_CODES: no column holds codes
 * @TERN_ORDER_ERROR_COLUMNS: columns were named that cannot be so
 * @TERN_ORDER_ERROR_BEGUN: the columns cannot be changed any more, since codes have been used
 * @TERN_ORDER_ERROR_PATTERN: the pattern for names cannot be used
 * @TERN_ORDER_ERROR_OVERWRITE: the file to write is the order itself
 * @TERN_ORDER_ERROR_WRITE: a file cannot be written
 *
 * What goes wrong with an order as a whole. The message is what a person reads; next to it stands
 * tern_order_error_get_action().
 */
typedef enum
{
  TERN_ORDER_ERROR_FILE,
  TERN_ORDER_ERROR_TOO_LARGE,
  TERN_ORDER_ERROR_NOT_TEXT,
  TERN_ORDER_ERROR_NOT_A_TABLE,
  TERN_ORDER_ERROR_NO_ROWS,
  TERN_ORDER_ERROR_NO_CODES,
  TERN_ORDER_ERROR_COLUMNS,
  TERN_ORDER_ERROR_BEGUN,
  TERN_ORDER_ERROR_PATTERN,
  TERN_ORDER_ERROR_OVERWRITE,
  TERN_ORDER_ERROR_WRITE,
} TernOrderError;
#define TERN_ORDER_ERROR (tern_order_error_quark ())
GQuark tern_order_error_quark (void);

const char *tern_order_error_get_nick (TernOrderError code);
const char *tern_order_error_get_action (TernOrderError code);

G_END_DECLS
