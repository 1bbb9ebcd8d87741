/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-record.h"

G_BEGIN_DECLS

/**
 * SimOrderState:
 * @SIM_ORDER_RELEASED: may be downloaded
 * @SIM_ORDER_DOWNLOADED: a package was handed out; only the same eUICC may fetch it again
 * @SIM_ORDER_INSTALLED: the eUICC reported success
 * @SIM_ORDER_USED: spent
 * @SIM_ORDER_EXPIRED: too old
 * @SIM_ORDER_ERROR: ended by a refusal, until the operator resets it
 * @SIM_ORDER_UNRELEASED: not released by the operator yet
 * @SIM_ORDER_UNAVAILABLE: looks fine until the package is asked for
 *
 * The life of a download order, SGP.22 3.1.6.
 */
typedef enum
{
  SIM_ORDER_RELEASED,
  SIM_ORDER_DOWNLOADED,
  SIM_ORDER_INSTALLED,
  SIM_ORDER_USED,
  SIM_ORDER_EXPIRED,
  SIM_ORDER_ERROR,
  SIM_ORDER_UNRELEASED,
  SIM_ORDER_UNAVAILABLE,
} SimOrderState;

/**
 * SimOrderNotify:
 *
 * Bits of what the profile asks the card to report, besides its installation.
 */
typedef enum
{
  SIM_ORDER_NOTIFY_ENABLE = 1 << 0,
  SIM_ORDER_NOTIFY_DISABLE = 1 << 1,
  SIM_ORDER_NOTIFY_DELETE = 1 << 2,
} SimOrderNotify;

/**
 * SimOrder:
 *
 * One profile that waits on the server; the members mirror the orders file (`tern-sim smdp
 * --help`).
 */
typedef struct
{
  char *matching_id;
  char *iccid;
  char *provider;
  char *profile;
  guint profile_class; /* as in tag 95 */
  guint state;         /* SimOrderState */
  char *eid;
  char *confirmation_code;
  gint64 confirmation_tries;
  gint64 download_tries; /* -1: as many as one likes */
  gint64 size;
  guint ppr; /* bit 0: PPR1, bit 1: PPR2 */
  struct
  {
    char *mccmnc;
    char *gid1;
    char *gid2;
  } owner;
  char *icon;
  guint notifications; /* SimOrderNotify */
  char *notification_address;
  char *imei_tac;
  gboolean session_keys;
  gboolean unknown_pe;
  gboolean wrong_iccid;
  gboolean reusable;
  struct
  {
    char *function;
    char *subject;
    char *reason;
    char *message;
  } refuse;
  struct
  {
    char *transaction_id;
    char *eid;
    char *euicc_otpk;
    char *euicc_certificate;
  } binding;
} SimOrder;

/**
 * SimEvent:
 *
 * An event record on a discovery server: which server holds something for an eUICC.
 */
typedef struct
{
  char *event_id;
  char *eid;
  char *address;
} SimEvent;

/**
 * SimReceived:
 *
 * A notification that came in.
 */
typedef struct
{
  guint type; /* index into install, enable, disable, delete */
  char *iccid;
  gint64 sequence;
  char *address;
  char *transaction_id;
  char *result;
  gboolean signature_valid;
} SimReceived;

/* The nicks of SimReceived.type. */
enum
{
  SIM_RECEIVED_INSTALL,
  SIM_RECEIVED_ENABLE,
  SIM_RECEIVED_DISABLE,
  SIM_RECEIVED_DELETE,
};

extern const SimField sim_order_fields[];
extern const SimField sim_event_fields[];
extern const SimField sim_received_fields[];

const char *sim_order_state_to_string (SimOrderState state);
gboolean sim_order_check (SimOrder *self, const char *where, GError **error);
void sim_order_free (SimOrder *self);
void sim_event_free (SimEvent *self);
void sim_received_free (SimReceived *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimOrder, sim_order_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimEvent, sim_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimReceived, sim_received_free)

G_END_DECLS
