#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-access-pages.py TERN: every page and dialog that a simulated card leads to."""

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
        self.check_subpages("Details", "Legal")
        self.leave_dialog()
        self.reader.key("F10")
        self.reader.press("Report for the seller…", "menu item")
        self.check_page("Order number")

    def check_subpages(self, *rows):
        for row in rows:
            self.reader.press(row, "list item")
            self.reader.await_node("push button", "Back")
            self.check_page(row)
            self.check_order()
            self.reader.press("Back")
            self.reader.await_node("list item", row)

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
        self.open_order(ORDER)
        self.check_page("Van 1", "Van 2")
        self.check_focus("push button", "Run…")
        self.check_order()
        self.reader.press("Run…")
        self.look_over_dialog()
        self.reader.press("More about this order")
        self.reader.press("Columns…", "menu item")
        self.look_over_dialog()


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
        self.check_said("checked")
        self.reader.press("Back")
        self.check_failure(address)
        self.reader.press("Back")
        self.reader.await_node("text", "Activation code")
        self.reader.press("Back")
        self.check_servers(address)

    def check_failure(self, address):
        """It is heard while the others still run, and again with what to do about it."""
        self.reader.type("Activation code", f"LPA:1${address}$KUMO-05GB-USED-9RW1")
        self.reader.forget()
        self.reader.press("Check this code")
        self.check_focus("push button", "Fix a problem", "This would not work now")
        self.check_said("Will not work. The server does not accept this code")
        self.check_page("What was seen, and what to do")
        self.check_order()

    def check_servers(self, address):
        """Of an order: the first answer is heard as it comes."""
        servers = [address, "localhost:1"]
        self.check_page("No profiles yet")
        self.reader.key("ctrl+o")
        self.check_focus("push button", "Open an order…")
        self.open_order(ORDER.replace("smdp.example.net", address, 1)
                        .replace("smdp.example.net", "localhost:1"))
        self.check_page("Van 1")
        self.reader.press("More about this order")
        self.reader.press("Ask the servers, using no code…", "menu item")
        self.await_dialog()
        self.reader.wait(lambda: getattr(self.reader.focused(), "name", None) in servers,
                         f"the keyboard on one of {servers}")
        self.look_over_dialog(*servers, "Servers that have answered")


if __name__ == "__main__":
    main()
