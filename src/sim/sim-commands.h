/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int sim_command_card (int argc, char **argv);
int sim_command_demo (int argc, char **argv);
int sim_command_modem (int argc, char **argv);
int sim_command_orders (int argc, char **argv);
int sim_command_pki (int argc, char **argv);
int sim_command_smdp (int argc, char **argv);

G_END_DECLS
