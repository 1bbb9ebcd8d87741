# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys share: ternctl as a person's script would call it, and the books of the server.

Each journey runs inside a lab of its own (tests/tern-lab), so that card, server and all that
Tern keeps are new to it.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from lab import modem, simulator, wait_for_card  # noqa: E402

SECONDS = 60

# Exit statuses.
DONE, FAILED, USAGE, NO_CARD, SERVER, CARD, NETWORK, CANCELLED = range(8)

# Ways to a modem on which ModemManager finds it, and a person knows it by its name.
BY_NAME = ("found", "connected", "installed")


@dataclasses.dataclass
class Run:
    """What a run of `ternctl --json` said."""

    status: int
    lines: list
    text: str

    def _one(self, member):
        found = [line[member] for line in self.lines if member in line]
        return found[-1] if found else None

    @property
    def result(self):
        return self._one("result")

    @property
    def error(self):
        return self._one("error")

    def events(self, name):
        return [line for line in self.lines if line.get("event") == name]

    def steps_done(self):
        return [line["step"] for line in self.events("step") if line["state"] == "done"]


def environment(**changes):
    """The lab's environment; a variable set to None is taken out."""
    merged = {**os.environ, **changes}
    return {name: value for name, value in merged.items() if value is not None}


def reader_words():
    """How ternctl is told where the card is: nothing for the one reader of the lab."""
    sockets = os.environ.get("TERN_LAB_SOCKETS", "").split()
    if sockets:
        return [word for socket in sockets for word in ("--simulated", socket)]
    way = os.environ.get("JOURNEY_BY", "reader")
    if way == "reader":
        return []
    if way in BY_NAME:
        return ["--reader", "modem"]
    words = ["--modem", os.environ["TERN_LAB_MODEM"], "--slot", "2"]
    return words + {"proxy": ["--mbim-proxy"], "helper": ["--modem-helper"]}.get(way, [])


def command_words(words):
    """A modem that is found is not taken to a connection, but where that is what is tried."""
    stays = os.environ.get("JOURNEY_BY") == "found" and words[0] in ("add", "enable")
    return [*reader_words(), *words, *(["--no-connect"] if stays else [])]


def ternctl(*words, stdin="", **variables):
    ran = subprocess.run(["ternctl", "--json", *command_words(words)], input=stdin,
                         capture_output=True, text=True, timeout=SECONDS,
                         env=environment(**variables), check=False)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return Run(ran.returncode, lines, ran.stdout + ran.stderr)


def ternctl_signalled_at(is_the_moment, number, *words, **variables):
    """Runs ternctl and sends it a signal at the first line it prints for which the test says so.
    A negative status is the signal that ended it."""
    lines, sent = [], False
    with subprocess.Popen(["ternctl", "--json", *command_words(words)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True,
                          env=environment(**variables)) as process:
        for text in process.stdout:
            lines.append(json.loads(text))
            if not sent and is_the_moment(lines[-1]):
                process.send_signal(number)
                sent = True
        return Run(process.wait(SECONDS), lines, str(lines))


def ternctl_shaken(shake, *words):
    """Runs ternctl and calls `shake` with each line that it prints."""
    lines = []
    with subprocess.Popen(["ternctl", "--json", *command_words(words)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True) as process:
        for text in process.stdout:
            lines.append(json.loads(text))
            shake(lines[-1])
        return Run(process.wait(SECONDS), lines, str(lines))


def step_is(step, state):
    return lambda line: line.get("step") == step and line.get("state") == state


def half_is_loaded(line):
    return line.get("event") == "progress" and line["done"] > line["total"] / 2


def tell_modem_manager(*commands):
    subprocess.run([os.environ["TERN_FAKE_MODEM_MANAGER"], "--tell", *commands], check=True,
                   stdout=subprocess.DEVNULL)


@contextlib.contextmanager
def card_put_in_again():
    """After it was pulled: the same card, with what it remembers."""
    if "TERN_LAB_MODEM" in os.environ:
        with modem(os.environ["TERN_LAB_PKI"], os.environ["TERN_LAB_STATE"]):
            if os.environ["JOURNEY_BY"] in BY_NAME:
                tell_modem_manager("plug laptop")
            yield
        return
    with simulator("card", "--pki", os.environ["TERN_LAB_PKI"], "--state",
                   os.environ["TERN_LAB_STATE"], "--vpcd", os.environ["TERN_LAB_VPCD"]) as card:
        wait_for_card(card)
        yield


def code(name=""):
    return os.environ["TERN_LAB_CODE" + name]


def modem_log():
    """What the modem of the lab was asked, oldest first."""
    with open(os.environ["TERN_LAB_MODEM_LOG"], encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def server():
    return code().split("$")[1]


def matching_id(activation_code):
    return activation_code.split("$")[2]


def books():
    with open(os.environ["TERN_LAB_ORDERS"], encoding="utf-8") as file:
        return json.load(file)


def order(activation_code):
    wanted = matching_id(activation_code)
    return next(order for order in books()["orders"] if order["matching_id"] == wanted)


def state(activation_code):
    """Where the order stands; the books leave it out until the server has first written them."""
    return order(activation_code).get("state", "released")


def received():
    """The reports that reached the server, oldest first: what they are, and about which profile."""
    reports = []
    for report in books().get("received", []):
        succeeded = report.get("result") in (None, "ok")
        reports.append((report["type"] if succeeded else "failed", report.get("iccid")))
    return reports


class Journey(unittest.TestCase):
    """A test case that says all that ternctl said when something is not as it should be."""

    maxDiff = None

    def tearDown(self):
        """Behind a modem: after every command it uses the slot again that it used before."""
        if "TERN_LAB_MODEM" not in os.environ:
            return
        slots = [line["value"] for line in modem_log() if line["command"] == "set-mappings"]
        if not any(line["command"] == "unplugged" for line in modem_log()):
            self.assertEqual(slots, [2, 1] * (len(slots) // 2))
        self.assertEqual(2 in slots, os.environ["JOURNEY_BY"] != "mapped")

    def run_ternctl(self, status, *words, **options):
        run = ternctl(*words, **options)
        self.assertEqual(run.status, status, run.text)
        for name in ("", "_CC", "_USED", "_EXPIRED", "_OTHER_EID"):
            self.assertNotIn(matching_id(code(name)), run.text, "a matching ID was printed")
        return run

    def await_card(self):
        """After a switch ModemManager may lose sight of a modem for a moment."""
        deadline = time.monotonic() + SECONDS
        while ternctl("profiles").status != DONE and time.monotonic() < deadline:
            time.sleep(0.1)

    def profiles(self):
        if os.environ.get("JOURNEY_BY") in BY_NAME:
            self.await_card()
        return self.run_ternctl(DONE, "profiles").result["profiles"]

    def states(self):
        return {profile["iccid"]: profile["state"] for profile in self.profiles()}

    def waiting_reports(self):
        return self.run_ternctl(DONE, "notifications").result["notifications"]

    def assert_accounts_are_settled(self):
        """After an accident: what the card holds, the server knows; what it does not hold can still
        be installed with the same code. Either way nothing is owed any more."""
        iccid = order(code())["iccid"]
        if iccid not in self.states():
            self.assertNotIn(("install", iccid), received())
            self.assertTrue(self.run_ternctl(DONE, "add", code()).result["installed"])
        self.assertIn(iccid, self.states())
        self.assertEqual(received().count(("install", iccid)), 1, received())
        self.assertEqual(state(code()), "installed")
        self.assertEqual(self.waiting_reports(), [])
        self.assert_all_signed()

    def assert_error(self, run, **members):
        self.assertIsNotNone(run.error, run.text)
        self.assertEqual({name: run.error[name] for name in members}, members, run.text)
        for sentence in ("cause", "action"):
            self.assertTrue(run.error[sentence], run.text)

    def assert_all_signed(self):
        for report in books().get("received", []):
            self.assertTrue(report["signature_valid"], report)


def main():
    unittest.main(module="__main__", verbosity=2)
