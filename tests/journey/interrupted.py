# SPDX-License-Identifier: GPL-3.0-or-later
"""Ctrl-C: ternctl puts everything away in order, and says what became of the code."""

import signal
import sys

from journey import (CANCELLED, DONE, Journey, code, half_is_loaded, main, order, state, step_is,
                     ternctl_signalled_at)

MOMENT = sys.argv.pop()


class Interrupted(Journey):
    def test_ends_in_order(self):
        {"early": self.early, "loading": self.loading}[MOMENT]()
        self.assert_accounts_are_settled()

    def interrupt_at(self, moment):
        run = ternctl_signalled_at(moment, signal.SIGINT, "add", code(), "--enable")
        self.assertEqual(run.status, CANCELLED, run.text)
        self.assert_error(run, code="cancelled")
        return run

    def early(self):
        run = self.interrupt_at(step_is("card-authenticated", "running"))
        self.assertEqual(run.error["code_usable"], "yes")
        self.assertEqual(state(code()), "released")
        self.assertEqual(self.profiles(), [])

    def loading(self):
        """Half a package would use the code up for nothing: what is being loaded is loaded. The
        next thing that is done with the profile delivers the report."""
        run = self.interrupt_at(half_is_loaded)
        self.assertEqual(run.error["code_usable"], "no")
        self.assertEqual(len(run.events("installed")), 1, run.text)
        iccid = order(code())["iccid"]
        self.assertEqual(self.states(), {iccid: "disabled"})
        self.run_ternctl(DONE, "enable", iccid)


if __name__ == "__main__":
    main()
