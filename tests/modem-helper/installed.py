# SPDX-License-Identifier: GPL-3.0-or-later
"""The modem helper as it is installed: what the bus, polkit and the helper itself let an ordinary
user do, and what not. Runs in a lab (tests/tern-lab --installed)."""

import os
import re
import subprocess
import unittest

NAME = "io.github.ternesim.Tern.ModemHelper"
OBJECT = "/io/github/ternesim/Tern/ModemHelper"
INTERFACE = "io.github.ternesim.Tern.ModemHelper1"
MODEM = "/sys/devices/fake/usb1/1-1"
# A way of calling each method that is refused, and with which figure. A new method needs one.
REFUSALS = {
    "ListSlots": (["/dev/null"], "helper/device"),
    "Open": (["/dev/null", "2"], "helper/device"),
    "OpenChannel": (["[byte 0xA0]", "0"], "helper/lost"),
    "Transmit": (["[byte 0x81]", "1000"], "helper/lost"),
    "CloseChannel": ([], "helper/lost"),
    "Reset": ([], "helper/lost"),
    "Reveal": ([], "helper/lost"),
    "SetInhibited": (["/sys/devices/other", "true"], "helper/device"),
    "SetSimSlot": (["/org/freedesktop/ModemManager1/Modem/99", "1"], "helper/modem-manager"),
}
# To give back what one does not have is nothing.
HARMLESS = {"Close", "Restore"}
NO_MODEMS = ("/dev/null", "/dev/pts/0", "/dev/cdc-wdm7", "/etc/shadow", "/dev/../etc/shadow",
             os.path.realpath("/dev/cdc-wdm0") + "/", "/dev/cdc-wdm0/../null", "cdc-wdm0", "")


def call(destination, path, method, *arguments):
    """What gdbus said, and whether it was an answer."""
    ran = subprocess.run(["gdbus", "call", "--system", "--dest", destination, "--object-path", path,
                          "--method", method, *arguments], capture_output=True, text=True,
                         check=False)
    return ran.stdout + ran.stderr, ran.returncode == 0


def call_helper(method, *arguments):
    return call(NAME, OBJECT, f"{INTERFACE}.{method}", *arguments)


def call_bus(method, *arguments):
    return call("org.freedesktop.DBus", "/org/freedesktop/DBus", f"org.freedesktop.DBus.{method}",
                *arguments)


class Installed(unittest.TestCase):
    def assert_refused(self, said, figure):
        text, done = said
        self.assertFalse(done, text)
        self.assertIn(figure, text)

    def test_is_started_by_the_bus_as_root(self):
        text, done = call_helper("ListSlots", "/dev/cdc-wdm0")
        self.assertTrue(done, text)
        self.assertEqual(call_bus("GetConnectionUnixUser", NAME)[0], "(uint32 0,)\n")

    def test_belongs_to_root(self):
        self.assertNotEqual(os.geteuid(), 0)
        self.assert_refused(call_bus("RequestName", NAME, "0"), "AccessDenied")

    def test_is_called_by_its_own_interface_alone(self):
        properties = "org.freedesktop.DBus.Properties.GetAll"
        self.assert_refused(call(NAME, OBJECT, properties, INTERFACE), "AccessDenied")
        managed = "org.freedesktop.DBus.ObjectManager.GetManagedObjects"
        self.assert_refused(call(NAME, OBJECT, managed), "AccessDenied")

    def test_refuses_with_every_method(self):
        said = subprocess.run(["gdbus", "introspect", "--system", "--dest", NAME, "--object-path",
                               OBJECT, "--xml"], stdout=subprocess.PIPE, text=True, check=True)
        own = said.stdout.split(f'<interface name="{INTERFACE}">')[1].split("</interface>")[0]
        self.assertEqual(set(re.findall('<method name="(.*?)"', own)), set(REFUSALS) | HARMLESS)
        for method, (arguments, figure) in REFUSALS.items():
            with self.subTest(method=method):
                self.assert_refused(call_helper(method, *arguments), figure)

    def test_takes_nothing_else_for_a_modem(self):
        for path in NO_MODEMS:
            with self.subTest(path=path):
                self.assert_refused(call_helper("ListSlots", path), "helper/device")

    def test_is_the_way_to_what_modem_manager_keeps_to_root(self):
        manager = "org.freedesktop.ModemManager1"
        self.assert_refused(call(manager, "/org/freedesktop/ModemManager1",
                                 f"{manager}.InhibitDevice", MODEM, "true"), "AccessDenied")
        text, done = call_helper("SetInhibited", MODEM, "true")
        self.assertTrue(done, text)

    def test_is_known_to_polkit(self):
        text = subprocess.run(["pkaction", "--verbose", "--action-id",
                               "io.github.ternesim.Tern.use-modem"], stdout=subprocess.PIPE,
                              text=True, check=True).stdout
        self.assertEqual(re.findall(r"implicit (\w+): *(\w+)", text),
                         [("any", "auth_admin_keep"), ("inactive", "auth_admin_keep"),
                          ("active", "yes")])


if __name__ == "__main__":
    unittest.main(verbosity=2)
