/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AppRig:
 * @folder: a folder of its own, which goes with it
 * @issuer: the test issuer's certificate
 * @socket: where the simulated card waits for its reader
 * @orders: the server's books
 *
 * A simulated card and a simulated server, as programs of their own.
 */
typedef struct
{
  char *folder;
  char *issuer;
  char *socket;
  char *orders;
  char *pki;
  char *address;
  GSubprocess *card;
  GSubprocess *server;
} AppRig;

AppRig *app_rig_new (const char *card_flags, const char *server_flags);
void app_rig_free (AppRig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppRig, app_rig_free)
char *app_rig_dup_code (AppRig *self, const char *matching_id, gboolean asks_confirmation_code);
char *app_rig_dup_books (AppRig *self);
void app_rig_pull_card (AppRig *self);

G_END_DECLS
