# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes as pictures: the card's EID shown and read, and an order that arrives as a picture."""

import pathlib
import tempfile

from journey import DONE, FAILED, Journey, code, main, ternctl


class Pictures(Journey):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def symbol(self, path):
        run = ternctl("scan", str(path))
        symbols = run.result["pictures"][0]["symbols"]
        self.assertEqual(len(symbols), 1, run.text)
        return run.status, symbols[0]

    def test_eid(self):
        eid = self.run_ternctl(DONE, "card").result["eid"]
        for name in ("eid.png", "eid.svg"):
            path = self.folder / name
            self.run_ternctl(DONE, "qr", "eid", "--output", str(path))
            status, symbol = self.symbol(path)
            self.assertEqual((status, symbol["kind"], symbol["text"]), (FAILED, "text", eid))

    def test_order(self):
        path = self.folder / "order.png"
        self.run_ternctl(DONE, "qr", "code", "-", "--output", str(path), stdin=code() + "\n")
        status, symbol = self.symbol(path)
        self.assertEqual((status, symbol["kind"]), (DONE, "activation-code"))
        offer = self.run_ternctl(DONE, "add", "-", "--check-only", stdin=symbol["text"] + "\n")
        self.assertEqual(offer.events("step")[-1]["step"], "order-found")
        self.assertEqual(self.profiles(), [])


if __name__ == "__main__":
    main()
