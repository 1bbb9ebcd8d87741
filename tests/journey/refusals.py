# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that a server refuses: each its own sentence, and the truth about the code."""

from journey import SERVER, Journey, code, main, matching_id, received, state

CODES = {
    # Which: the figure of the refusal, whether the code can still be used.
    "used": (code("_USED"), "8.2.6/3.8", "provider-decides"),
    "expired": (code("_EXPIRED"), "8.8.5/4.10", "no"),
    "for another card": (code("_OTHER_EID"), "8.1.1/3.8", "other-card"),
    "mistyped": (code().replace(matching_id(code()), "FJRD-10GB-7Q2K-55TM"), "8.2.6/3.8",
                 "provider-decides"),
}


class Refusals(Journey):
    def test_codes(self):
        causes = set()
        for name, (activation_code, figure, usable) in CODES.items():
            with self.subTest(name):
                run = self.run_ternctl(SERVER, "add", activation_code)
                self.assert_error(run, domain="server", code=figure, code_usable=usable,
                                  step="order-found")
                self.assertEqual(run.steps_done()[-1], "card-authenticated")
                causes.add(run.error["cause"])
        self.assertEqual(len(causes), 3, causes)
        self.assertEqual(self.profiles(), [])
        self.assertEqual(received(), [])
        self.assertEqual(self.waiting_reports(), [])

    def test_leaves_other_orders_alone(self):
        self.assertEqual(state(code()), "released")


if __name__ == "__main__":
    main()
