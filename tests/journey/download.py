# SPDX-License-Identifier: GPL-3.0-or-later
"""From a typed code to an enabled profile, and back to an empty card."""

from journey import DONE, FAILED, SERVER, USAGE, Journey, code, main, order, received, state

STEPS = ["server-trusted", "card-authenticated", "order-found", "agreed", "package-bound",
         "package-loaded", "result-delivered", "enabled"]


class Download(Journey):
    def test_1_looking_uses_nothing_up(self):
        run = self.run_ternctl(DONE, "add", code(), "--check-only")
        offer = run.events("preview")[0]
        self.assertEqual(offer["profile"]["provider"], "Fjordcell")
        self.assertEqual(offer["profile"]["name"], "Nordic 10 GB")
        self.assertEqual(offer["trust"], "added")
        self.assertFalse(run.result["installed"])
        self.assertEqual(run.result["code_usable"], "yes")
        self.assertEqual(state(code()), "released")
        self.assertEqual(self.profiles(), [])

    def test_2_installs_and_enables(self):
        run = self.run_ternctl(DONE, "add", code(), "--enable")
        self.assertEqual([step for step in run.steps_done() if step in STEPS], STEPS)
        progress = run.events("progress")
        self.assertEqual(progress[-1]["done"], progress[-1]["total"])
        self.assertTrue(run.result["installed"] and run.result["enabled"], run.text)
        self.assertEqual(run.result["profile"]["state"], "enabled")
        iccid = order(code())["iccid"]
        self.assertEqual(self.states(), {iccid: "enabled"})
        self.assertEqual(state(code()), "installed")
        self.assertEqual(received(), [("install", iccid), ("enable", iccid)])
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()

    def test_3_does_not_install_it_twice(self):
        before = received()
        run = self.run_ternctl(SERVER, "add", code())
        self.assert_error(run, domain="server", code="8.2.6/3.8", code_usable="provider-decides")
        self.assertEqual(received(), before)

    def test_4_asks_for_the_confirmation_code(self):
        run = self.run_ternctl(SERVER, "add", code("_CC"), "--confirmation-code", "-",
                               stdin="4321\n")
        self.assert_error(run, domain="server", code="8.2.7/3.8")
        self.assertIn(run.error["code_usable"], ("yes", "same-card"))
        self.assertNotIn("4321", run.text)
        run = self.run_ternctl(DONE, "add", code("_CC"), "--confirmation-code", "-", stdin="1234\n")
        self.assertTrue(run.result["installed"])
        self.assertNotIn("1234", run.text.replace("1234567853", ""))
        self.assertEqual(self.states()[order(code("_CC"))["iccid"]], "disabled")

    def test_5_switches_renames_and_deletes(self):
        first, second = order(code())["iccid"], order(code("_CC"))["iccid"]
        self.run_ternctl(DONE, "rename", second, "Büro")
        self.run_ternctl(DONE, "enable", "Büro")
        self.await_card()
        self.assertEqual(self.states(), {first: "disabled", second: "enabled"})
        self.run_ternctl(DONE, "disable", second)
        self.await_card()
        self.run_ternctl(DONE, "delete", "Büro", "--yes")
        self.assertEqual(self.states(), {first: "disabled"})
        self.assertEqual([kind for kind, iccid in received() if iccid == second],
                         ["install", "enable", "disable", "delete"])
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()

    def test_6_refuses_what_makes_no_sense(self):
        self.run_ternctl(USAGE, "add", "LPA:1$")
        self.run_ternctl(USAGE, "add")
        self.run_ternctl(FAILED, "delete", "Nobody", "--yes")


if __name__ == "__main__":
    main()
