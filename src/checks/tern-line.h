/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-trust.h"

G_BEGIN_DECLS

/**
 * TernLine:
 * @numeric: whether the address is a number that needs no looking up
 * @proxy: (nullable): the proxy on the way, without user name and password
 * @resolve_error: (nullable): why the name cannot be looked up
 * @server_ipv4: whether the server has an IPv4 address
 * @server_ipv6: whether it has an IPv6 address
 * @own_ipv4: whether this computer has one that reaches beyond itself
 * @own_ipv6: likewise
 * @tries: how often the server was called
 * @good: how often it answered, believed, in time
 * @slowest: milliseconds that the slowest good try took
 * @error: (nullable): why the last bad try failed, an #LpaHttpError
 * @distrust: (nullable): why the server is not believed, an #LpaTrustError
 * @date: (nullable): the server's clock
 * @not_before: (nullable): from when on its certificate is valid
 * @not_after: (nullable): until when
 * @interface: (nullable): the network interface that the connection went out by
 * @stranger: (nullable): the host that an unencrypted request was sent on to
 * @page: whether a web page answered an unencrypted request
 *
 * The way to a server, tried a few times: name, proxy, connection, certificate, clock. Nothing but
 * `HEAD /` is asked, and nobody but the server. The last two are filled in only when no try was
 * good. Free with tern_line_free().
 */
typedef struct
{
  gboolean numeric;
  char *proxy;
  GError *resolve_error;
  gboolean server_ipv4;
  gboolean server_ipv6;
  gboolean own_ipv4;
  gboolean own_ipv6;
  guint tries;
  guint good;
  guint slowest;
  GError *error;
  GError *distrust;
  GDateTime *date;
  GDateTime *not_before;
  GDateTime *not_after;
  char *interface;
  char *stranger;
  gboolean page;
} TernLine;

TernLine *tern_line_new (const char *address,
                         LpaTrust *trust,
                         GPtrArray *card_keys,
                         guint16 http_port,
                         GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void tern_line_free (TernLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TernLine, tern_line_free)

G_END_DECLS
