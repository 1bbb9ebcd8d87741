/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimSmdpFunction:
 *
 * The functions of ES9+ and ES11.
 */
typedef enum
{
  SIM_SMDP_INITIATE_AUTHENTICATION,
  SIM_SMDP_AUTHENTICATE_CLIENT,
  SIM_SMDP_GET_BOUND_PROFILE_PACKAGE,
  SIM_SMDP_HANDLE_NOTIFICATION,
  SIM_SMDP_CANCEL_SESSION,
  SIM_SMDP_N_FUNCTIONS,
} SimSmdpFunction;

/**
 * SimSmdpOptions:
 *
 * How a simulated server behaves; `tern-sim smdp --help` explains each member. All zeroes is a good
 * server on a free port of the loopback interface.
 */
typedef struct
{
  char *listen;  /* HOST:PORT */
  char *address; /* of its own */
  gboolean smds;
  char *oid;
  char *tls_flaw;
  char **refuse; /* FUNCTION=SUBJECT/REASON */
  char *only;    /* a function */
  int times;     /* 0: always */
  gboolean header_last;
  gboolean charset;
  gboolean missing_header;
  gboolean bare_refusals;
  gboolean base64_lines;
  gboolean base64_unpadded;
  gboolean misspelt_issuer;
  gboolean lower_transaction_id;
  gboolean wrong_transaction_id;
  gboolean wrong_address;
  gboolean wrong_challenge;
  int status;
  gboolean html;
  char *redirect;
  int slow;
  gboolean hang;
  char *close_after; /* a function */
  int retry_after;
  gboolean big_reply;
  int fail_notifications;
} SimSmdpOptions;

const char *sim_smdp_function_get_name (SimSmdpFunction function);
gboolean sim_smdp_function_from_name (const char *name, SimSmdpFunction *function);

void sim_smdp_options_copy (const SimSmdpOptions *self, SimSmdpOptions *copy);
void sim_smdp_options_clear (SimSmdpOptions *self);
gboolean sim_smdp_options_check (const SimSmdpOptions *self, GError **error);
void sim_smdp_options_add_to_context (SimSmdpOptions *self, GOptionContext *context);
gboolean sim_smdp_options_is_on (const SimSmdpOptions *self, SimSmdpFunction function, guint call);
const char *sim_smdp_options_get_refusal (const SimSmdpOptions *self, SimSmdpFunction function);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SimSmdpOptions, sim_smdp_options_clear)

G_END_DECLS
