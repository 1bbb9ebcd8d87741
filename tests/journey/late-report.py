# SPDX-License-Identifier: GPL-3.0-or-later
"""The server does not take the report at first: the profile is installed all the same, the report
waits on the card and is said to, and a later try delivers it."""

from journey import DONE, Journey, code, main, order, received


class LateReport(Journey):
    def test_waits_and_arrives(self):
        run = self.run_ternctl(DONE, "add", code())
        self.assertTrue(run.result["installed"])
        self.assertFalse(run.result["install_reported"])
        self.assertEqual(run.result["notifications_waiting"], 1)
        self.assertEqual([report["event"] for report in self.waiting_reports()], ["install"])
        self.assertEqual(received(), [])

        self.run_ternctl(DONE, "notifications", "send")
        self.assertEqual(self.waiting_reports(), [])
        self.assertEqual(received(), [("install", order(code())["iccid"])])
        self.assert_all_signed()


if __name__ == "__main__":
    main()
