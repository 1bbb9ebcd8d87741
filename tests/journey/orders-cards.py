# SPDX-License-Identifier: GPL-3.0-or-later
"""One reader, one card after the other: the first is pulled in the middle of an installation and
put back, comes once more by mistake, and then comes the next one."""

import contextlib
import json
import os
import subprocess
import sys

MOMENT = sys.argv.pop()
NEXT_EID = "89044045930000000000009900000191"
NEXT_STATE = os.environ["TERN_LAB_STATE"].replace(".json", "-2.json")
os.environ["TERN_LAB_EIDS"] += " " + NEXT_EID
os.environ["TERN_LAB_STATES"] += " " + NEXT_STATE

from journey import DONE, FAILED, main, reader_words  # noqa: E402
from lab import simulator, wait_for_card  # noqa: E402
from orders import ORDER, OrderJourney  # noqa: E402

PCSCD_READER = "Virtual PCD 00 00"


@contextlib.contextmanager
def card(eid, state):
    with simulator("card", "--pki", os.environ["TERN_LAB_PKI"], "--eid", eid, "--state", state,
                   "--vpcd", os.environ["TERN_LAB_VPCD"]) as part:
        wait_for_card(part)
        yield


class Cards(OrderJourney):
    def setUp(self):
        self.lines = []
        self.process = subprocess.Popen(
            ["ternctl", "--json", *reader_words(), "orders", "run", ORDER, "--yes", "--wait",
             "--enable", "first"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)

    def tearDown(self):
        self.process.kill()
        self.process.communicate()

    def await_state(self, state):
        for text in self.process.stdout:
            self.lines.append(json.loads(text))
            line = self.lines[-1]
            if line.get("event") == "reader" and line["reader"] == PCSCD_READER and \
                    line["state"] == state:
                return
        self.fail(f"it ended before “{state}”: {self.lines}")

    def test_one_after_the_other(self):
        self.await_state("working")
        self.await_state("empty")
        with card(os.environ["TERN_LAB_EID"], os.environ["TERN_LAB_STATE"]):
            self.await_state("done")
        self.await_state("empty")
        with card(os.environ["TERN_LAB_EID"], os.environ["TERN_LAB_STATE"]):
            self.await_state("seen")
        self.await_state("empty")
        with card(NEXT_EID, NEXT_STATE):
            self.lines += [json.loads(text) for text in self.process.stdout]
            self.assertIn(self.process.wait(), (DONE, FAILED), self.lines)
            rows = self.assert_result_is_true()
        self.assertEqual([row["EID"] for row in rows.values()],
                         [os.environ["TERN_LAB_EID"], NEXT_EID])


if __name__ == "__main__":
    main()
