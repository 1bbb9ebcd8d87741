# SPDX-License-Identifier: GPL-3.0-or-later
"""An ordinary user may not use the modem, or cannot be asked: what is said, and that nothing was
done. The argument is the figure of the error."""

import sys

from journey import NO_CARD, Journey, code, main, modem_log, state

FIGURE = sys.argv.pop()


class Denied(Journey):
    def tearDown(self):
        """Nothing was asked of the modem at all."""
        self.assertEqual(modem_log(), [])

    def test_says_why_and_what_to_do(self):
        for words in (["card"], ["profiles"], ["add", code(), "--enable"]):
            run = self.run_ternctl(NO_CARD, *words)
            self.assert_error(run, domain="channel", code=FIGURE)
        self.assertEqual(state(code()), "released")


if __name__ == "__main__":
    main()
