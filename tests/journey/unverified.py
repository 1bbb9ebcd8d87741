# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that cannot be verified is not talked to, and the code stays as it was."""

from journey import DONE, NETWORK, Journey, code, main, received, state


class Unverified(Journey):
    def test_says_so_and_stops(self):
        run = self.run_ternctl(NETWORK, "add", code(), TERN_TRUST=None)
        self.assert_error(run, domain="trust", step="server-trusted", code_usable="yes")
        self.assertEqual(run.steps_done(), ["code"])
        self.assertEqual(state(code()), "released")
        self.assertEqual(received(), [])
        self.assertEqual(self.waiting_reports(), [])
        self.run_ternctl(DONE, "add", code(), "--check-only")


if __name__ == "__main__":
    main()
