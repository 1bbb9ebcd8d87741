/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

#define SIM_ICCID_SIZE 10

/**
 * SimUppFlags:
 * @SIM_UPP_PLAIN: a package that any card can install
 * @SIM_UPP_UNKNOWN_ELEMENT: with a mandated element that no card knows
 *
 * What is special about a package.
 */
typedef enum
{
  SIM_UPP_PLAIN = 0,
  SIM_UPP_UNKNOWN_ELEMENT = 1 << 0,
} SimUppFlags;

/**
 * SimPeStatus:
 *
 * What became of a profile element (PEStatus of the TCA profile package).
 */
typedef enum
{
  SIM_PE_STATUS_OK = 0,
  SIM_PE_STATUS_NOT_SUPPORTED = 1,
  SIM_PE_STATUS_MEMORY_FAILURE = 2,
  SIM_PE_STATUS_BAD_VALUES = 3,
  SIM_PE_STATUS_NOT_ENOUGH_MEMORY = 4,
  SIM_PE_STATUS_INVALID_REQUEST = 5,
  SIM_PE_STATUS_INVALID_PARAMETER = 6,
  SIM_PE_STATUS_UNSUPPORTED_VERSION = 31,
} SimPeStatus;

/**
 * SimUpp:
 * @iccid: the ICCID of the header, turned into the order of EF.ICCID and of the metadata
 * @status: what became of the element that was looked at last
 * @element: its number
 *
 * What a card finds in an unprotected profile package.
 */
typedef struct
{
  guint8 iccid[SIM_ICCID_SIZE];
  SimPeStatus status;
  guint element;
} SimUpp;

gboolean sim_iccid_encode (const char *digits, guint8 iccid[SIM_ICCID_SIZE]);
GBytes *sim_upp_build (const char *iccid,
                       const char *profile_type,
                       gsize filler_bytes,
                       SimUppFlags flags) G_GNUC_WARN_UNUSED_RESULT;
gboolean sim_upp_parse (const guint8 *data, gsize length, SimUpp *upp);
GBytes *sim_upp_dup_response (SimPeStatus status, guint element) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
