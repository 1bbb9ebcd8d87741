# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader knows of a program, and how it works it. Needs the desktop first.

It speaks to the program over the accessibility bus as a screen reader does, with many questions
under way at once: asked one after the other, a page would take a second.
"""

import dataclasses
import signal
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# However slow the machine: what has not happened by then does not happen.
SECONDS = 60
# Nothing may be said of a change; then the tree is looked at all the same.
LOOK_AGAIN_MS = 200
# Of one answer. A program that is busy with a card answers later than that never.
ANSWER_MS = 20000

ATSPI = "org.a11y.atspi."
ACCESSIBLE = ATSPI + "Accessible"
PROPERTIES = "org.freedesktop.DBus.Properties"
REGISTRY = ATSPI + "Registry"
ROOT_PATH = "/org/a11y/atspi/accessible/root"
REGISTRY_PATH = "/org/a11y/atspi/registry"
OF_ACCESSIBLE = GLib.Variant("(s)", (ACCESSIBLE,))
EVENTS = ("object:children-changed", "object:property-change", "object:state-changed",
          "object:text-changed", "object:bounds-changed", "window")


class Torn(Exception):
    """The tree changed while it was read."""


@dataclasses.dataclass(frozen=True)
class Event:
    """What the program said by itself."""

    path: str
    kind: str
    detail: str
    on: bool
    value: object


class Node:
    """One object of the tree, as it was when it was read."""

    def __init__(self, reader, path, parent=None):
        self.reader = reader
        self.path = path
        self.parent = parent
        self.depth = parent.depth + 1 if parent else -1
        self.role = self.name = self.description = ""
        self.states = frozenset()
        self.children = []

    @property
    def text(self):
        length = self._get("Text", "CharacterCount")
        return self._call("Text", "GetText", "(ii)", 0, length)

    @property
    def n_actions(self):
        return self._get("Action", "NActions") or 0

    @property
    def is_there(self):
        """A dialog keeps a second set of its buttons, for a narrow window, without a size."""
        extents = self._call("Component", "GetExtents", "(u)", 1)
        return bool(extents and extents[2] > 0 and extents[3] > 0)

    def activate(self):
        self.reader.tree = None
        return self._call("Action", "DoAction", "(i)", 0)

    def set_text(self, text):
        self.reader.tree = None
        return self._call("EditableText", "SetTextContents", "(s)", text)

    def has(self, state):
        return state in self.states

    @property
    def trail(self):
        """What it is, and where."""
        place = self.parent.trail if self.parent and self.parent.parent else "the program"
        return f"{self.role} “{self.name}” < {place}"

    def walk(self):
        """Every object below, in the order of reading."""
        for child in self.children:
            yield child
            yield from child.walk()

    def _call(self, interface, method, signature=None, *values):
        parameters = GLib.Variant(signature, values) if signature else None
        return self.reader.ask(self.path, ATSPI + interface, method, parameters)

    def _get(self, interface, name):
        parameters = GLib.Variant("(ss)", (ATSPI + interface, name))
        return self.reader.ask(self.path, PROPERTIES, "Get", parameters)

    def __str__(self):
        states = " ".join(sorted(self.states)).lower()
        return f"{'  ' * self.depth}{self.role} “{self.name}” ({self.description}) [{states}]"


def name_of_role(number):
    return Atspi.role_get_name(Atspi.Role(number))


STATE_NAMES = [(1 << int(value), value.value_nick.upper())
               for number, value in Atspi.StateType.__enum_values__.items()]


def names_of_states(words):
    bits = words[0] | words[1] << 32
    return frozenset(name for bit, name in STATE_NAMES if bits & bit)


class Reader:
    """Follows one program."""

    def __init__(self, process, name, log=None):
        self.process = process
        self.log = log
        self.context = GLib.MainContext.default()
        self.changed = False
        self.events = []
        self.first_event = 0
        self.n_seen = 0
        self.tree = None
        self.roles = {}
        self.n_asked = 0
        self.torn = False
        self.bus = self._open_bus()
        self.bus_name = None
        self._listen()
        self.bus_name = self.wait(lambda: self._find_program(name), f"the program “{name}”")

    @staticmethod
    def _open_bus():
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()[0]
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
                 | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        return Gio.DBusConnection.new_for_address_sync(address, flags)

    def _listen(self):
        for event in EVENTS:
            self.bus.call_sync(REGISTRY, REGISTRY_PATH, REGISTRY, "RegisterEvent",
                               GLib.Variant("(sass)", (event, [], "")), None,
                               Gio.DBusCallFlags.NONE, ANSWER_MS)
        for kind in ("Object", "Window"):
            self.bus.signal_subscribe(None, ATSPI + "Event." + kind, None, None, None,
                                      Gio.DBusSignalFlags.NONE, self._on_event)

    def _on_event(self, bus, sender, path, interface, signal_name, parameters):
        if sender != self.bus_name:
            return
        detail, number, _, value = parameters.unpack()[:4]
        self.events.append(Event(path, signal_name, detail, bool(number), value))
        self.changed = True

    def _find_program(self, name):
        for bus_name, path in self._ask(REGISTRY, ROOT_PATH, ACCESSIBLE, "GetChildren"):
            parameters = GLib.Variant("(ss)", (ACCESSIBLE, "Name"))
            if self._ask(bus_name, path, PROPERTIES, "Get", parameters) == name:
                return bus_name
        return None

    def _ask(self, bus_name, path, interface, method, parameters=None):
        return self.bus.call_sync(bus_name, path, interface, method, parameters, None,
                                  Gio.DBusCallFlags.NONE, ANSWER_MS).unpack()[0]

    def ask(self, path, interface, method, parameters=None):
        """One question to the program, and its answer."""
        return self._ask(self.bus_name, path, interface, method, parameters)

    def wait(self, condition, what):
        """Takes in what happens until the condition holds; what that gave."""
        end = time.monotonic() + SECONDS
        while not (found := self._try(condition)):
            self._await_change()
            if self.process.poll() is not None:
                raise AssertionError(f"{self._obituary()} while waiting for {what}")
            if time.monotonic() > end:
                raise AssertionError(f"Waited in vain for {what}\n{self.describe()}")
        return found

    def _obituary(self):
        code = self.process.returncode
        how = signal.Signals(-code).name if code < 0 else f"code {code}"
        said = ""
        if self.log:
            self.log.seek(0)
            said = "".join(self.log.readlines()[-20:])
        return f"The program ended ({how}) having said:\n{said}\n"

    def _await_change(self):
        self.tree = None
        timer = GLib.timeout_add(LOOK_AGAIN_MS, self._on_timer)
        while not self.changed:
            self.context.iteration(True)
        # What comes with it is one change.
        while self.context.iteration(False):
            pass
        self.changed = False
        source = self.context.find_source_by_id(timer)
        if source:
            source.destroy()

    def _on_timer(self):
        self.changed = True
        return GLib.SOURCE_REMOVE

    @staticmethod
    def _try(condition):
        """Objects come and go while the tree is read: then it is read again."""
        try:
            return condition()
        except (GLib.Error, Torn):
            return None

    def read(self):
        """The tree; what was read last while nothing was done since and nothing has happened."""
        if self.tree is None or len(self.events) != self.n_seen:
            self.tree = None
            self.n_seen = len(self.events)
            self.tree = self._read_anew()
        return self.tree

    def _read_anew(self):
        """The whole tree, of one moment; its root. What is behind a modal window cannot be worked,
        and is left out."""
        root = Node(self, ROOT_PATH)
        root.children = [Node(self, path, root)
                         for bus_name, path in self.ask(ROOT_PATH, ACCESSIBLE, "GetChildren")]
        self.torn = False
        for window in self._find_workable(root.children):
            self._load(window)
        while self.n_asked:
            self.context.iteration(True)
        if self.torn:
            raise Torn
        return root

    def _find_workable(self, windows):
        last = windows[-1:]
        states = self.ask(last[0].path, ACCESSIBLE, "GetState") if last else [0, 0]
        return last if "MODAL" in names_of_states(states) else windows

    def _load(self, node):
        def on_properties(values):
            node.name = values["Name"]
            node.description = values["Description"]
            if values["ChildCount"] > 0:
                self._question(node, ACCESSIBLE, "GetChildren", None, on_children)

        def on_children(children):
            for bus_name, path in children:
                if bus_name == self.bus_name:
                    node.children.append(Node(self, path, node))
                    self._load(node.children[-1])

        def on_role(number):
            self.roles[node.path] = node.role = name_of_role(number)

        def on_states(words):
            node.states = names_of_states(words)

        self._question(node, PROPERTIES, "GetAll", OF_ACCESSIBLE, on_properties)
        self._question(node, ACCESSIBLE, "GetState", None, on_states)
        if node.path in self.roles:
            node.role = self.roles[node.path]
        else:
            self._question(node, ACCESSIBLE, "GetRole", None, on_role)

    def _question(self, node, interface, method, parameters, then):
        def on_answer(bus, result):
            self.n_asked -= 1
            try:
                then(bus.call_finish(result).unpack()[0])
            except GLib.Error:
                self.torn = True

        self.n_asked += 1
        self.bus.call(self.bus_name, node.path, interface, method, parameters, None,
                      Gio.DBusCallFlags.NONE, ANSWER_MS, None, on_answer)

    def walk(self):
        """Every object of the program, in the order of reading."""
        return list(self.read().walk())

    def walk_in_peace(self):
        """As walk (), if nothing happened meanwhile."""
        self.tree = None
        said = len(self.events)
        nodes = self.walk()
        return nodes if len(self.events) == said else None

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
                     and node.has(state)]
            return next((node for node in reversed(found) if node.is_there), None)
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
        assert self.await_node(role, name).activate(), f"“{name}” has no action"

    def forget(self):
        """Of what was heard, counts from now on."""
        self.first_event = len(self.events)

    def said(self):
        """What was heard by itself: of the object that has the keyboard, and of no other, a screen
        reader says what changes."""
        texts, focus = [], None
        for number, event in enumerate(self.events):
            if event.kind == "StateChanged" and event.detail == "focused" and event.on:
                focus = event.path
            elif (event.kind == "PropertyChange" and event.detail == "accessible-description"
                  and event.path == focus and number >= self.first_event):
                texts.append(event.value)
        return texts

    def focus_window(self):
        """There is no window manager here, which would do that when a dialog is closed."""
        self.tree = None
        subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "^Tern$", "windowfocus"],
                       check=True, stdout=subprocess.DEVNULL)

    def key(self, name):
        self.tree = None
        subprocess.run(["xdotool", "key", name], check=True)

    def tab(self):
        """Presses Tab; the path of what has the keyboard then, if that is said: of an entry GTK 4.8
        says only that the one before has lost it."""
        first = len(self.events)

        def moves():
            return [event for event in self.events[first:]
                    if event.kind == "StateChanged" and event.detail == "focused"]
        self.key("Tab")
        self.wait(moves, "the keyboard to move")
        self._catch_up()
        return next((event.path for event in moves() if event.on), None)

    def _catch_up(self):
        """What the program said before it answers is there by then."""
        self.ask(ROOT_PATH, ACCESSIBLE, "GetRole")
        while self.context.iteration(False):
            pass

    def type_blindly(self, text):
        """With the keyboard, wherever that is: GTK 4.8 does not say that it is in an entry."""
        self.tree = None
        subprocess.run(["xdotool", "type", "--delay", "1", text], check=True)

    def type(self, name, text, role="text"):
        assert self.await_node(role, name).set_text(text), f"“{name}” takes no text"
