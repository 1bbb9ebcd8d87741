/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib/gi18n-lib.h>

#include "ctl/tern-ctl.h"
#include "network/tern-connector.h"

G_BEGIN_DECLS

/**
 * TernConnect:
 * @apn: (nullable): --apn
 * @apn_user: (nullable): --apn-user
 * @apn_password: (nullable): --apn-password
 * @pin: (nullable): --pin
 * @puk: (nullable): --puk
 * @roaming: --roaming
 * @back: --back
 * @stay: --no-connect
 * @previous: (nullable): the profile that was in use before
 * @connector: (nullable): the way to the connection, once it was begun
 *
 * What a command that enables a profile is told about connecting it, and what came of it. Cleared
 * with tern_connect_clear().
 */
typedef struct
{
  char *apn;
  char *apn_user;
  char *apn_password;
  char *pin;
  char *puk;
  gboolean roaming;
  gboolean back;
  gboolean stay;
  LpaProfile *previous;
  TernConnector *connector;
} TernConnect;

/* The options of such a command, each a GOptionEntry. */
/* clang-format off */
#define TERN_CONNECT_OPTIONS(connect) \
  { "apn", 0, 0, G_OPTION_ARG_STRING, &(connect)->apn, \
    NC_ ("ternctl", "The provider’s access point, where it is not known"), "NAME" }, \
  { "apn-user", 0, 0, G_OPTION_ARG_STRING, &(connect)->apn_user, \
    NC_ ("ternctl", "The user name that belongs to it"), "NAME" }, \
  { "apn-password", 0, 0, G_OPTION_ARG_STRING, &(connect)->apn_password, \
    NC_ ("ternctl", "The password; “-” reads it from standard input"), "PASSWORD|-" }, \
  { "pin", 0, 0, G_OPTION_ARG_STRING, &(connect)->pin, \
    NC_ ("ternctl", "The profile’s PIN, or the new one with --puk; “-” reads it from " \
                    "standard input"), "PIN|-" }, \
  { "puk", 0, 0, G_OPTION_ARG_STRING, &(connect)->puk, \
    NC_ ("ternctl", "The profile’s PUK; “-” reads it from standard input"), "PUK|-" }, \
  { "roaming", 0, 0, G_OPTION_ARG_NONE, &(connect)->roaming, \
    NC_ ("ternctl", "Allow foreign networks where the connection has them switched off"), NULL }, \
  { "back", 0, 0, G_OPTION_ARG_NONE, &(connect)->back, \
    NC_ ("ternctl", "If it does not connect, enable the profile before it again"), NULL }, \
  { "no-connect", 0, 0, G_OPTION_ARG_NONE, &(connect)->stay, \
    NC_ ("ternctl", "Leave it at enabling, also in a modem"), NULL }
/* clang-format on */

void tern_connect_clear (TernConnect *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TernConnect, tern_connect_clear)
gboolean tern_connect_take_options (TernConnect *self,
                                    TernCtl *ctl,
                                    int argc,
                                    char **argv,
                                    GError **error);
void tern_connect_note_previous (TernConnect *self, LpaEuicc *euicc);
gboolean tern_connect_run (TernConnect *self,
                           TernCtl *ctl,
                           LpaEuicc *euicc,
                           LpaProfile *profile,
                           GError **error);
gboolean tern_connect_run_gone (TernConnect *self,
                                TernCtl *ctl,
                                LpaEuicc *euicc,
                                LpaProfile *gone,
                                GError **error);
void tern_connect_add_json (TernConnect *self, JsonBuilder *builder);

G_END_DECLS
