# SPDX-License-Identifier: GPL-3.0-or-later
"""A report for the seller: why a code was refused, exactly, and no secret with it."""

import json
import os
import pathlib
import tempfile

from journey import DONE, SERVER, Journey, code, main, matching_id

MARKER = "\n===== tern-report 1 (JSON) =====\n"


class Report(Journey):
    def setUp(self):
        self.run_ternctl(SERVER, "add", code("_EXPIRED"))
        self.eid = self.run_ternctl(DONE, "card").result["eid"]

    def test_says_what_went_wrong(self):
        report = self.run_ternctl(DONE, "report").result["report"]
        problem = report["problem"]
        self.assertEqual(problem["error"], "server/8.8.5/4.10", report)
        self.assertEqual(problem["code_usable"], "no")
        self.assertEqual(problem["step"], "order-found")
        self.assertEqual(report["timeline"][-1]["state"], "failed")
        times = [step["time"] for step in report["timeline"]]
        self.assertEqual(times, sorted(times))
        self.assertEqual(report["history"][0]["outcome"], "failed")
        self.assertIn("ready", [reader["state"] for reader in report["readers"]])
        self.assertEqual(report["cards"][0]["eid"], self.eid[:4] + "…" + self.eid[-4:])
        self.assertGreater(report["cards"][0]["free_memory"], 0)

    def test_is_saved_without_secrets(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "report.txt"
            run = self.run_ternctl(DONE, "report", "--order", "A-17 " + code("_EXPIRED"),
                                   "--device", "Phone 8, version 15", "--output", str(path))
            self.assertEqual(run.result["file"], str(path))
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)
            text = path.read_text(encoding="utf-8")
        for secret in (matching_id(code("_EXPIRED")), self.eid):
            self.assertNotIn(secret.lower(), text.lower())
        readable, _, data = text.partition(MARKER)
        self.assertIn("server/8.8.5/4.10", readable)
        self.assertIn("A-17", readable)
        self.assertEqual(json.loads(data), run.result["report"])
        self.assertEqual(json.loads(data)["order"]["device"], "Phone 8, version 15")

    def test_with_checks(self):
        report = self.run_ternctl(DONE, "report", "--checks").result["report"]
        checks = {check["check"]: check for check in report["checks"]}
        self.assertEqual(checks["card"]["verdict"], "pass", checks)
        self.assertTrue(checks["card"]["evidence"])


class WithoutCard(Journey):
    def test_says_that_there_is_none(self):
        nowhere = {"PCSCLITE_CSOCK_NAME": os.devnull}
        report = self.run_ternctl(DONE, "report", **nowhere).result["report"]
        self.assertEqual(report["readers"][0]["error"], "channel/8010001D", report)
        self.assertNotIn("cards", report)
        self.assertIn("kernel", report["system"])


if __name__ == "__main__":
    main()
