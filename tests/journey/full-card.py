# SPDX-License-Identifier: GPL-3.0-or-later
"""A card without room says so, the provider hears of it, and nothing is half installed."""

from journey import CARD, Journey, code, main, received


class FullCard(Journey):
    def test_says_so(self):
        run = self.run_ternctl(CARD, "add", code())
        self.assert_error(run, domain="es10")
        self.assertNotIn(run.error["code_usable"], ("not-involved", "unknown"))
        self.assertEqual(self.profiles(), [])
        self.assertEqual([kind for kind, _iccid in received()], ["install"])
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()


if __name__ == "__main__":
    main()
