# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop of its own for a program under test: a display, a session bus, empty folders."""

import configparser
import contextlib
import os
import pathlib
import select
import subprocess
import tempfile

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
# However slow the machine: what has not started by then does not start.
SECONDS = 60
A11Y = "dbus-1/services/org.a11y.Bus.service"


@contextlib.contextmanager
def started(*command):
    """Runs a part meanwhile that prints a line when it is ready; the line."""
    part = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        if not select.select([part.stdout], [], [], SECONDS)[0]:
            raise RuntimeError(f"{command[0]} says nothing for {SECONDS} seconds")
        line = part.stdout.readline().strip()
        if not line:
            raise RuntimeError(f"{command[0]} ended with {part.wait()} instead of starting")
        yield line
    finally:
        part.terminate()
        part.wait()
        part.stdout.close()


def write_services(folder):
    """The bus starts nothing but the accessibility bus, and that without systemd."""
    places = os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":")
    found = [place for place in places if (pathlib.Path(place) / A11Y).exists()]
    if not found:
        raise RuntimeError("org.a11y.Bus is not installed (at-spi2-core)")
    service = configparser.ConfigParser()
    service.optionxform = str
    service.read(pathlib.Path(found[0]) / A11Y)
    service.remove_option("D-BUS Service", "SystemdService")
    (folder / "services").mkdir()
    with open(folder / "services" / "org.a11y.Bus.service", "w", encoding="utf-8") as file:
        service.write(file, space_around_delimiters=False)
    (folder / "bus.conf").write_text(BUS.format(folder=folder), encoding="utf-8")


def set_folders(folder):
    for name in ("RUNTIME_DIR", "CONFIG_HOME", "DATA_HOME", "CACHE_HOME", "STATE_HOME"):
        path = folder / name.lower()
        path.mkdir(mode=0o700)
        os.environ["XDG_" + name] = str(path)


@contextlib.contextmanager
def desktop(size="1280x1000"):
    """Puts this process, and what it starts, on a new desktop. Before any display is opened."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tern-desk-")))
        write_services(folder)
        set_folders(folder)
        for name in ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "GTK_A11Y", "G_DEBUG",
                     "NO_AT_BRIDGE"):
            os.environ.pop(name, None)
        display = stack.enter_context(
            started("Xvfb", "-displayfd", "1", "-screen", "0", size + "x24", "-nolisten", "tcp",
                    "-noreset"))
        os.environ["DISPLAY"] = ":" + display
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(
            started("dbus-daemon", "--nofork", "--nopidfile", "--print-address",
                    f"--config-file={folder}/bus.conf"))
        yield folder
