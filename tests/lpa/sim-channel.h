/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lpa/lpa-channel.h"
#include "sim/sim-euicc.h"

G_BEGIN_DECLS

#define TEST_TYPE_SIM_CHANNEL (test_sim_channel_get_type ())
G_DECLARE_FINAL_TYPE (TestSimChannel, test_sim_channel, TEST, SIM_CHANNEL, GObject)

/* A reader with a simulated card in it, in this process. */
LpaChannel *test_sim_channel_new (SimEuicc *card) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
