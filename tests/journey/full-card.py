# SPDX-License-Identifier: GPL-3.0-or-later
"""A card without room: the server sees it in what the card says of itself, or the card finds out
while the profile is loaded. Nothing is half installed, and no report is owed."""

import sys

from journey import CARD, SERVER, Journey, code, main, received

WHO_FINDS_OUT = sys.argv.pop()


class FullCard(Journey):
    def test_says_so(self):
        {"server": self.server_sees_it, "card": self.card_finds_out}[WHO_FINDS_OUT]()
        self.assertEqual(self.profiles(), [])
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()

    def server_sees_it(self):
        run = self.run_ternctl(SERVER, "add", code())
        self.assert_error(run, domain="server", code="8.1/4.8", side="card", step="order-found",
                          code_usable="provider-decides")
        self.assertEqual(received(), [])

    def card_finds_out(self):
        run = self.run_ternctl(CARD, "add", code())
        self.assert_error(run, domain="es10", side="card", step="package-loaded")
        self.assertEqual([kind for kind, _iccid in received()], ["failed"])


if __name__ == "__main__":
    main()
