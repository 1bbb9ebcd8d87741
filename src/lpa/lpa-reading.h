/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-es10.h"
#include "lpa/lpa-euicc-info.h"

G_BEGIN_DECLS

/**
 * LpaReading:
 * @info: (nullable): EUICCInfo2
 * @addresses: (nullable): its configured addresses
 * @rat: (nullable): its rules authorisation table
 * @profiles: (nullable) (element-type LpaProfile): its profiles
 * @notifications: (nullable) (element-type LpaNotification): what it has to report
 *
 * What a card says of itself at one moment; %NULL where it was not asked or would not say. Free
 * with lpa_reading_free().
 */
typedef struct
{
  LpaEuiccInfo *info;
  LpaAddresses *addresses;
  LpaRat *rat;
  GPtrArray *profiles;
  GPtrArray *notifications;
} LpaReading;

LpaReading *lpa_reading_new (LpaCard *card,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lpa_reading_free (LpaReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpaReading, lpa_reading_free)

G_END_DECLS
