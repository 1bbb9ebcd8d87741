# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of lock of a modem that ModemManager knows: named, and opened with its code, which
comes by standard input alone."""

import os
import subprocess

from journey import DONE, NETWORK, NO_CARD, USAGE, Journey, main, modem_log

SIM = "89000000000000000001"


def tell(*commands):
    return subprocess.run([os.environ["TERN_FAKE_MODEM_MANAGER"], "--tell", *commands], check=True,
                          capture_output=True, text=True).stdout


class Unlock(Journey):
    def setUp(self):
        tell(f"slot laptop 1 iccid={SIM}", "modem laptop primary-slot=1", "calls")

    def tearDown(self):
        """What locks a modem is found out without a change of slots."""
        self.assertNotIn("set-mappings", [line["command"] for line in modem_log()])

    def modem(self):
        return self.run_ternctl(DONE, "modem").result["modems"][0]

    def test_pin_then_puk(self):
        tell(f"profile {SIM} pin=2468 puk=87654321", "uicc-reset laptop")
        self.assertEqual((self.modem()["lock"], self.modem()["tries"]), ("sim-pin", 3))

        self.run_ternctl(USAGE, "unlock", stdin="24x8\n")
        self.assertNotIn("SendPin", tell("calls"))
        self.assert_error(self.run_ternctl(NETWORK, "unlock", stdin="0000\n"), code="pin/wrong")
        self.assertEqual(self.modem()["tries"], 2)
        run = self.run_ternctl(DONE, "unlock", stdin="2468\n")
        self.assertNotIn("2468", run.text)
        self.assertEqual(self.modem()["lock"], "none")

        tell(f"profile {SIM} pin-tries=0")
        self.assertEqual((self.modem()["lock"], self.modem()["tries"]), ("sim-puk", 10))
        self.run_ternctl(USAGE, "unlock", stdin="87654321\n1\n")
        run = self.run_ternctl(DONE, "unlock", stdin="87654321\n1357\n")
        self.assertNotIn("1357", run.text)
        self.assertEqual(self.modem()["lock"], "none")
        tell(f"profile {SIM} pin=")

    def test_carrier_lock(self):
        tell("modem laptop lock=ph-net-pin facilities=net-pers unlock-code=31415926 lock-tries=5")
        self.assertEqual(self.modem()["device_lock"], "ph-net-pin")
        run = self.run_ternctl(NETWORK, "unlock", stdin="1\n")
        self.assert_error(run, code="locked/wrong")
        self.run_ternctl(DONE, "unlock", stdin="31415926\n")
        self.assertEqual(self.modem()["device_lock"], "none")

    def test_radio(self):
        tell("modem laptop fcc-lock=yes")
        self.assertTrue(self.modem()["radio_off"])
        self.assert_error(self.run_ternctl(NETWORK, "unlock", stdin="1\n"), code="radio-off/fcc")
        tell("modem laptop fcc-lock=no")

    def test_nothing_to_unlock(self):
        self.run_ternctl(NO_CARD, "unlock", stdin="1234\n")


if __name__ == "__main__":
    main()
