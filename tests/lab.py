# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that a lab (tests/tern-lab) and the tests inside it put together."""

import contextlib
import ctypes
import fcntl
import json
import os
import pathlib
import signal
import socket
import struct
import subprocess

SIM = os.environ.get("TERN_SIM", "tern-sim")
PROVIDERS = "mobile-broadband-provider-info/serviceproviders.xml"
# At home, and abroad, as the simulated modem has it; country code 001 is for tests.
OPERATORS = """<country code="xx">
<provider><name>Test network</name><gsm>
<network-id mcc="001" mnc="01"/><apn value="internet"><usage type="internet"/></apn>
</gsm></provider>
<provider><name>Abroad</name><gsm>
<network-id mcc="001" mnc="02"/><apn value="travel"><usage type="internet"/></apn>
</gsm></provider>
</country>
</serviceproviders>"""


class LabError(Exception):
    """The lab cannot be set up; the text says why."""


def end_with_parent():
    """In the child: Ctrl-C is for the command, and the lab's own end, however it comes, is ours."""
    os.setpgid(0, 0)
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@contextlib.contextmanager
def simulator(*arguments):
    """Runs a part meanwhile. One that does not end as it should makes the whole lab fail."""
    part = subprocess.Popen([SIM, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            text=True, preexec_fn=end_with_parent)
    try:
        yield part
    finally:
        part.terminate()
        part.wait()
        part.stdout.close()
    if part.returncode:
        raise LabError(f"“tern-sim {arguments[0]}” ended with status {part.returncode}")


def check_alive(part):
    if part.poll() is not None:
        raise LabError(f"“tern-sim {part.args[1]}” ended with status {part.returncode}")


def wait_for_server(part):
    """Returns its address, which it prints when it is ready."""
    line = part.stdout.readline()
    if not line:
        part.wait()
        check_alive(part)
    return json.loads(line)["address"]


@contextlib.contextmanager
def modem(pki, state, *flags):
    """A modem with the card in its second slot, at the place that the lab has for it."""
    with simulator("modem", "--pki", pki, "--card", state, "--pty", os.environ["TERN_LAB_MODEM"],
                   "--log", os.environ["TERN_LAB_MODEM_LOG"], "--slots", "2", *flags) as part:
        if not part.stdout.readline():
            part.wait()
            check_alive(part)
        yield part


# Where distributions put it.
MBIM_PROXIES = ("/usr/libexec/mbim-proxy", "/usr/lib/libmbim/mbim-proxy", "/usr/lib/mbim-proxy")
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def unshare(flags):
    return ctypes.CDLL(None, use_errno=True).unshare(flags) == 0


def become_root_inside(user, group):
    maps = {"setgroups": "deny", "uid_map": f"0 {user} 1", "gid_map": f"0 {group} 1"}
    for name, text in maps.items():
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def use_own_network():
    """There is one mbim-proxy a network, and it serves root alone: where the kernel lets us, this
    process and its children get a network of their own, and are root in it. Root can do without."""
    user, group = os.geteuid(), os.getegid()
    if user == 0 and unshare(CLONE_NEWNET):
        pass
    elif unshare(CLONE_NEWUSER | CLONE_NEWNET):
        become_root_inside(user, group)
    elif user == 0:
        return
    else:
        raise LabError("the kernel lets neither this user nor root have a network of its own")
    bring_up_loopback()


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


@contextlib.contextmanager
def mbim_proxy():
    """The real one. It ends at once when another has the place, which then serves as well."""
    path = next((path for path in MBIM_PROXIES if os.path.exists(path)), None)
    if path is None:
        raise LabError("mbim-proxy is in none of " + ", ".join(MBIM_PROXIES))
    with subprocess.Popen([path, "--no-exit"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, preexec_fn=end_with_parent) as proxy:
        try:
            yield
        finally:
            proxy.terminate()


BUS_NAME = "io.github.ternesim.Tern.ModemHelper"
BUS_POLICY = str(pathlib.Path(__file__).resolve().parent.parent / "data" / "modem-helper"
                 / f"{BUS_NAME}.conf")

BUS_CONFIGURATION = pathlib.Path(__file__).resolve().parent / "system-bus.conf.in"

# Root without any of its powers, as in the unit that is installed.
BUS_SERVICE = """[D-BUS Service]
Name={name}
Exec=/usr/bin/env setpriv --bounding-set=-all --inh-caps=-all --no-new-privs {program} {options}
User=root
"""


def wait_for_line(part, line):
    if part.stdout.readline().strip() != line:
        part.wait()
        raise LabError(f"“{part.args[0]}” ended with status {part.returncode}")


@contextlib.contextmanager
def service(*command, **options):
    """Runs a program that says `ready`."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          preexec_fn=end_with_parent, **options) as part:
        try:
            wait_for_line(part, "ready")
            yield part
        finally:
            part.terminate()


@contextlib.contextmanager
def system_bus(folder, helper_options, has_helper):
    """A private one, which starts the modem helper when it is called, if there is one."""
    for name in ("services", "helper-state"):
        os.mkdir(os.path.join(folder, name), 0o755)
    path = os.path.join(folder, "bus.conf")
    text = BUS_CONFIGURATION.read_text(encoding="utf-8")
    pathlib.Path(path).write_text(text.replace("@FOLDER@", folder).replace("@POLICY@", BUS_POLICY),
                                  encoding="utf-8")
    program = os.environ.get("TERN_MODEM_HELPER")
    if program and has_helper:
        pathlib.Path(folder, "services", f"{BUS_NAME}.service").write_text(BUS_SERVICE.format(
            name=BUS_NAME, program=program, options=f"--test-node {os.environ['TERN_LAB_MODEM']} "
            f"--state {folder}/helper-state {helper_options}".rstrip()), encoding="utf-8")
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = f"unix:path={folder}/system-bus"
    with open(os.path.join(folder, "system-bus.log"), "wb") as log, \
         subprocess.Popen(["dbus-daemon", "--nofork", "--print-address", "--config-file", path],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                          preexec_fn=end_with_parent) as bus:
        try:
            if not bus.stdout.readline():
                raise LabError("the private system bus does not start: "
                               + pathlib.Path(log.name).read_text(encoding="utf-8"))
            yield
        finally:
            bus.terminate()


@contextlib.contextmanager
def polkit(answer):
    """Says `yes`, `no` or `challenge` to every question; `none` is a system without polkit."""
    program = os.environ.get("TERN_FAKE_POLKIT")
    if answer == "none" or not program:
        yield
        return
    with service(program, answer):
        yield


@contextlib.contextmanager
def modem_manager(state, facts=""):
    """Knows the modem of the lab, and shows in its second slot what is enabled on the card. What
    else is true of the modem are facts as `fake-modem-manager --help` has them."""
    program = os.environ.get("TERN_FAKE_MODEM_MANAGER")
    if not program:
        yield
        return
    port, log = os.path.basename(os.environ["TERN_LAB_MODEM"]), os.environ["TERN_LAB_MODEM_LOG"]
    with service(program, f"modem laptop port={port} slots=2 primary-slot=2 log={log} {facts}",
                 f"slot laptop 2 card={state}", "plug laptop"):
        yield


@contextlib.contextmanager
def network_manager():
    """Connects the lab's modem to an Internet that answers."""
    program = os.environ.get("TERN_FAKE_NETWORK_MANAGER")
    if not program:
        yield
        return
    with service(program):
        yield


class ReaderState(ctypes.Structure):
    """SCARD_READERSTATE of pcsclite."""

    _fields_ = [("reader", ctypes.c_char_p), ("user_data", ctypes.c_void_p),
                ("current", ctypes.c_ulong), ("event", ctypes.c_ulong),
                ("atr_length", ctypes.c_ulong), ("atr", ctypes.c_ubyte * 33)]


def wait_for_card(part):
    """Returns when the service has powered up the card in the first slot of the virtual reader."""
    pcsc = ctypes.CDLL("libpcsclite.so.1")
    context = ctypes.c_long()
    if pcsc.SCardEstablishContext(ctypes.c_ulong(2), None, None, ctypes.byref(context)):
        raise LabError("the private pcscd does not answer")
    state = ReaderState(reader=b"Virtual PCD 00 00")
    present, mute, timeout = 0x20, 0x200, 0x8010000A
    while not state.event & present or state.event & mute:
        check_alive(part)
        state.current = state.event & 0xFFFF
        status = pcsc.SCardGetStatusChange(context, ctypes.c_ulong(1000), ctypes.byref(state),
                                           ctypes.c_ulong(1))
        if status & 0xFFFFFFFF not in (0, timeout):
            raise LabError(f"the private pcscd fails with {status & 0xFFFFFFFF:08X}")
    pcsc.SCardReleaseContext(context)


def add_operators():
    """What access points the networks have that the simulated modem finds, besides those of all the
    world: with mobile-broadband-provider-info installed or not."""
    folders = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    files = [pathlib.Path(folder, PROVIDERS) for folder in folders.split(":")]
    known = next((path.read_text(encoding="utf-8") for path in files if path.is_file()),
                 '<serviceproviders format="2.0">\n</serviceproviders>\n')
    own = pathlib.Path(os.environ["XDG_DATA_HOME"]).parent / "share"
    (own / PROVIDERS).parent.mkdir(parents=True)
    (own / PROVIDERS).write_text(known.replace("</serviceproviders>", OPERATORS), encoding="utf-8")
    os.environ["XDG_DATA_DIRS"] = f"{own}:{folders}"


def sim(*arguments):
    return subprocess.run([SIM, *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


def make_eid(number):
    """Of a further card: thirty digits and two check digits (ISO/IEC 7064, 97-10)."""
    body = f"890440459300000000000099{number:06d}"
    return body + f"{98 - int(body + '00') % 97:02d}"


def make_iccid(number):
    """With its check digit (Luhn)."""
    body = f"894499057012{number:06d}"
    digits = [int(digit) for digit in body]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[::-2]]
    return body + str(-(sum(doubled) + sum(digits[-2::-2])) % 10)


def add_order(path, count):
    """An order of many profiles, besides what the server's books hold. Returns them."""
    rows = [{"matching_id": f"HLDN-FLT{number:03d}-{number * 7919 % 65536:04X}",
             "iccid": make_iccid(number), "provider": "Halden Telecom",
             "profile": f"Fleet line {number}"} for number in range(1, count + 1)]
    with open(path, encoding="utf-8") as file:
        books = json.load(file)
    books["orders"] += rows
    with open(path, "w", encoding="utf-8") as file:
        json.dump(books, file)
    return rows


def write_order(path, address, rows):
    """The seller's list of these profiles."""
    lines = ["SIM ID,IMSI,Subscription,SM-DP+ URL,Matching ID,Activation code,Profile status,"
             "Installed time,Last modified time"]
    for number, row in enumerate(rows, 1):
        lines.append(f"{70000 + number},2349900000{number:05d},Fleet 1 GB,{address},"
                     f"{row['matching_id']},LPA:1${address}${row['matching_id']},"
                     "SUBSCRIBER_REGISTRATION_SUCCEEDEDED,,2026-11-02T09:00:00Z")
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\r\n".join(lines) + "\r\n")
