#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-app-access.py TERN: the window as a person with a screen reader has it, from outside.

The program runs on a desktop of its own and is worked through the accessibility bus alone: no
pointer, no picture. On each page all that can be worked has a name.
"""

import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
from desktop import desktop  # noqa: E402

PROGRAM = sys.argv.pop()
CONTROLS = {"push button", "toggle button", "check box", "radio button", "text", "password text",
            "entry", "combo box", "list item", "menu item", "link", "spin button", "slider"}
CLASS_NAME = re.compile(r"\b(Gtk|Adw|Tern)[A-Z]\w+")
# Figures of cards, readers and servers: 8.2.6/3.8, 6A82, 0x8010000C.
FIGURE = re.compile(r"\b\d+\.\d+(\.\d+)*/\d+\.\d+|\b[69][0-9A-F]{3}\b|0x[0-9A-Fa-f]+")

WARNING = re.compile(r"-(WARNING|CRITICAL|ERROR) \*\*|Sanitizer")
# What is not Tern's: this desktop has nobody who shows notifications, and GTK 4.8 can be asked
# about a window that is just opening or closing.
NOT_OURS = ("org.freedesktop.Notifications", "g_variant_is_object_path")


def faults_of(node):
    """What a screen reader could not say of an object."""
    if CLASS_NAME.search(node.name) and node.role != "filler":
        yield "named after its class"
    if node.role in CONTROLS and not node.name.strip():
        yield "without a name"
    if "_" in node.name and node.role in CONTROLS:
        yield "named with its mnemonic"
    if node.role in ("image", "icon") and not node.name:
        yield "a picture without words"
    if node.name and node.name == node.description:
        yield "described by its name"
    if node.role == "label" and FIGURE.search(node.name):
        yield "a bare figure"
    if node.role == "unknown":
        yield "without a role"


class Access(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd"}
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([PROGRAM], env=environment, stderr=self.log)
        self.addCleanup(self.end)
        self.reader = Reader(self.process, "tern", self.log)

    def end(self):
        self.process.terminate()
        self.process.wait()
        with self.log:
            self.log.seek(0)
            said = [line for line in self.log if WARNING.search(line)
                    and not any(part in line for part in NOT_OURS)]
            if self.process.returncode not in (0, -15):
                said.append(f"It ended with {self.process.returncode}")
        self.assertEqual(said, [])

    def check_page(self, *texts):
        """Waits for the page's words, then goes through all of it."""
        for text in texts:
            self.reader.await_text(text)
        nodes = self.reader.wait(lambda: self.reader.walk(), "the page")
        faults = [f"{fault}: {node}" for node in nodes for fault in faults_of(node)]
        self.assertEqual(faults, [], self.reader.describe())

    def check_focus(self, role, name, *descriptions):
        """The keyboard is where to go on, and what has happened is said there."""
        node = self.reader.await_focus(role, name)
        for description in descriptions:
            self.reader.wait(lambda: description in node.description, description)

    def start_demo(self):
        """Returns the address of the simulated server, which the practice code tells."""
        self.check_page("The smart-card service is not running")
        self.check_focus("push button", "Try with a simulated card", "service is not running")
        self.reader.press("Try with a simulated card")
        self.check_page("No profiles yet", "Simulated card")
        self.check_focus("push button", "Add eSIM")
        self.reader.press("Add eSIM")
        self.check_page("Your activation code")
        self.reader.press("Use a practice code")
        self.reader.await_text("What it says")
        return self.code_entry().text.split("$")[1]

    def code_entry(self):
        return self.reader.await_node("text", "Activation code")

    def look_at(self, code, *texts):
        self.reader.type("Activation code", code)
        self.reader.press("Look at the offer")
        self.check_page(*texts)

    def install(self, title):
        self.reader.press("Install")
        self.check_page(f"“{title}” is installed")
        self.check_focus("push button", "Use it now", f"“{title}” is installed", "not in use yet")

    def test_whole_way(self):
        """From the start to a profile in use, with a code that is typed."""
        address = self.start_demo()
        self.reader.type("Activation code", "LPA:1$smdp..example$QQQ")
        self.check_page("At character ")
        self.assertIn("At character ", self.code_entry().description)
        self.look_at(f"LPA:1${address}$FJRD-10GB-7Q2K-55TN", "Nordic 10 GB", "Fjordcell")
        self.check_focus("panel", "Nordic 10 GB", "Fjordcell")
        self.install("Nordic 10 GB")
        self.reader.press("Use it now")
        self.check_page("“Nordic 10 GB” is in use")
        self.check_focus("push button", "Done", "“Nordic 10 GB” is in use")
        self.reader.press("Done")
        self.check_page("In use · Fjordcell")
        switch = self.reader.await_node("check box", "Use “Nordic 10 GB”", "CHECKED")
        self.check_off_and_delete(switch, "Nordic 10 GB")

    def is_off(self, name):
        switch = self.reader.find("check box", name)
        return switch and not switch.has("CHECKED")

    def check_off_and_delete(self, switch, name):
        self.reader.press(switch.name, "check box")
        self.check_page(f"Switch “{name}” off?")
        self.reader.press("Switch off")
        self.reader.wait(lambda: self.is_off(switch.name), "the switch to be off")
        self.reader.press(name, "list item")
        self.check_page("Number of the profile (ICCID)")
        self.reader.press("Delete…")
        self.reader.type(f"Type “{name}” to confirm:", name)
        self.reader.press("Delete")
        self.check_page("No profiles yet")

    def test_confirmation_code(self):
        """A wrong one is asked for again in place."""
        address = self.start_demo()
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

    def test_spent_code(self):
        address = self.start_demo()
        self.look_at(f"LPA:1${address}$KUMO-05GB-USED-9RW1", "Not installed", "What to do")
        self.check_focus("push button", "Fix a problem", "Not installed.")
        self.check_guide()
        self.check_focus("push button", "Fix a problem", "Not installed.")
        self.reader.press("Close")
        self.check_page("No profiles yet")

    def check_guide(self):
        """What has happened leads to a question; the keyboard is on its first answer."""
        self.reader.press("Fix a problem")
        self.check_page("Is the eSIM there already?")
        self.check_focus("list item", "It is there and switched off", "Is the eSIM there already?")
        self.reader.press("It is there and switched off", "list item")
        self.check_page("To be read aloud")
        self.check_focus("push button", "Done")
        self.reader.press("Done")
        self.check_page("Not installed")

    def test_check_only(self):
        address = self.start_demo()
        self.reader.type("Activation code", f"LPA:1${address}$FJRD-10GB-7Q2K-55TN")
        self.reader.press("Check this code")
        self.check_page("The code can be used", "Does the server take the code?")
        self.check_focus("push button", "Look at the offer", "The code can be used")


if __name__ == "__main__":
    with desktop():
        from reader import Reader
        unittest.main(verbosity=2)
