/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-tlv.h"

G_BEGIN_DECLS

#define SIM_BSP_KEY_SIZE 16
#define SIM_BSP_MAC_SIZE 8

/* A protected object is at most 1020 bytes with tag, length and MAC (SGP.22 2.5.3); padding takes
 * at least one byte. */
#define SIM_BSP_MAX_SEGMENT 1020
#define SIM_BSP_MAX_MACED 1008
#define SIM_BSP_MAX_ENCRYPTED 1007

/**
 * SIM_BSP_ERROR:
 *
 * The domain of errors in the protection of a bound profile package.
 */
#define SIM_BSP_ERROR (sim_bsp_error_quark ())
GQuark sim_bsp_error_quark (void);

/**
 * SimBspError:
 * @SIM_BSP_ERROR_STRUCTURE: an object has a tag or size that the protection does not know
 * @SIM_BSP_ERROR_SECURITY: a MAC or the padding behind a decryption is wrong
 */
typedef enum
{
  SIM_BSP_ERROR_STRUCTURE,
  SIM_BSP_ERROR_SECURITY,
} SimBspError;

/**
 * SimBsp:
 *
 * One direction of the protection of a bound profile package (SCP03t, later BSP; SGP.22 2.6.4): the
 * server makes one to protect, the card makes another to take the protection off, and both count
 * and chain in step.
 */
typedef struct _SimBsp SimBsp;

SimBsp *sim_bsp_new (GBytes *secret, GBytes *host_id, GBytes *eid) G_GNUC_WARN_UNUSED_RESULT;
SimBsp *sim_bsp_new_with_keys (const guint8 chaining[SIM_BSP_KEY_SIZE],
                               const guint8 enc[SIM_BSP_KEY_SIZE],
                               const guint8 mac[SIM_BSP_KEY_SIZE]) G_GNUC_WARN_UNUSED_RESULT;
void sim_bsp_free (SimBsp *self);
void sim_bsp_replace_keys (SimBsp *self,
                           const guint8 chaining[SIM_BSP_KEY_SIZE],
                           const guint8 enc[SIM_BSP_KEY_SIZE],
                           const guint8 mac[SIM_BSP_KEY_SIZE]);
GBytes *sim_bsp_protect (SimBsp *self, guint8 tag, const guint8 *data, gsize length)
    G_GNUC_WARN_UNUSED_RESULT;
GBytes *sim_bsp_unprotect (SimBsp *self,
                           const LpaTlv *tlv,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimBsp, sim_bsp_free)

G_END_DECLS
