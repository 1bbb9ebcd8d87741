# SPDX-License-Identifier: GPL-3.0-or-later
"""ternctl is killed with -9 in the middle of something; the next start finishes what is owed."""

import signal
import sys

from journey import (DONE, Journey, code, half_is_loaded, main, order, received, step_is,
                     ternctl_signalled_at)

MOMENT = sys.argv.pop()


MOMENTS = {
    "server-trusted": step_is("server-trusted", "done"),
    "card-authenticated": step_is("card-authenticated", "done"),
    "order-found": step_is("order-found", "done"),
    "package-bound": step_is("package-bound", "done"),
    "loading": half_is_loaded,
    "package-loaded": step_is("package-loaded", "done"),
    "result-delivered": step_is("result-delivered", "done"),
    "enabling": step_is("enabled", "running"),
}


# What the next start says of the download. Before the package is bound there is nothing to say.
ACCOUNTS = {
    "package-bound": ("download", "failed"),
    "loading": None,
    "package-loaded": ("download", "done"),
    "result-delivered": ("download", "done"),
}


class Killed(Journey):
    def expect(self):
        """What may be said. In the middle of the package the card may be quicker than the signal,
        and after the last step ternctl itself, which then has nothing left to settle."""
        if MOMENT == "loading":
            is_there = order(code())["iccid"] in self.states()
            return [[("download", "done" if is_there else "failed")]]
        return [[ACCOUNTS[MOMENT]], *([[]] if MOMENT == "result-delivered" else [])]

    def assert_it_is_said(self):
        run = self.run_ternctl(DONE, "profiles")
        said = [(event["operation"], event["outcome"]) for event in run.events("recovered")]
        if MOMENT in ACCOUNTS:
            self.assertIn(said, self.expect(), run.text)
        run = self.run_ternctl(DONE, "profiles")
        self.assertEqual(run.events("recovered"), [], "it was said twice")

    def test_the_next_start_settles_it(self):
        run = ternctl_signalled_at(MOMENTS[MOMENT], signal.SIGKILL, "add", code(), "--enable")
        self.assertEqual(run.status, -signal.SIGKILL, "it ended before it could be killed")
        self.assert_it_is_said()
        self.assert_accounts_are_settled()
        iccid = order(code())["iccid"]
        if self.states() == {iccid: "enabled"}:
            self.assertEqual(received().count(("enable", iccid)), 1, received())


if __name__ == "__main__":
    main()
