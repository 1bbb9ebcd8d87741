/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"
#include "lpa/lpa-error.h"
#include "sim/sim-euicc.h"

G_BEGIN_DECLS

#define BENCH_TYPE_CHANNEL (bench_channel_get_type ())
G_DECLARE_FINAL_TYPE (BenchChannel, bench_channel, BENCH, CHANNEL, GObject)

/* A reader on the test bench: cards are put in and taken out at the very moment a test wants, and
 * exchanges can be held up. Any thread. */
BenchChannel *bench_channel_new (void);
void bench_channel_put_in (BenchChannel *self, SimEuicc *euicc);
void bench_channel_refuse (BenchChannel *self, gboolean refuse, LpaChannelError code);
void bench_channel_hold (BenchChannel *self, gboolean hold);
gboolean bench_channel_is_held_up (BenchChannel *self);

G_END_DECLS
