/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-euicc.h"
#include "orders/tern-order.h"

G_BEGIN_DECLS

/**
 * TernOrderServer:
 * @address: a server that codes of the order lead to
 * @n_rows: how many rows that wait
 * @problem: (nullable): why it cannot be used with the card, translated; %NULL when it can
 *
 * What a server says to a card before it has seen a code.
 */
typedef struct
{
  char *address;
  guint n_rows;
  char *problem;
} TernOrderServer;

/**
 * TernOrderServerFunc:
 * @server: what was found out
 * @user_data: what was given with the function
 */
typedef void (*TernOrderServerFunc) (const TernOrderServer *server, gpointer user_data);

/* The dry run: each server once, at most one a second. No code is shown to any. */
void tern_order_ask_servers_async (TernOrder *order,
                                   LpaEuicc *euicc,
                                   TernOrderServerFunc function,
                                   gpointer function_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean tern_order_ask_servers_finish (TernOrder *order, GAsyncResult *result, GError **error);

G_END_DECLS
