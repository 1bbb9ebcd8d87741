# SPDX-License-Identifier: GPL-3.0-or-later
"""A card that does something in its own way, which the lab's flags say: all the same it is
installed on, switched and read, and reports arrive."""

from journey import DONE, Journey, code, main, order, received


class OddCard(Journey):
    def test_works_like_any_other(self):
        run = self.run_ternctl(DONE, "add", code(), "--enable")
        self.assertTrue(run.result["installed"] and run.result["enabled"], run.text)
        iccid = order(code())["iccid"]
        self.assertEqual(self.states(), {iccid: "enabled"})
        self.run_ternctl(DONE, "disable", iccid)
        self.assertEqual(self.states(), {iccid: "disabled"})
        self.assertEqual([kind for kind, _iccid in received()], ["install", "enable", "disable"])
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()


if __name__ == "__main__":
    main()
