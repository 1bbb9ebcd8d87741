# SPDX-License-Identifier: GPL-3.0-or-later
"""Fifty rows, of which some are no good, over four readers, through crashes and a stop: in the end
every row of the result is true."""

import csv
import os
import random
import signal

from journey import DONE, code, main, ternctl_signalled_at
from orders import ORDER, OrderJourney

STEPS = ("claimed", "order-found", "package-bound", "package-loaded", "result-delivered", "named",
         "done")
EIDS = os.environ["TERN_LAB_EIDS"].split()


def spoil():
    """Some rows are for one card alone, or used, expired, doubled, mistyped, marked as done."""
    with open(ORDER, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[0].append("EID")
    for row in rows[1:]:
        row.append("")
    for number in (3, 14, 25):
        rows[number][-1] = EIDS[1]
    rows[8][4:6] = code("_USED").split("$")[2], code("_USED")
    rows[9][4:6] = code("_EXPIRED").split("$")[2], code("_EXPIRED")
    rows[10][4:6] = rows[11][4:6]
    rows[12][5] = "LPA:1$nowhere"
    rows[13][6] = "INSTALLATION_SUCCEEDED"
    rows[15][2] = "=HYPERLINK(1)"
    with open(ORDER, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


class Fifty(OrderJourney):
    def run_until(self, step, after, number):
        """Ends with a signal when a step has been done so many times."""
        seen = 0

        def is_at(line):
            nonlocal seen
            seen += line.get("event") == "row-step" and line["step"] == step
            return seen >= after
        return ternctl_signalled_at(is_at, number, *self.words())

    def words(self):
        return ("orders", "run", ORDER, "--yes", "--per-card", "12", "--name", "{simid}")

    def test_every_row_is_true(self):
        spoil()
        dice = random.Random(int(os.environ.get("JOURNEY_SEED", "7")))
        for _ in range(5):
            run = self.run_until(dice.choice(STEPS), dice.randint(3, 9), signal.SIGKILL)
            self.assertEqual(run.status, -signal.SIGKILL, run.text)
        run = self.run_until("package-bound", 3, signal.SIGTERM)
        self.assertEqual(run.result["stopped"], True)
        self.assertEqual(run.result["states"]["claimed"] + run.result["states"]["uncertain"], 0)
        self.run_ternctl(DONE, *self.words())
        last = self.run_ternctl(DONE, *self.words())
        self.assertEqual(last.result["done_now"], 0, last.text)
        self.assertEqual(last.result["states"]["done"], 45, last.text)
        self.assertEqual(last.result["reasons"],
                         {"malformed": 1, "doubled": 1, "installed": 1, "refused": 2})
        rows = self.assert_result_is_true(";")
        self.assertEqual({number: row["Result"] for number, row in rows.items()
                          if row["Result"] != "installed"},
                         {8: "failed", 9: "failed", 11: "set-apart", 12: "set-apart",
                          13: "set-apart"})
        self.assertEqual([rows[number]["EID"] for number in (3, 14, 25)], [EIDS[1]] * 3)
        self.assertEqual(rows[15]["Subscription"], "'=HYPERLINK(1)")


if __name__ == "__main__":
    main()
