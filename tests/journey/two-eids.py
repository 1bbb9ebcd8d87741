# SPDX-License-Identifier: GPL-3.0-or-later
"""One card with two eUICCs: nothing is done until it is said to which, and then to that alone."""

import os

from journey import DONE, USAGE, Journey, code, main

FIRST = os.environ["TERN_LAB_EID"]


class TwoEids(Journey):
    def test_asks_which_one(self):
        readers = self.run_ternctl(DONE, "readers").result["readers"]
        eids = [eid for reader in readers for eid in reader["eids"]]
        self.assertEqual(len(eids), 2, readers)
        other = next(eid for eid in eids if eid != FIRST)

        run = self.run_ternctl(USAGE, "add", code())
        for eid in eids:
            self.assertIn(eid, run.error["cause"])

        self.run_ternctl(DONE, "--eid", other, "add", code())
        self.assertEqual(self.run_ternctl(DONE, "--eid", FIRST, "profiles").result["profiles"], [])
        run = self.run_ternctl(DONE, "--eid", other, "profiles")
        self.assertEqual(len(run.result["profiles"]), 1)


if __name__ == "__main__":
    main()
