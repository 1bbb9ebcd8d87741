/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "orders/tern-order-error.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tern_order_error, tern_order_error)

typedef struct
{
  const char *nick;
  const char *action;
} Row;

static const Row rows[] = {
  [TERN_ORDER_ERROR_FILE] = { "file",
                              NC_ ("order",
                                   "Put the file back where it was. The codes are in that file "
                                   "alone; what was done with them is kept here.") },
  [TERN_ORDER_ERROR_TOO_LARGE] = { "too-large",
                                   NC_ ("order",
                                        "Split the order into several files, each with the "
                                        "headings at its top.") },
  [TERN_ORDER_ERROR_NOT_TEXT] = { "not-text",
                                  NC_ ("order",
                                       "Open it in a spreadsheet program and save it as CSV with "
                                       "the encoding UTF-8.") },
  [TERN_ORDER_ERROR_NOT_A_TABLE] = { "not-a-table",
                                     NC_ ("order",
                                          "Open it in a text editor at that line and see to the "
                                          "quotation marks, or ask the seller for the file "
                                          "again.") },
  [TERN_ORDER_ERROR_NO_ROWS] = { "no-rows",
                                 NC_ ("order", "Ask the seller for the list of codes.") },
  [TERN_ORDER_ERROR_NO_CODES] = { "no-codes",
                                  NC_ ("order",
                                       "Say which column holds the activation codes, or which "
                                       "ones server and matching ID.") },
  [TERN_ORDER_ERROR_COLUMNS] = { "columns", NC_ ("order",
                                                 "Name each column once, by its number or its "
                                                 "heading.") },
  [TERN_ORDER_ERROR_BEGUN] = { "begun", NC_ ("order",
                                             "Finish the order as it was begun, or put the rows "
                                             "that are left into a file of their own.") },
  [TERN_ORDER_ERROR_PATTERN] = { "pattern", NC_ ("order",
                                                 "The words that may stand in braces are {name}, "
                                                 "{provider}, {nickname}, {iccid}, {eid}, {simid}, "
                                                 "{imsi}, {subscription}, {row} and {n}.") },
  [TERN_ORDER_ERROR_OVERWRITE] = { "overwrite", NC_ ("order", "Choose another name.") },
  [TERN_ORDER_ERROR_WRITE] = { "write", NC_ ("order", "Choose another folder, or make room.") },
};

/**
 * tern_order_error_get_nick:
 * @code: what went wrong
 *
 * Returns: its name for programs
 */
const char *
tern_order_error_get_nick (TernOrderError code)
{
  return rows[code].nick;
}

/**
 * tern_order_error_get_action:
 * @code: what went wrong
 *
 * Returns: the translated sentence on what to do next
 */
const char *
tern_order_error_get_action (TernOrderError code)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "order", rows[code].action);
}
