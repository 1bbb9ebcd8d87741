/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "orders/tern-order.h"

G_BEGIN_DECLS

/**
 * TernLabelSheet:
 * @name: what it is called on the command line
 * @label: (context "label sheet"): what it is called for people
 * @page_width: of the page, like all that follow in millimetres
 * @page_height: likewise
 * @columns: labels side by side
 * @rows: labels one below the other
 * @width: of a label
 * @height: likewise
 * @left: before the first label
 * @top: above it
 * @gap: between two side by side
 *
 * How labels lie on a sheet.
 */
typedef struct
{
  const char *name;
  const char *label;
  double page_width;
  double page_height;
  guint columns;
  guint rows;
  double width;
  double height;
  double left;
  double top;
  double gap;
} TernLabelSheet;

const TernLabelSheet *tern_label_sheets_get (gsize *count);
const TernLabelSheet *tern_label_sheets_find (const char *name);

/* A label for each row that is installed: ICCID, EID, name, and the ICCID as a QR code. */
gboolean tern_order_print_labels (TernOrder *order,
                                  const TernLabelSheet *sheet,
                                  const char *path,
                                  guint *count,
                                  GError **error);

G_END_DECLS
