/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/tern-ctl.h"

int
main (int argc, char **argv)
{
  return tern_ctl_main (argc, argv);
}
