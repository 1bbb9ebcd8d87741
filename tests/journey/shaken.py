# SPDX-License-Identifier: GPL-3.0-or-later
"""ModemManager dies, comes back, loses the modem and finds it again while a code is used: the card
is reached another way, and nothing happens to the code."""

from journey import (DONE, Journey, code, half_is_loaded, main, received, step_is,
                     tell_modem_manager, ternctl_shaken)

MOMENTS = [
    (step_is("server-trusted", "done"), "stop"),
    (step_is("card-authenticated", "done"), "start"),
    (step_is("order-found", "done"), "unplug laptop"),
    (step_is("package-bound", "done"), "plug laptop"),
    (half_is_loaded, "stop"),
    (step_is("package-loaded", "done"), "start"),
    (step_is("result-delivered", "done"), "unplug laptop"),
    (step_is("enabled", "running"), "plug laptop"),
]


class Shaken(Journey):
    def test_add(self):
        left = list(MOMENTS)

        def shake(line):
            if left and left[0][0](line):
                tell_modem_manager(left.pop(0)[1])

        run = ternctl_shaken(shake, "add", code(), "--enable", "--yes")
        self.assertEqual(run.status, DONE, run.text)
        self.assertEqual(left, [])
        self.assertTrue(run.result["installed"] and run.result["enabled"], run.text)
        self.assertEqual(received().count(("install", run.result["iccid"])), 1)


if __name__ == "__main__":
    main()
