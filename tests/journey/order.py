# SPDX-License-Identifier: GPL-3.0-or-later
"""An order of codes is looked at, put onto a card, and written back."""

import os

from journey import (DONE, FAILED, USAGE, code, main, matching_id, order as order_of, received,
                     ternctl)
from orders import ORDER, RESULT, OrderJourney, read_result


class Order(OrderJourney):
    def test_1_check(self):
        run = self.orders(DONE, "check", ORDER)
        self.assertEqual(run.result["rows"], 10)
        self.assertEqual(run.result["states"]["waiting"], 10)
        self.assertEqual([row["row"] for row in run.events("row")], list(range(1, 11)))
        meanings = {event["meaning"]: event for event in run.events("column")}
        self.assertEqual(meanings["activation-code"]["column"], 6)
        self.assertEqual(meanings["activation-code"]["confidence"], "sure")
        self.assertEqual(received(), [])

    def test_2_servers_are_asked_without_a_code(self):
        run = self.orders(DONE, "check", ORDER, "--servers")
        self.assertEqual([(event["rows"], event["answers"]) for event in run.events("server")],
                         [(10, True)])
        self.assertEqual(received(), [])

    def test_3_nobody_agrees(self):
        run = self.orders(USAGE, "run", ORDER)
        self.assertEqual(run.events("row-step"), [])

    def test_4_one_a_card(self):
        run = self.orders(DONE, "run", ORDER, "--yes", "--enable", "first", "--name", "{simid} ü")
        self.assertEqual(run.result["done_now"], 1)
        self.assertEqual(run.result["states"]["waiting"], 9)
        self.assertIn("done", [event["state"] for event in run.events("reader")])
        run = self.orders(DONE, "run", ORDER, "--yes")
        self.assertEqual(run.result["done_now"], 0)
        self.assertIn("seen", [event["state"] for event in run.events("reader")])
        self.assertEqual([(profile["nickname"], profile["state"]) for profile in self.profiles()],
                         [("70001 ü", "enabled")])
        self.assert_result_is_true()

    def test_5_the_rest_on_the_same_card(self):
        run = self.orders(DONE, "run", ORDER, "--yes", "--per-card", "10")
        self.assertEqual(run.result["states"]["done"], 10)
        rows = self.assert_result_is_true()
        self.assertTrue(all(row["Result"] == "installed" and row["Time"] for row in rows.values()))

    def test_6_labels(self):
        labels = os.path.join(os.path.dirname(ORDER), "labels.pdf")
        self.orders(DONE, "export", ORDER, "-o", RESULT, "--labels", labels)
        picture = ternctl("scan", labels).result["pictures"][0]
        self.assertEqual(sorted(symbol["text"] for symbol in picture["symbols"]),
                         sorted(row["ICCID"] for row in read_result().values()))
        self.orders(USAGE, "export", ORDER, "-o", RESULT, "--labels", labels, "--sheet", "none")
        run = self.orders(USAGE, "export", ORDER, "-o", ORDER)
        self.assertEqual(run.error["code"], "overwrite")

    def test_7_used_codes_are_known_again(self):
        with open(RESULT, encoding="utf-8") as file:
            lines = file.read().splitlines()
        again = os.path.join(os.path.dirname(ORDER), "again.csv")
        with open(again, "w", encoding="utf-8") as file:
            file.write("\n".join([lines[0].split(",EID")[0], lines[1].split(",890")[0], ""]))
        run = self.orders(FAILED, "check", again)
        self.assertEqual(run.result["reasons"], {"used": 1}, run.text)

    def test_8_deleting_does_not_end_a_subscription(self):
        row = read_result()[2]
        self.run_ternctl(DONE, "delete", row["ICCID"], "--yes")
        run = self.orders(DONE, "status", ORDER)
        self.assertEqual(run.result["to_terminate"], [row["SIM ID"]])
        self.assertEqual(len(self.orders(DONE, "status").result["orders"]), 2)

    def test_8b_nor_does_erasing_the_card(self):
        self.run_ternctl(DONE, "reset", "--profiles", "--yes")
        self.assertEqual(self.profiles(), [])
        run = self.orders(DONE, "status", ORDER)
        self.assertEqual(sorted(run.result["to_terminate"]),
                         sorted(row["SIM ID"] for row in read_result().values()))

    def test_9_codes_that_are_no_good(self):
        bad = os.path.join(os.path.dirname(ORDER), "bad.csv")
        with open(bad, "w", encoding="utf-8") as file:
            file.write("Name;QR code;CC\n")
            for name in ("_USED", "_EXPIRED", "_OTHER_EID"):
                file.write(f"{name};{code(name)};\n")
            file.write(f"wrong;{code('_CC')};9999\n=1+1;nonsense;\n")
        run = self.orders(FAILED, "run", bad, "--yes", "--per-card", "5")
        self.assertEqual(run.result["states"]["set-apart"], 5, run.text)
        self.assertEqual(run.result["reasons"],
                         {"refused": 3, "confirmation-code": 1, "malformed": 1})
        self.orders(DONE, "export", bad, "-o", RESULT)
        with open(RESULT, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertTrue(lines[5].startswith("'=1+1;nonsense;;"), lines[5])
        self.assertIn("server/8.2.6/3.8", lines[1])
        run = self.orders(DONE, "run", bad, "--yes", "--per-card", "5")
        self.assertEqual(run.result["done_now"] + run.result["not_done_now"], 0)
        for name in ("_USED", "_EXPIRED"):
            self.assertNotIn(("install", order_of(code(name))["iccid"]), received())
        self.assertNotIn(matching_id(code("_CC")), run.text)


if __name__ == "__main__":
    main()
