#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-access-pages.py TERN: every page and dialog that a simulated card leads to."""

import os
import pathlib
import sys

sys.dont_write_bytecode = True
from access import AccessTest, main  # noqa: E402

ORDER = """SIM ID;Subscription;SM-DP+ URL;Matching ID;Name
SIM-1;Fleet 5 GB;smdp.example.net;FJRD-10GB-7Q2K-0001;Van 1
SIM-2;Fleet 5 GB;smdp.example.net;FJRD-10GB-7Q2K-0002;Van 2
"""


class Start(AccessTest):
    arguments = []

    def test_start(self):
        """Without a card reader, and from there to the simulated card."""
        self.check_page("The smart-card service is not running")
        self.check_focus("push button", "Try with a simulated card", "service is not running")
        self.check_order()
        self.reader.press("Try with a simulated card")
        self.check_page("No profiles yet", "Simulated card")
        self.check_focus("push button", "Add eSIM")


class Pages(AccessTest):
    def test_card(self):
        """The card's page in the order of reading, and what its buttons open."""
        self.check_page("No profiles yet")
        self.check_order()
        for row in ("Issuers whose servers it accepts", "Versions", "Capabilities",
                    "Rules of providers"):
            self.reader.press(row, "list item")
        self.check_page("Profile packages")
        self.check_dialog("Show the EID as a QR code, or print it", "Number of the card")
        self.check_dialog("Change the default server", "Default server")
        self.check_dialog("Erase…", "Erase this card?")

    def check_dialog(self, button, heading):
        self.reader.press(button)
        self.look_over_dialog(heading)

    def test_menu(self):
        """What the main menu opens, by the keyboard."""
        self.check_page("No profiles yet")
        self.reader.key("ctrl+comma")
        self.check_page("Show whole EIDs", "Address of the database")
        self.leave_dialog()
        self.reader.key("ctrl+question")
        self.check_page("Read the card again")
        self.leave_dialog()
        self.reader.key("F10")
        self.check_page("About Tern")
        self.check_focus("menu item", "Paste a code")
        self.reader.key("Up")
        self.check_focus("menu item", "About Tern")
        self.reader.key("Return")
        self.check_page("The Tern developers")
        self.leave_dialog()
        self.reader.key("F10")
        self.reader.press("Report for the seller…", "menu item")
        self.check_page("Order number")

    def test_guide(self):
        self.check_page("No profiles yet")
        self.reader.key("F1")
        self.check_page("Where does the eSIM live?")
        self.check_focus("list item", "A card in this computer, in a modem or a reader")
        self.check_order()
        self.reader.press("An iPhone or iPad", "list item")
        self.check_page("What is the matter?")
        self.reader.press("Back")
        self.check_focus("list item", "A card in this computer, in a modem or a reader")
        self.reader.press("Look up an error code", "list item")
        self.check_page("What does the error say?")
        self.reader.type_blindly("8.2.6/3.8")
        self.check_page("The server does not accept this code", figures=True)

    def test_history_and_orders(self):
        self.check_page("No profiles yet")
        self.reader.key("ctrl+h")
        self.check_page("Search the history")
        self.check_order()
        self.reader.press("Back to the cards")
        self.reader.await_text("No profiles yet")
        self.reader.key("ctrl+o")
        self.check_page("Many codes at once")
        self.check_focus("push button", "Open an order…")
        self.open_order()
        self.check_page("Van 1", "Van 2")
        self.check_focus("push button", "Run…")
        self.check_order()
        self.reader.press("Run…")
        self.look_over_dialog()
        self.reader.press("More about this order")
        self.reader.press("Columns…", "menu item")
        self.look_over_dialog()

    def open_order(self):
        """Through GTK's own dialog, in which a path can be typed."""
        path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "fleet.csv"
        path.write_text(ORDER, encoding="utf-8")
        self.reader.key("Return")
        self.await_dialog()
        self.reader.type_blindly(str(path))
        self.reader.key("Return")


class Codes(AccessTest):
    def test_spent_code(self):
        address = self.start_adding()
        self.check_order()
        self.reader.press("Show as QR code for another device…", "list item")
        self.look_over_dialog()
        self.look_at(f"LPA:1${address}$KUMO-05GB-USED-9RW1", "Not installed", "What to do")
        self.check_focus("push button", "Check the code", "Not installed.")
        self.check_order()
        self.check_guide()
        self.check_focus("push button", "Check the code", "Not installed.")
        self.reader.press("Close")
        self.check_page("No profiles yet")

    def check_guide(self):
        """What has happened leads to a question; the keyboard is on its first answer."""
        self.reader.press("Fix a problem")
        self.check_page("Is the eSIM there already?")
        self.check_focus("list item", "It is there and switched off", "Is the eSIM there already?")
        self.check_order()
        self.reader.press("It is there and switched off", "list item")
        self.check_page("To be read aloud")
        self.check_focus("push button", "Done")
        self.reader.press("Done")
        self.check_page("Not installed")

    def test_check_only(self):
        """Verdicts are heard as they come, and at the end the one that counts."""
        address = self.start_adding()
        self.reader.type("Activation code", f"LPA:1${address}$FJRD-10GB-7Q2K-55TN")
        self.reader.forget()
        self.reader.press("Check this code")
        self.check_page("The code can be used", "Does the server take the code?")
        self.check_focus("push button", "Look at the offer", "The code can be used")
        self.check_order()
        self.assertTrue([text for text in self.reader.said() if "checked" in text],
                        self.reader.said())


if __name__ == "__main__":
    main()
