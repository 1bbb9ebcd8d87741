/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "sim/sim-pki.h"
#include "sim/sim-profile-store.h"
#include "sim/sim-quirks.h"
#include "sim/sim-rsp-session.h"

G_BEGIN_DECLS

/**
 * SimErrorReason:
 *
 * Why a package could not be installed (ErrorReason of SGP.22 2.5.6).
 */
typedef enum
{
  SIM_ERROR_REASON_INCORRECT_VALUES = 1,
  SIM_ERROR_REASON_INVALID_SIGNATURE = 2,
  SIM_ERROR_REASON_INVALID_TRANSACTION = 3,
  SIM_ERROR_REASON_UNSUPPORTED_CRT = 4,
  SIM_ERROR_REASON_UNSUPPORTED_OPERATION = 5,
  SIM_ERROR_REASON_UNSUPPORTED_CLASS = 6,
  SIM_ERROR_REASON_STRUCTURE = 7,
  SIM_ERROR_REASON_SECURITY = 8,
  SIM_ERROR_REASON_ICCID_EXISTS = 9,
  SIM_ERROR_REASON_MEMORY = 10,
  SIM_ERROR_REASON_INTERRUPTION = 11,
  SIM_ERROR_REASON_PE_PROCESSING = 12,
  SIM_ERROR_REASON_DATA_MISMATCH = 13,
  SIM_ERROR_REASON_PPR_NOT_ALLOWED = 15,
} SimErrorReason;

/**
 * SimBppLoader:
 *
 * Takes a bound profile package in, segment by segment, and installs it (SGP.22 2.5.5, 5.7.6).
 */
typedef struct _SimBppLoader SimBppLoader;

SimBppLoader *sim_bpp_loader_new (SimPki *pki,
                                  const SimQuirks *quirks,
                                  SimProfileStore *store,
                                  SimRspSession *session) G_GNUC_WARN_UNUSED_RESULT;
void sim_bpp_loader_free (SimBppLoader *self);
gboolean sim_bpp_loader_is_active (SimBppLoader *self);
const char *sim_bpp_loader_get_step (SimBppLoader *self);
GBytes *sim_bpp_loader_feed (SimBppLoader *self,
                             GBytes *segment,
                             guint16 *status) G_GNUC_WARN_UNUSED_RESULT;
void sim_bpp_loader_interrupt (SimBppLoader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimBppLoader, sim_bpp_loader_free)

G_END_DECLS
