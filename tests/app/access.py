# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a person with a screen reader has it, from outside.

The program runs on a desktop of its own and is worked through the accessibility bus and the
keyboard alone: no pointer, no picture. On each page all that can be worked has a name.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from desktop import desktop
from reader import Reader

CONTROLS = {"push button", "toggle button", "check box", "radio button", "text", "password text",
            "entry", "combo box", "list item", "menu item", "check menu item", "link",
            "spin button", "slider", "page tab", "frame", "dialog", "alert"}
CLASS_NAME = re.compile(r"\b(Gtk|Adw|Tern)[A-Z]\w+")
# Figures of cards, readers and servers: 8.2.6/3.8, 6A82, 0x8010000C.
FIGURE = re.compile(r"\b\d+\.\d+(\.\d+)*/\d+\.\d+|\b[69][0-9A-F]{3}\b|0x[0-9A-Fa-f]+")
# The number of a card, in groups of four.
NUMBER = re.compile(r"\d{4}(\s\d{4}){3,}")

WARNING = re.compile(r"-(WARNING|CRITICAL|ERROR) \*\*|Sanitizer")
# What is not Tern's: this desktop has nobody who shows notifications, and GTK 4.8 can be asked
# about a window that is just opening or closing.
NOT_OURS = ("org.freedesktop.Notifications", "g_variant_is_object_path")

BARE_FIGURE = "a bare figure"

# A person would have given up long before.
MOST_TABS = 80


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
    if is_said_twice(node.name):
        yield "named twice over"
    if node.role == "label" and is_bare_figure(node.name):
        yield BARE_FIGURE
    if node.role == "unknown":
        yield "without a role"


def is_bare_figure(text):
    """A sentence may have one in it."""
    text = NUMBER.sub("", text)
    return FIGURE.search(text) and len(FIGURE.sub("", text).split()) < 4


def is_said_twice(name):
    half = len(name) // 2
    return len(name) > 2 and name[half:half + 1] == " " and name[:half] == name[half + 1:]


class AccessTest(unittest.TestCase):
    """Each test has a program of its own."""

    maxDiff = None
    program = None
    arguments = ["--demo"]

    def setUp(self):
        environment = {**os.environ, "PCSCLITE_CSOCK_NAME": "/nonexistent/pcscd"}
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([self.program, *self.arguments], env=environment,
                                        stderr=self.log)
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

    def check_page(self, *texts, figures=False):
        """Waits for the page's words, then goes through all of it. While one page gives way to
        another both are there. Only a book of figures may have them alone."""
        faults = []

        def is_faultless():
            nodes = self.reader.walk()
            faults[:] = [f"not there: “{text}”" for text in texts
                         if not any(text in node.name for node in nodes)]
            faults.extend(f"{fault}: {node.trail}" for node in nodes for fault in faults_of(node)
                          if not (figures and fault == BARE_FIGURE))
            return not faults
        try:
            self.reader.wait(is_faultless, f"{texts}, without faults")
        except AssertionError:
            self.assertEqual(faults, [])
            raise

    def check_focus(self, role, name, *descriptions):
        """The keyboard is where to go on, and what has happened is said there."""
        def is_there():
            node = self.reader.focused()
            return (node and (node.role, node.name) == (role, name)
                    and all(part in node.description for part in descriptions) and node)
        return self.reader.wait(is_there, f"the keyboard on {role} “{name}”, {descriptions}")

    def check_order(self):
        """The Tab key goes through a page in the order of reading."""
        nodes = self.reader.wait(self.reader.walk_in_peace, "the page to be still")
        places = {node.path: place for place, node in enumerate(nodes)}
        way = []
        while len(way) < MOST_TABS and way.count(way[0] if way else 0) < 2:
            path = self.reader.tab()
            if path is not None:
                way.append(places[path])
        backwards = [f"{nodes[after].trail} after {nodes[before].trail}"
                     for before, after in zip(way, way[1:]) if after < before]
        # It comes round once.
        self.assertEqual(len(backwards), 1, [nodes[place].trail for place in way])

    def start_adding(self):
        """Returns the address of the simulated server, which the practice code tells."""
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

    def open_order(self, text):
        """Through GTK's own dialog, in which a path can be typed; the keyboard is on its button."""
        path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "fleet.csv"
        path.write_text(text, encoding="utf-8")
        self.reader.key("Return")
        self.await_dialog()
        self.reader.type_blindly(str(path))
        self.reader.key("Return")

    def check_said(self, *parts):
        """All of it was heard without a key being pressed, one after the other."""
        said = self.reader.said()
        place = 0
        for part in parts:
            found = [i for i in range(place, len(said)) if part in said[i]]
            self.assertTrue(found, f"“{part}” is not in {said[place:]}")
            place = found[0]

    def await_dialog(self):
        self.reader.wait(lambda: len(self.reader.read().children) == 2, "a dialog")

    def look_over_dialog(self, *texts):
        self.await_dialog()
        self.check_page(*texts)
        self.check_order()
        self.leave_dialog()

    def leave_dialog(self):
        """With a key. Its parent has the keyboard again then, as on a desktop."""
        self.reader.key("Escape")
        self.reader.wait(lambda: len(self.reader.read().children) == 1, "the dialog to go")
        self.reader.focus_window()


def main():
    AccessTest.program = sys.argv.pop()
    with desktop():
        unittest.main(verbosity=2)
