# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys with orders share."""

import csv
import json
import os

from journey import Journey, books

ORDER = os.environ["TERN_LAB_ORDER"]
RESULT = os.path.join(os.path.dirname(ORDER), "result.csv")


def read_result(delimiter=","):
    """The order as it was written back, by row number. Of two columns of one name the last, which
    is ours, counts."""
    with open(RESULT, encoding="utf-8", newline="") as file:
        return dict(enumerate(csv.DictReader(file, delimiter=delimiter), 1))


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

    def assert_result_is_true(self, delimiter=","):
        """Every row says what card and server say, and nothing was used twice."""
        self.orders(0, "export", ORDER, "-o", RESULT)
        rows = read_result(delimiter)
        tokens = {order["matching_id"]: order for order in books()["orders"]}
        for number, row in rows.items():
            with self.subTest(row=number, result=row["Result"]):
                self.assert_row_is_true(row, tokens[row["Matching ID"]])
        self.assertEqual(sorted(iccid for iccids in cards().values() for iccid in iccids),
                         sorted(row["ICCID"] for row in rows.values() if row["ICCID"]))
        self.assert_all_signed()
        return rows

    def assert_row_is_true(self, row, order):
        installed = row["Result"] == "installed"
        self.assertEqual((bool(row["EID"]), bool(row["ICCID"])), (installed, installed))
        if installed:
            self.assertEqual((row["ICCID"], order["state"]), (order["iccid"], "installed"))
            self.assertIn(row["ICCID"], cards()[row["EID"]])
            self.assertEqual(len(installations()[row["ICCID"]]), 1)
        elif row["Result"] != "set-apart":
            self.assertNotEqual(order.get("state"), "installed")
        else:
            self.assertNotEqual(row["Error"], "")
