# SPDX-License-Identifier: GPL-3.0-or-later
"""An order runs over three cards at once and is killed with -9 at every step of it, one step a run.
Each next run goes on; in the end every row ended exactly once, and nothing was used twice."""

import signal

from journey import DONE, main, ternctl_signalled_at
from orders import ORDER, OrderJourney

WORDS = ("orders", "run", ORDER, "--yes", "--per-card", "20", "--enable", "first", "--name",
         "Line {row}")

MOMENTS = [
    ("claimed", "done"), ("code", "running"), ("server-trusted", "running"),
    ("server-trusted", "done"), ("card-authenticated", "running"),
    ("card-authenticated", "done"), ("order-found", "done"), ("agreed", "done"),
    ("package-bound", "running"), ("package-bound", "done"), ("package-loaded", "running"),
    ("package-loaded", "done"), ("result-delivered", "running"), ("result-delivered", "done"),
    ("installed", "done"), ("named", "running"), ("named", "done"), ("done", "done"),
]
# Happens once a card, in the very first row that it is given.
FIRST = [("enabled", "running"), ("enabled", "done")]


def is_at(moment):
    return lambda line: line.get("event") == "row-step" and \
        (line["step"], line["state"]) == moment


class Killed(OrderJourney):
    def test_every_row_ends_once(self):
        for moment in FIRST + MOMENTS:
            run = ternctl_signalled_at(is_at(moment), signal.SIGKILL, *WORDS)
            self.assertEqual(run.status, -signal.SIGKILL, f"it ended before {moment}: {run.text}")
        run = self.run_ternctl(DONE, *WORDS)
        self.assertEqual(run.result["states"]["done"], run.result["rows"], run.text)
        rows = self.assert_result_is_true()
        self.assertEqual({row["Result"] for row in rows.values()}, {"installed"})
        self.assertEqual(len({row["EID"] for row in rows.values()}), 3)
        for eid in {row["EID"] for row in rows.values()}:
            profiles = self.run_ternctl(DONE, "profiles", "--eid", eid).result["profiles"]
            names = {profile["iccid"]: profile["nickname"] for profile in profiles}
            self.assertEqual(names, {row["ICCID"]: f"Line {number}" for number, row in rows.items()
                                     if row["EID"] == eid})
            self.assertEqual([profile["state"] for profile in profiles].count("enabled"), 1)
            waiting = self.run_ternctl(DONE, "notifications", "--eid", eid)
            self.assertEqual(waiting.result["notifications"], [])


if __name__ == "__main__":
    main()
