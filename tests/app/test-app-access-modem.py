#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-access-modem.py TERN, in a lab with a modem: what only a modem, and a card whose
providers cannot be reached, lead to."""

import os
import subprocess
import sys

sys.dont_write_bytecode = True
from access import AccessTest, main  # noqa: E402

SIM = "89000000000000000001"
# Without the access points of the lab's own networks, so that one is asked for.
os.environ["XDG_DATA_DIRS"] = "/usr/local/share:/usr/share"


def tell_modem_manager(*commands):
    subprocess.run([os.environ["TERN_FAKE_MODEM_MANAGER"], "--tell", *commands], check=True,
                   stdout=subprocess.DEVNULL)


class Modem(AccessTest):
    arguments = []

    def test_unlock(self):
        """With the PIN, and once that is used up with the PUK."""
        self.addCleanup(tell_modem_manager, "modem laptop primary-slot=2")
        tell_modem_manager(f"slot laptop 1 iccid={SIM}",
                           f"profile {SIM} pin=1234 pin-tries=3 puk=87654321",
                           "modem laptop primary-slot=1", "uicc-reset laptop")
        self.check_page("3 tries are left.")
        self.open_unlock()
        self.check_focus("password text", "PIN")
        self.look_over_dialog("PIN of the SIM")
        tell_modem_manager(f"profile {SIM} pin-tries=0")
        self.check_page("10 tries are left.")
        self.open_unlock()
        self.check_focus("password text", "PUK")
        self.look_over_dialog("PUK of the SIM", "New PIN for the SIM", "The new PIN again")

    def open_unlock(self):
        self.reader.press("Unlock…")
        self.await_dialog()

    def test_connect_and_reports(self):
        """To another profile: the way to its network is heard, and the reports of it wait."""
        self.reader.press("Use “Europe 20 GB”", "check box")
        self.await_dialog()
        self.check_page("Not connected", "Access point (APN)")
        self.check_said("Connecting", "Searching for a network", "Network found", "Registered",
                        "Not connected. Registered with Test network")
        self.check_order()
        self.reader.type("Access point (APN)", "internet")
        self.reader.press("Continue")
        self.check_focus("push button", "Close", "Connected. Registered with Test network")
        self.check_page("Connected: Done")
        self.leave_dialog()
        self.check_reports()
        self.check_warning()

    def check_reports(self):
        """Their servers do not exist."""
        self.reader.press("2 reports waiting to be sent", "list item")
        self.await_dialog()
        self.check_focus("list item", "“Business line” was switched off", "Not sent")
        self.check_page("Send all")
        self.check_order()
        self.reader.press("Remove this report unsent")
        self.check_page("Remove this report unsent?")
        self.check_order()
        self.reader.press("Keep")
        self.reader.await_node("push button", "Send all")
        self.leave_dialog()

    def check_warning(self):
        """It is heard while the other checks of a code still run."""
        self.reader.press("Add eSIM")
        self.reader.type("Activation code", os.environ["TERN_LAB_CODE"])
        self.reader.forget()
        self.reader.press("Check this code")
        self.check_page("Something may stand in the way")
        self.check_said("Take care. 2 reports wait on the card", "Something may stand in the way")
        self.check_order()


if __name__ == "__main__":
    main()
