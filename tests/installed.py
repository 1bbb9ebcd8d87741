# SPDX-License-Identifier: GPL-3.0-or-later
"""The system of a lab as a distribution installs it: its own bus daemon, polkitd, NetworkManager,
and the modem helper by the very files that are installed with it.

All of it happens in name spaces of the lab's own (processes, mounts, network, host name), which
take root to make. Nothing here reads or changes what the computer has, beyond programs.
"""

import contextlib
import http.server
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys

sys.dont_write_bytecode = True
from lab import LabError, bring_up_loopback, end_with_parent, unshare  # noqa: E402

FILES = pathlib.Path(__file__).resolve().parent / "installed"
NAME = "io.github.ternesim.Tern"
HELPER = f"{NAME}.ModemHelper"
HELPER_CONF = FILES.parent.parent / "data" / "modem-helper" / f"{HELPER}.conf"
BUS_DATA = pathlib.Path("/usr/share/dbus-1")
POLKIT_SERVICE = "org.freedesktop.PolicyKit1.service"
KEPT = pathlib.Path("/run/tern-lab")
NODE = pathlib.Path("/dev/cdc-wdm0")
USER = "nobody"
CLONE_NEWNET = 0x40000000
# The modem's side of the line, and the far one with what passes there for the Internet.
ADDRESS, FAR_ADDRESS, PREFIX = "10.64.0.2", "10.64.0.1", 30
MODEM_FACTS = f"address={ADDRESS}/{PREFIX} gateway={FAR_ADDRESS}"


def enter(words):
    """Runs this program anew, as the first process of a system of its own. Does not return."""
    if os.geteuid() != 0:
        print("Only root can have a system of its own", file=sys.stderr)
        sys.exit(125 if "CI" in os.environ else 77)
    os.execvp("unshare", ["unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--mount",
                          "--net", "--uts", *words])


def run(*words):
    ran = subprocess.run([str(word) for word in words], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, text=True, check=False)
    if ran.returncode:
        raise LabError(f"{' '.join(ran.args)}: {ran.stdout}")


def empty(folder):
    """Nothing of what is in the folder is seen from now on."""
    run("mount", "-t", "tmpfs", "-o", "mode=755", "none", folder)


def make_own(folder):
    """In the folder, or the nearest one above that there is, what is added is unseen elsewhere."""
    folder = pathlib.Path(folder)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    kept = KEPT / str(len(list(KEPT.iterdir())))
    kept.mkdir()
    run("mount", "--rbind", there, kept)
    empty(there)
    for entry in kept.iterdir():
        (there / entry.name).symlink_to(entry)
    folder.mkdir(parents=True, exist_ok=True)


def install(source, target):
    target.unlink(missing_ok=True)
    shutil.copy(source, target)
    os.chmod(target, 0o644)


def make_room():
    """Everything below /run and /etc that these services read or write begins empty."""
    bring_up_loopback()
    for folder in ("/run", "/etc/NetworkManager", "/etc/dbus-1", "/etc/polkit-1",
                   "/var/lib/NetworkManager"):
        empty(folder)
    for folder in (KEPT, "/run/dbus", "/etc/polkit-1/rules.d"):
        os.makedirs(folder)


def install_helper():
    """By its own files, which name the program where it will be."""
    service = pathlib.Path(os.environ["TERN_HELPER_FILES"], f"{HELPER}.service")
    program = next(line.split("=", 1)[1] for line in service.read_text(encoding="utf-8").split("\n")
                   if line.startswith("Exec="))
    install(service, BUS_DATA / "system-services" / service.name)
    make_own(os.path.dirname(program))
    pathlib.Path(program).unlink(missing_ok=True)
    os.symlink(os.environ["TERN_MODEM_HELPER"], program)


def install_files(polkit, has_helper):
    """The bus starts the helper and polkit, and nothing else that may be installed here."""
    polkit_service = (BUS_DATA / "system-services" / POLKIT_SERVICE).read_bytes()
    empty(BUS_DATA / "system-services")
    if polkit != "none":
        (BUS_DATA / "system-services" / POLKIT_SERVICE).write_bytes(polkit_service)
    for folder in (BUS_DATA / "system.d", "/usr/share/polkit-1/actions"):
        make_own(folder)
    install(FILES / "modem-manager.conf", BUS_DATA / "system.d" / "tern-lab.conf")
    if has_helper:
        install(HELPER_CONF, BUS_DATA / "system.d" / HELPER_CONF.name)
        install(pathlib.Path(os.environ["TERN_HELPER_FILES"], f"{NAME}.policy"),
                pathlib.Path("/usr/share/polkit-1/actions", f"{NAME}.policy"))
        install_helper()
    rule = FILES / f"polkit-{polkit}.rules"
    if rule.exists():
        install(rule, pathlib.Path("/etc/polkit-1/rules.d/10-tern-lab.rules"))


@contextlib.contextmanager
def daemon(log, *words, **options):
    with open(log, "wb") as file, \
         subprocess.Popen(words, stderr=file, preexec_fn=end_with_parent,
                          **{"stdin": subprocess.DEVNULL, "stdout": file, **options}) as part:
        try:
            yield part
        finally:
            part.terminate()


@contextlib.contextmanager
def system_bus(folder, polkit, has_helper):
    """With the distribution's configuration. What it starts are the modem helper and polkitd, which
    says `yes` or `no` by a rule, asks for a password that nobody can be asked for (`challenge`), or
    is not installed (`none`)."""
    install_files(polkit, has_helper)
    os.environ.pop("DBUS_SYSTEM_BUS_ADDRESS", None)
    with daemon(f"{folder}/system-bus.log", "dbus-daemon", "--system", "--nofork", "--nopidfile",
                "--print-address", stdout=subprocess.PIPE) as bus:
        if not bus.stdout.readline():
            raise LabError("the system bus does not start: "
                           + pathlib.Path(folder, "system-bus.log").read_text(encoding="utf-8"))
        yield


@contextlib.contextmanager
def modem_node(link):
    """The terminal of the simulated modem as the kernel shows a modem that speaks MBIM."""
    terminal = os.path.realpath(link)
    device = os.stat(terminal).st_rdev
    make_own("/dev")
    NODE.touch()
    run("mount", "--bind", terminal, NODE)
    empty("/sys/dev/char")
    shown = pathlib.Path(f"/sys/dev/char/{os.major(device)}:{os.minor(device)}")
    (shown / "device").mkdir(parents=True)
    (shown / "subsystem").symlink_to("/sys/class/usbmisc")
    (shown / "device" / "driver").symlink_to("/sys/bus/usb/drivers/cdc_mbim")
    os.environ.update(TERN_LAB_MODEM=str(NODE))
    yield


class Online(http.server.BaseHTTPRequestHandler):
    """What NetworkManager wants to hear when it asks whether the Internet is there."""

    def do_GET(self):
        text = b"NetworkManager is online\n"
        self.send_response(200)
        self.send_header("X-NetworkManager-Status", "online")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def be_far_side():
    """In a network of its own, which the line comes to when a line of text comes in."""
    if not unshare(CLONE_NEWNET):
        sys.exit(1)
    print("ready", flush=True)
    sys.stdin.readline()
    run("ip", "address", "add", f"{FAR_ADDRESS}/{PREFIX}", "dev", "far")
    run("ip", "link", "set", "far", "up")
    http.server.HTTPServer((FAR_ADDRESS, 80), Online).serve_forever()


@contextlib.contextmanager
def internet(folder):
    """A line named as the modem's interface is, and at its end a server that answers."""
    with daemon(f"{folder}/far-side.log", sys.executable, __file__, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, text=True) as far:
        if not far.stdout.readline():
            raise LabError("there can be no second network")
        run("ip", "link", "add", "wwan0", "type", "veth", "peer", "name", "far", "netns", far.pid)
        far.stdin.write("\n")
        far.stdin.flush()
        yield


@contextlib.contextmanager
def network_manager(folder):
    """The real one, which has the modem's interface and nothing else to manage."""
    if shutil.which("NetworkManager", path=os.environ["PATH"] + ":/usr/sbin:/sbin") is None:
        raise LabError("NetworkManager is not installed")
    text = (FILES / "NetworkManager.conf").read_text(encoding="utf-8")
    pathlib.Path("/etc/NetworkManager/NetworkManager.conf").write_text(
        text.replace("@FAR@", FAR_ADDRESS), encoding="utf-8")
    environment = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")
    log = f"{folder}/network-manager.log"
    with internet(folder), daemon(log, "NetworkManager", "--no-daemon", env=environment):
        run("gdbus", "wait", "--system", "--timeout", "60", "org.freedesktop.NetworkManager")
        yield


if __name__ == "__main__":
    be_far_side()
