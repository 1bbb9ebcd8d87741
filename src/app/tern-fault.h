/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The parameter of the action "win.report-fault": key, message, picture. */
#define TERN_FAULT_TYPE "(ssay)"

void tern_fault_report (GtkWidget *widget, const GError *error, GBytes *picture);
void tern_fault_read (GVariant *parameter, GError **error, GBytes **picture);

G_END_DECLS
