# SPDX-License-Identifier: GPL-3.0-or-later
"""What would fail is found before the code is used, and the code is none the worse for it."""

from journey import DONE, NETWORK, SERVER, USAGE, Journey, code, main, state


def verdicts(run):
    return {event["id"]: event["verdict"] for event in run.events("check")}


class Check(Journey):
    def assert_fails(self, status, check, *words):
        run = self.run_ternctl(status, "check", *words)
        self.assertEqual(run.result["verdict"], "failure", run.text)
        self.assertEqual(verdicts(run)[check], "failure", run.text)
        for event in run.events("check"):
            self.assertTrue(event["evidence"], event)
            self.assertTrue(event["cure"] or event["verdict"] == "pass", event)
        return run

    def test_1_good(self):
        run = self.run_ternctl(DONE, "check", "-", stdin=code() + "\n")
        self.assertEqual(run.result["failures"], 0, run.text)
        self.assertIsNone(run.result["first_failure"])
        self.assertFalse(run.result["code_shown"])
        self.assertEqual({verdicts(run)[name] for name in ("code", "card", "server", "clock")},
                         {"pass"})
        self.assertEqual(state(code()), "released")

    def test_2_shown(self):
        run = self.run_ternctl(DONE, "check", "--show-code", code())
        self.assertEqual(verdicts(run)["code-accepted"], "pass", run.text)
        self.assertTrue(run.result["code_shown"])
        self.assertEqual(run.result["code_usable"], "yes")
        self.assertEqual(state(code()), "released")

    def test_3_bad_codes(self):
        self.assert_fails(USAGE, "code", "nonsense")
        self.assert_fails(NETWORK, "network-names", "LPA:1$nowhere.invalid$A-1")
        for name, usable in (("_USED", "provider-decides"), ("_EXPIRED", "no"),
                             ("_OTHER_EID", "other-card")):
            run = self.assert_fails(SERVER, "code-accepted", "--show-code", code(name))
            self.assertEqual(run.result["first_failure"], "code-accepted", run.text)
            self.assertEqual(run.result["code_usable"], usable, run.text)

    def test_4_after_use(self):
        self.run_ternctl(DONE, "add", code())
        run = self.assert_fails(SERVER, "code-known", code())
        self.assertEqual(verdicts(run)["profile-installed"], "warning", run.text)
        self.assertFalse(run.result["code_shown"])

    def test_5_without_code(self):
        run = self.run_ternctl(DONE, "check")
        self.assertNotIn("code", verdicts(run))
        self.assertEqual(verdicts(run)["card-standard"], "pass", run.text)


if __name__ == "__main__":
    main()
