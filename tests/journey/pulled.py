# SPDX-License-Identifier: GPL-3.0-or-later
"""The card is pulled in the middle of something, before its answer arrives.

The lab's card is pulled at the step that the argument names: it is gone when ternctl has said so,
and the same card is put in again.
"""

import sys

from journey import DONE, NO_CARD, Journey, card_put_in_again, code, main, order

STEP = sys.argv.pop()

# Where the card is pulled: the step that fails, and what may be said of the code.
FAILURES = {
    "challenge": ("server-trusted", "yes"),
    "authenticate": ("card-authenticated", "yes"),
    "prepare": ("package-bound", "yes"),
    "load": ("package-loaded", "unknown"),
    "segment": ("package-loaded", "unknown"),
    "result": ("package-loaded", "unknown"),
    "enable": ("enabled", "no"),
}


class Pulled(Journey):
    def test_says_so_and_goes_on_later(self):
        step, usable = FAILURES[STEP]
        run = self.run_ternctl(NO_CARD, "add", code(), "--enable")
        self.assert_error(run, domain="channel", step=step, code_usable=usable)
        self.run_ternctl(NO_CARD, "profiles")
        with card_put_in_again():
            self.assert_accounts_are_settled()
            self.run_ternctl(DONE, "enable", order(code())["iccid"])
            self.assertEqual(self.states(), {order(code())["iccid"]: "enabled"})


if __name__ == "__main__":
    main()
