# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys with orders share."""

import csv
import json
import os

from journey import Journey, books

ORDER = os.environ["TERN_LAB_ORDER"]
RESULT = os.path.join(os.path.dirname(ORDER), "result.csv")


def read_result():
    """The order as it was written back, by row number."""
    with open(RESULT, encoding="utf-8", newline="") as file:
        return dict(enumerate(csv.DictReader(file), 1))


def iccid_of(profile):
    """Out of what the card keeps of a profile: tag 5A, two digits a byte, the second one first."""
    swapped = profile["metadata"].split("5A0A", 1)[1][:20]
    digits = "".join(swapped[i + 1] + swapped[i] for i in range(0, 20, 2))
    return digits.rstrip("F")


def cards():
    """What the cards themselves remember: the ICCIDs on each."""
    found = {}
    for eid, path in zip(os.environ["TERN_LAB_EIDS"].split(),
                         os.environ["TERN_LAB_STATES"].split()):
        with open(path, encoding="utf-8") as file:
            found[eid] = {iccid_of(profile) for profile in json.load(file)["profiles"]}
    return found


def installations():
    """Of each profile, the downloads that the server heard succeeded. A report may come twice when
    a program is killed before it has noted that the server took it; a download may not."""
    found = {}
    for report in books().get("received", []):
        if report["type"] == "install" and report.get("result") == "ok":
            found.setdefault(report["iccid"], set()).add(report["transaction_id"])
    return found


class OrderJourney(Journey):
    def orders(self, status, *words, **options):
        return self.run_ternctl(status, "orders", *words, **options)

    def assert_result_is_true(self):
        """Every row says what card and server say, and nothing was used twice."""
        self.orders(0, "export", ORDER, "-o", RESULT)
        on_cards = cards()
        by_token = {order["matching_id"]: order for order in books()["orders"]}
        rows = read_result()
        for number, row in rows.items():
            order = by_token[row["Matching ID"]]
            installed = row["Result"] == "installed"
            self.assertEqual(installed, order.get("state") == "installed", (number, row))
            self.assertEqual(bool(row["EID"]), installed, (number, row))
            if installed:
                self.assertEqual(row["ICCID"], order["iccid"], (number, row))
                self.assertIn(row["ICCID"], on_cards[row["EID"]], (number, row))
                self.assertEqual(len(installations()[row["ICCID"]]), 1, (number, row))
        self.assertEqual(sum(len(iccids) for iccids in on_cards.values()),
                         sum(row["Result"] == "installed" for row in rows.values()))
        self.assert_all_signed()
        return rows
