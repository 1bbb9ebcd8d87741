# SPDX-License-Identifier: GPL-3.0-or-later
"""A card after SGP.02 cannot be worked with: it is said what it is, and no code is touched."""

from journey import DONE, NO_CARD, Journey, code, main, state


class M2mCard(Journey):
    def test_says_what_it_is(self):
        run = self.run_ternctl(NO_CARD, "add", code())
        self.assert_error(run, domain="card", code="m2m-only", side="card")
        self.assertEqual(state(code()), "released")
        reader = self.run_ternctl(DONE, "readers").result["readers"][0]
        self.assertEqual((reader["state"], reader["eids"]), ("fault", []))
        self.assertEqual(reader["cause"], run.error["cause"])


if __name__ == "__main__":
    main()
