#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-access.py TERN: from the start to a profile in use, and what is heard on the way."""

import sys

sys.dont_write_bytecode = True
from access import AccessTest, main  # noqa: E402


class Journey(AccessTest):
    def test_whole_way(self):
        """From a code that is typed to a profile in use, and its end."""
        address = self.start_adding()
        self.reader.type("Activation code", "LPA:1$smdp..example$QQQ")
        self.check_page("At character ")
        self.assertIn("At character ", self.code_entry().description)
        self.look_at(f"LPA:1${address}$FJRD-10GB-7Q2K-55TN", "Nordic 10 GB", "Fjordcell")
        self.check_focus("panel", "Nordic 10 GB", "Fjordcell")
        self.reader.forget()
        self.install("Nordic 10 GB")
        self.check_said("has not been used", "Installed on the card: 50 %", "can cost the code")
        self.reader.press("Use it now")
        self.check_page("“Nordic 10 GB” is in use")
        self.check_focus("push button", "Done", "“Nordic 10 GB” is in use")
        self.reader.press("Done")
        self.check_page("In use · Fjordcell")
        switch = self.reader.await_node("check box", "Use “Nordic 10 GB”", "CHECKED")
        self.switch_off(switch.name, "Nordic 10 GB")
        self.delete("Nordic 10 GB")

    def is_off(self, name):
        switch = self.reader.find("check box", name)
        return switch and not switch.has("CHECKED")

    def switch_off(self, switch, name):
        self.reader.press(switch, "check box")
        self.check_page(f"Switch “{name}” off?")
        self.reader.press("Switch off")
        self.reader.wait(lambda: self.is_off(switch), "the switch to be off")

    def delete(self, name):
        self.reader.press(name, "list item")
        self.check_page("Number of the profile (ICCID)")
        self.reader.press("Delete…")
        self.check_page(f"Delete “{name}”?")
        self.reader.type(f"Type “{name}” to confirm:", name)
        self.reader.press("Delete")
        self.check_page("No profiles yet")

    def test_confirmation_code(self):
        """A wrong one is asked for again in place."""
        address = self.start_adding()
        self.look_at(f"LPA:1${address}$HLDN-BUS1-C0DE-X3M8$$1", "Business line")
        self.check_focus("panel", "Business line", "Halden Telecom")
        self.reader.type("Confirmation code", "0000")
        self.reader.press("Install")
        self.reader.await_text("The confirmation code is wrong")
        entry = self.reader.await_node("text", "Confirmation code")
        self.assertIn("wrong", entry.description)
        self.reader.type_blindly("1234")
        self.install("Business line")
        self.reader.press("Later")
        self.check_page("Business line")


if __name__ == "__main__":
    main()
