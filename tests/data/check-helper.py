#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-helper.py SOURCE-ROOT BUILD-ROOT: what tells the system of the modem helper is in order.

Bus, polkit and systemd each read a file of their own; names must agree with those in the code, the
files be installed where they are looked for, and unit and program have no more than they need.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

POLICY_DTD = "/usr/share/polkit-1/policyconfig-1.dtd"
# What systemd-analyze calls the exposure of a service, times ten.
MAX_EXPOSURE = 20
PLACES = {
    "io.github.ternesim.Tern.ModemHelper.conf": "share/dbus-1/system.d",
    "io.github.ternesim.Tern.ModemHelper.service": "share/dbus-1/system-services",
    "io.github.ternesim.Tern.policy": "share/polkit-1/actions",
    "tern-modem-helper": "libexec",
    "tern-modem-helper.service": "lib/systemd/system",
}
# What root runs: no window, no network, no parser of pictures; and what sanitizers bring along.
LIBRARIES = {"libasan", "libc", "libgio-2.0", "libglib-2.0", "libgobject-2.0", "libmbim-glib",
             "libpolkit-gobject-1", "libubsan"}
# What the unit must not be without.
SANDBOX = {
    "CapabilityBoundingSet": "",
    "DevicePolicy": "closed",
    "IPAddressDeny": "any",
    "NoNewPrivileges": "yes",
    "ProtectHome": "yes",
    "ProtectSystem": "strict",
    "RestrictAddressFamilies": "AF_UNIX",
    "RuntimeDirectoryPreserve": "yes",
}


def run(*command):
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        yield f"{' '.join(command)}:\n{ran.stdout}{ran.stderr}"


def keys(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def constants(root):
    text = (root / "src" / "readers" / "tern-helper-bus.h").read_text(encoding="utf-8")
    return dict(re.findall(r'#define TERN_HELPER_(\w+) "([^"]+)"', text))


def check_policy(path, names):
    yield from run("xmllint", "--noout", "--nonet", "--dtdvalid", POLICY_DTD, str(path))
    actions = [action.get("id") for action in ElementTree.parse(path).iter("action")]
    if actions != [names["ACTION"]]:
        yield f"{path} has the actions {actions}, and the code asks for {names['ACTION']}"


def check_bus_policy(path, names):
    for element in ElementTree.parse(path).iter("allow"):
        for attribute in ("own", "send_destination"):
            if element.get(attribute, names["BUS_NAME"]) != names["BUS_NAME"]:
                yield f"{path} is about {element.get(attribute)}"
    rules = ElementTree.parse(path).iter("allow")
    if names["INTERFACE"] not in [rule.get("send_interface") for rule in rules]:
        yield f"{path} does not let anybody call {names['INTERFACE']}"


def check_bus_service(path, unit, names):
    service = keys(path)
    if service["Name"] != names["BUS_NAME"] or service["SystemdService"] != unit.name:
        yield f"{path} starts something else"
    if service["Exec"] != keys(unit)["ExecStart"]:
        yield f"{path} and {unit} start different programs"
    if "--test-node" in service["Exec"]:
        yield f"{path} lets anything be a modem"


def check_unit(path, names):
    unit = keys(path)
    if unit["BusName"] != names["BUS_NAME"]:
        yield f"{path} waits for {unit['BusName']}"
    for key, value in SANDBOX.items():
        if unit.get(key) != value:
            yield f"{path} lacks {key}={value}"
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / path.name
        copy.write_text(path.read_text(encoding="utf-8").replace(unit["ExecStart"], "/bin/true"),
                        encoding="utf-8")
        yield from run("systemd-analyze", "verify", str(copy))
        yield from run("systemd-analyze", "security", "--offline=true",
                       f"--threshold={MAX_EXPOSURE}", str(copy))


def check_program(path):
    listed = subprocess.run(["readelf", "--dynamic", "--wide", str(path)], stdout=subprocess.PIPE,
                            text=True, check=True).stdout
    needed = set(re.findall(r"\(NEEDED\).*\[(.+?)\.so", listed))
    if needed - LIBRARIES:
        yield f"{path} needs {', '.join(sorted(needed - LIBRARIES))}"


def introspect(what, build):
    return json.loads(subprocess.run(["meson", "introspect", what, str(build)],
                                     stdout=subprocess.PIPE, text=True, check=True).stdout)


def check_installation(build):
    places = {os.path.basename(path): os.path.dirname(path)
              for path in introspect("--installed", build).values()}
    plan = introspect("--install-plan", build)
    alone = {os.path.basename(path) for section in plan.values()
             for path, entry in section.items() if entry.get("tag") == "helper"}
    if alone != set(PLACES):
        yield f"“meson install --tags helper” installs {sorted(alone)}"
    for name, place in PLACES.items():
        if not places.get(name, "").endswith(place):
            yield f"{name} is installed in {places.get(name, 'no place')}, not in …/{place}"


def problems(root, build):
    names = constants(root)
    data = build / "data" / "modem-helper"
    unit = data / "tern-modem-helper.service"
    yield from check_policy(data / "io.github.ternesim.Tern.policy", names)
    yield from check_bus_policy(
        root / "data" / "modem-helper" / "io.github.ternesim.Tern.ModemHelper.conf", names)
    yield from check_bus_service(data / "io.github.ternesim.Tern.ModemHelper.service", unit, names)
    yield from check_unit(unit, names)
    yield from check_program(build / "src" / "modem-helper" / "tern-modem-helper")
    yield from check_installation(build)


def main(root, build):
    return "\n".join(problems(root, build)) or None


if __name__ == "__main__":
    sys.exit(main(*(pathlib.Path(path).resolve() for path in sys.argv[1:])))
