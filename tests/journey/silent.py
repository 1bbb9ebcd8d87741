# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole way of a code, with all that can be written down switched on: no matching ID and no
confirmation code in any of it, and no whole EID or ICCID in what is kept or sent on."""

import base64
import hashlib
import os
import pathlib
import signal
import subprocess
import unittest

from journey import (DONE, SECONDS, SERVER, books, code, command_words, environment, main,
                     matching_id, order)

WRONG = "73190-wrong-42"  # A confirmation code that nothing else looks like.
ORDER = os.environ["TERN_LAB_ORDER"]
KEPT = ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def spellings(text):
    """As it stands, as bytes in either notation, and as the card has digits: two in a byte."""
    data = text.encode()
    found = {data, data.hex().encode(), base64.b64encode(data)[:-4]}
    if text.isdigit():
        padded = text + "F" * (len(text) % 2)
        swapped = "".join(padded[i + 1] + padded[i] for i in range(0, len(padded), 2))
        for digits in (padded, swapped):
            found |= {digits.encode(), bytes.fromhex(digits),
                      base64.b64encode(bytes.fromhex(digits))[:-4]}
    return {spelling.lower() for spelling in found}


def secrets():
    """Of each code that the server knows the matching ID; the wrong confirmation code, its hash."""
    words = [known["matching_id"] for known in books()["orders"]] + [WRONG]
    once = hashlib.sha256(WRONG.encode()).digest()
    found = {word: spellings(word) for word in words if word}
    found["a hash of the confirmation code"] = {once, once.hex().encode(),
                                                base64.b64encode(once)[:-4].lower()}
    return found


def identities():
    numbers = [os.environ["TERN_LAB_EID"]]
    numbers += [known["iccid"] for known in books()["orders"] if known.get("iccid")]
    return {number: spellings(number) for number in numbers}


class Secrets(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(os.environ["XDG_DATA_HOME"]).parent
        self.trace = self.folder / "trace.json"
        self.words_seen = b""
        self.traced = b""

    def look_at_process(self, process, line):
        words = pathlib.Path(f"/proc/{process.pid}/cmdline").read_bytes()
        self.assert_free(f"the list of processes at {line}", words, secrets())
        self.words_seen += words

    def ternctl(self, *words, stdin="", json=True, kill_at=None):
        """Runs it, and looks at what the list of processes shows at every line that it says."""
        process = subprocess.Popen(
            ["ternctl", *(["--json"] if json else []), "--verbose", "--trace", str(self.trace),
             *command_words(words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=environment(G_MESSAGES_DEBUG="all"))
        with process:
            process.stdin.write(stdin)
            process.stdin.close()
            said = []
            for line in process.stdout:
                said.append(line)
                self.look_at_process(process, line)
                if kill_at is not None and kill_at in line:
                    process.send_signal(signal.SIGKILL)
                    kill_at = None
            status = process.wait(SECONDS)
        self.said += said
        self.traced += self.trace.read_bytes()
        self.assert_kept_nothing()
        return status, "".join(said)

    def assert_free(self, where, data, forbidden):
        small = data.lower()
        for name, ways in forbidden.items():
            for way in ways:
                self.assertFalse(way in small, f"{name} is in {where}, as {way}")

    def assert_kept_nothing(self):
        """What lies on the disk, the journal's last pages among it, after each run."""
        for name in KEPT:
            for path in pathlib.Path(os.environ[name]).rglob("*"):
                if path.is_file():
                    self.assert_free(path, path.read_bytes(), {**secrets(), **identities()})

    def go_all_the_way(self):
        good, asks = code(), code("_CC")

        self.assertEqual(self.ternctl("check", good)[0], DONE)
        self.ternctl("add", good, "--check-only")
        self.ternctl("add", "-", stdin=good + "\n", kill_at='"package-loaded"')
        self.ternctl("add", good, "--enable")
        self.ternctl("add", asks, "--confirmation-code", "-", stdin=WRONG + "\n")
        status, said = self.ternctl("add", asks, "--confirmation-code", WRONG, json=False)
        self.assertEqual(status, SERVER, said)
        status, said = self.ternctl("add", asks, "--confirmation-code", "1234", json=False)
        self.assertEqual(status, DONE, said)
        self.ternctl("add", code("_EXPIRED"))
        installed = order(asks)["iccid"]
        self.ternctl("rename", installed, "Two")
        self.ternctl("enable", installed)
        self.ternctl("delete", order(good)["iccid"], "--yes")
        self.ternctl("orders", "check", ORDER)
        status, said = self.ternctl("orders", "run", ORDER, "--yes", "--per-card", "2")
        self.assertEqual(status, DONE, said)
        self.ternctl("orders", "status", ORDER)
        self.ternctl("notifications")
        self.ternctl("history", json=False)
        self.ternctl("reset", "--profiles", "--yes")

    def test_nothing_tells(self):
        report = self.folder / "report.txt"
        self.said = []
        with open(self.folder / "log", "wb+") as self.log:
            self.go_all_the_way()
            status, said = self.ternctl("report", "--order", "A-17 " + code("_EXPIRED"),
                                        "--checks", "--output", str(report))
            self.assertEqual(status, DONE, said)
            self.log.seek(0)
            log = self.log.read()

        self.assertIn(b"tern", log.lower(), "nothing was logged, so nothing was tried")
        self.assertIn(b"es9plus", self.traced)
        both = {**secrets(), **identities()}
        self.assert_free("the log", log, both)
        self.assert_free("the trace", self.traced, both)
        self.assert_free("the report", report.read_bytes(), both)
        # What it tells the person at the terminal names cards and profiles, but no code.
        self.assert_free("what it said", "".join(self.said).encode(), secrets())
        self.assertIn(b"ternctl", self.words_seen)


if __name__ == "__main__":
    main()
