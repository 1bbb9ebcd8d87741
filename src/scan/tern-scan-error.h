/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TernScanError:
 * @TERN_SCAN_ERROR_FILE: the file cannot be read
 * @TERN_SCAN_ERROR_FILE_TOO_LARGE: it has too many bytes
 * @TERN_SCAN_ERROR_TOO_MANY_PIXELS: it would have too many pixels
 * @TERN_SCAN_ERROR_TRUNCATED: it is damaged or not complete
 * @TERN_SCAN_ERROR_NOT_A_PICTURE: it is neither a picture nor a PDF file
 * @TERN_SCAN_ERROR_LOCKED: a PDF file that wants a password
 * @TERN_SCAN_ERROR_NO_CODE: no QR code can be read in it
 * @TERN_SCAN_ERROR_WEB_ADDRESS: the QR code is a link to a web page
 * @TERN_SCAN_ERROR_OTHER_TEXT: the QR code is some other text
 * @TERN_SCAN_ERROR_TOO_MUCH_TEXT: the QR code holds more text than an activation code can
 * @TERN_SCAN_ERROR_NO_ROOM: a text is too long for a QR code
 * @TERN_SCAN_ERROR_WRITE: a QR code cannot be written to a file
 *
 * What keeps a picture from being an activation code, or a code from being a picture.
 */
typedef enum
{
  TERN_SCAN_ERROR_FILE,
  TERN_SCAN_ERROR_FILE_TOO_LARGE,
  TERN_SCAN_ERROR_TOO_MANY_PIXELS,
  TERN_SCAN_ERROR_TRUNCATED,
  TERN_SCAN_ERROR_NOT_A_PICTURE,
  TERN_SCAN_ERROR_LOCKED,
  TERN_SCAN_ERROR_NO_CODE,
  TERN_SCAN_ERROR_WEB_ADDRESS,
  TERN_SCAN_ERROR_OTHER_TEXT,
  TERN_SCAN_ERROR_TOO_MUCH_TEXT,
  TERN_SCAN_ERROR_NO_ROOM,
  TERN_SCAN_ERROR_WRITE,
} TernScanError;
#define TERN_SCAN_ERROR (tern_scan_error_quark ())
GQuark tern_scan_error_quark (void);

const char *tern_scan_error_get_nick (TernScanError code);
const char *tern_scan_error_get_cause (TernScanError code);
const char *tern_scan_error_get_action (TernScanError code);
void tern_scan_error_set (GError **error, TernScanError code);

G_END_DECLS
