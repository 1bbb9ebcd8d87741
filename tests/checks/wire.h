/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * WireFault:
 * @WIRE_FAULT_NONE: passes everything on
 * @WIRE_FAULT_SLOW: passes everything on, late
 * @WIRE_FAULT_FLAKY: drops every second connection
 * @WIRE_FAULT_MOSTLY: drops the second connection
 * @WIRE_FAULT_PORTAL: answers with a redirection to another host
 * @WIRE_FAULT_PAGE: answers with a web page
 * @WIRE_FAULT_PROXY: is an HTTP proxy that leads every connection to the same place
 * @WIRE_FAULT_BAD_PROXY: is an HTTP proxy that lets nobody through
 *
 * What stands between this computer and a server.
 */
typedef enum
{
  WIRE_FAULT_NONE,
  WIRE_FAULT_SLOW,
  WIRE_FAULT_FLAKY,
  WIRE_FAULT_MOSTLY,
  WIRE_FAULT_PORTAL,
  WIRE_FAULT_PAGE,
  WIRE_FAULT_PROXY,
  WIRE_FAULT_BAD_PROXY,
} WireFault;

/* A piece of wire on the loopback interface that leads to a port there. */
typedef struct _Wire Wire;

Wire *wire_new (WireFault fault, guint16 to);
void wire_free (Wire *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wire, wire_free)
guint16 wire_get_port (Wire *self);
guint wire_count (Wire *self);

G_END_DECLS
