# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader knows of a program, and how it works it. Needs the desktop first."""

import dataclasses
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# However slow the machine: what has not happened by then does not happen.
SECONDS = 30

EVENTS = ("object:children-changed", "object:property-change", "object:state-changed",
          "object:text-changed", "object:bounds-changed", "window")


@dataclasses.dataclass
class Node:
    """One object of the tree, as it was when it was read."""

    object: Atspi.Accessible
    role: str
    name: str
    depth: int
    states: list

    @property
    def text(self):
        length = Atspi.Text.get_character_count(self.object)
        return Atspi.Text.get_text(self.object, 0, length)

    @property
    def description(self):
        return self.object.get_description() or ""

    @property
    def n_actions(self):
        action = self.object.get_action_iface()
        return action.get_n_actions() if action else 0

    @property
    def is_there(self):
        """A dialog keeps a second set of its buttons, for a narrow window, without a size."""
        component = self.object.get_component_iface()
        extents = component and component.get_extents(Atspi.CoordType.WINDOW)
        return bool(extents and extents.width > 0 and extents.height > 0)

    def has(self, state):
        return getattr(Atspi.StateType, state) in self.states

    def __str__(self):
        states = " ".join(state.value_nick for state in self.states)
        return (f"{'  ' * self.depth}{self.role} “{self.name}” ({self.description}) "
                f"{self.n_actions} [{states}]")


class Reader:
    """Follows one program."""

    def __init__(self, process, name):
        self.process = process
        self.listener = Atspi.EventListener.new(lambda event: None)
        for event in EVENTS:
            self.listener.register(event)
        self.program = self.wait(lambda: self._find_program(name), f"the program “{name}”")
        self.program.set_cache_mask(Atspi.Cache.NONE)

    @staticmethod
    def _find_program(name):
        desk = Atspi.get_desktop(0)
        programs = [desk.get_child_at_index(i) for i in range(desk.get_child_count())]
        return next((p for p in programs if p and p.get_name() == name), None)

    def wait(self, condition, what):
        """Takes in what happens until the condition holds; what that gave."""
        end = time.monotonic() + SECONDS
        while not (found := self._try(condition)):
            if self.process.poll() is not None:
                raise AssertionError(f"The program ended while waiting for {what}")
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain for {what}\n{self.describe()}")
            self._take_in_events()
        return found

    @staticmethod
    def _take_in_events():
        """Those of a tenth of a second, since each look at the tree keeps the program busy."""
        looked = []
        GLib.timeout_add(100, lambda: looked.append(True))
        while not looked:
            GLib.MainContext.default().iteration(True)

    @staticmethod
    def _try(condition):
        """Objects come and go while the tree is read: then it is read again."""
        try:
            return condition()
        except GLib.Error:
            return None

    def walk(self, root=None, depth=0):
        """Every object below, in the order of reading."""
        root = root or self.program
        for index in range(root.get_child_count()):
            child = root.get_child_at_index(index)
            if child is None:
                continue
            node = Node(child, child.get_role_name(), child.get_name() or "", depth,
                        child.get_state_set().get_states())
            yield node
            yield from self.walk(child, depth + 1)

    def describe(self):
        """The whole tree, for when something is not in it."""
        return "\n".join(self._try(lambda: [str(node) for node in self.walk()]) or ["(nothing)"])

    def find(self, role, name):
        return next((node for node in self.walk() if node.role == role and node.name == name), None)

    def await_node(self, role, name, state="SENSITIVE"):
        """An object that can be worked, once it is there; the last of those with this name, since
        the window has a “Close” as well."""
        def find():
            found = [node for node in self.walk() if node.role == role and node.name == name
                     and node.has(state) and node.is_there]
            return found[-1] if found else None
        return self.wait(find, f"{role} “{name}”, {state.lower()}")

    def await_text(self, part):
        """A label, once one says this."""
        return self.wait(lambda: next((node for node in self.walk() if part in node.name), None),
                         f"“{part}”").name

    def await_focus(self, role, name):
        """What has the keyboard, once it is this."""
        return self.await_node(role, name, "FOCUSED")

    def focused(self):
        return next((node for node in self.walk() if node.has("FOCUSED")), None)

    def press(self, name, role="push button"):
        node = self.await_node(role, name)
        assert Atspi.Action.do_action(node.object, 0), f"“{name}” has no action"

    def type_blindly(self, text):
        """With the keyboard, wherever that is: GTK 4.8 does not say that it is in an entry."""
        subprocess.run(["xdotool", "type", "--delay", "1", text], check=True)

    def type(self, name, text, role="text"):
        node = self.await_node(role, name)
        assert Atspi.EditableText.set_text_contents(node.object, text), f"“{name}” takes no text"
