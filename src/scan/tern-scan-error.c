/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scan/tern-scan-error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tern_scan_error, tern_scan_error)

typedef struct
{
  const char *nick;
  const char *cause;
  const char *action;
} Row;

#define ASK_FOR_CODE NC_ ("scan", "Use the code from your provider’s message, or type it in.")

static const Row rows[] = {
  [TERN_SCAN_ERROR_FILE] = { "file", NC_ ("scan", "The file cannot be read."),
                             NC_ ("scan", "See whether it is still there and may be opened.") },
  [TERN_SCAN_ERROR_FILE_TOO_LARGE] = { "file-too-large",
                                       NC_ ("scan",
                                            "The file is too large for a picture of a "
                                            "code."),
                                       NC_ ("scan",
                                            "Take a screenshot of the code alone and use "
                                            "that.") },
  [TERN_SCAN_ERROR_TOO_MANY_PIXELS] = { "too-many-pixels",
                                        NC_ ("scan", "The picture has too many pixels."),
                                        NC_ ("scan",
                                             "Cut it down to the code, or take a "
                                             "screenshot of the code alone.") },
  [TERN_SCAN_ERROR_TRUNCATED] = { "truncated", NC_ ("scan", "The file is damaged or not complete."),
                                  NC_ ("scan", "Download or copy it once more.") },
  [TERN_SCAN_ERROR_NOT_A_PICTURE] = { "not-a-picture",
                                      NC_ ("scan",
                                           "The file is neither a picture nor a PDF "
                                           "document."),
                                      NC_ ("scan",
                                           "Choose a picture or a PDF document that shows "
                                           "the QR code.") },
  [TERN_SCAN_ERROR_LOCKED] = { "locked", NC_ ("scan", "The document is locked with a password."),
                               NC_ ("scan",
                                    "Open it in a document viewer and take a screenshot of "
                                    "the code.") },
  [TERN_SCAN_ERROR_NO_CODE] = { "no-code", NC_ ("scan", "No QR code could be read in the picture."),
                                NC_ ("scan",
                                     "Use a sharper picture that shows the whole code, or "
                                     "type the code in.") },
  [TERN_SCAN_ERROR_WEB_ADDRESS] = { "web-address",
                                    NC_ ("scan",
                                         "This QR code is a link to a web page, not an "
                                         "activation code."),
                                    NC_ ("scan",
                                         "Open the link in a browser: the activation code "
                                         "may be shown there.") },
  [TERN_SCAN_ERROR_OTHER_TEXT] = { "other-text",
                                   NC_ ("scan",
                                        "This QR code holds some other text, not an "
                                        "activation code."),
                                   ASK_FOR_CODE },
  [TERN_SCAN_ERROR_TOO_MUCH_TEXT] = { "too-much-text",
                                      NC_ ("scan",
                                           "This QR code holds far more text than an "
                                           "activation code."),
                                      ASK_FOR_CODE },
  [TERN_SCAN_ERROR_NO_ROOM] = { "no-room", NC_ ("scan", "The text is too long for a QR code."),
                                NC_ ("scan", "Shorten it.") },
  [TERN_SCAN_ERROR_WRITE] = { "write",
                              NC_ ("scan", "The QR code could not be written to the file."),
                              NC_ ("scan", "Choose another folder, or make room.") },
};

/**
 * tern_scan_error_get_nick:
 * @code: what went wrong
 *
 * Returns: its name for programs
 */
const char *
tern_scan_error_get_nick (TernScanError code)
{
  return rows[code].nick;
}

/**
 * tern_scan_error_get_cause:
 * @code: what went wrong
 *
 * Returns: the translated sentence that says so
 */
const char *
tern_scan_error_get_cause (TernScanError code)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "scan", rows[code].cause);
}

/**
 * tern_scan_error_get_action:
 * @code: what went wrong
 *
 * Returns: the translated sentence on what to do next
 */
const char *
tern_scan_error_get_action (TernScanError code)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "scan", rows[code].action);
}

/**
 * tern_scan_error_set:
 * @error: (nullable): return location
 * @code: what went wrong
 *
 * Sets an error of %TERN_SCAN_ERROR with its sentence in plain English.
 */
void
tern_scan_error_set (GError **error, TernScanError code)
{
  g_set_error_literal (error, TERN_SCAN_ERROR, code, rows[code].cause);
}
