# SPDX-License-Identifier: GPL-3.0-or-later
"""Two stations share their history in a PostgreSQL of the test's own: what one uses the other
knows, and while the database is away no code is used."""

import contextlib
import os
import pathlib
import signal
import subprocess
import tempfile

from journey import (DONE, FAILED, NETWORK, USAGE, Journey, code, main, state,
                     ternctl_signalled_at)

NOBODY = 65534
NAMES = ("Till 1", "Till 2")


def become_ordinary():
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


class Server:
    """PostgreSQL refuses to run as root."""

    def __init__(self, folder):
        self.folder = folder
        self.data = str(pathlib.Path(folder) / "data")
        self.programs = pathlib.Path(subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        subprocess.run([self.programs / "initdb", "-D", self.data, "-A", "trust", "-U", "tern",
                        "-E", "UTF8", "--locale=C.UTF-8", "-N", "--no-instructions"],
                       preexec_fn=become_ordinary, cwd=folder, stdout=subprocess.DEVNULL,
                       check=True)
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, "-h", "", "-k", self.folder,
             "-c", "fsync=off", "-c", "shared_buffers=16MB"],
            preexec_fn=become_ordinary, cwd=self.folder, stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            if "ready to accept connections" in line:
                return
        raise RuntimeError("PostgreSQL does not start")

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        self.process.stderr.close()

    def address(self):
        return f"host={self.folder} user=tern dbname=postgres"


class Stations(Journey):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stack = contextlib.ExitStack()
        cls.server = Server(cls.stack.enter_context(tempfile.TemporaryDirectory(prefix="pg-")))
        cls.addClassCleanup(cls.stack.close)
        cls.addClassCleanup(cls.server.stop)

    def of(self, number):
        """The words and the folder of a station, which keeps its own files."""
        home = pathlib.Path(os.environ["XDG_DATA_HOME"]) / f"station-{number}"
        words = ["--ledger", self.server.address(), "--station", NAMES[number]]
        return words, {"XDG_DATA_HOME": str(home)}

    def at(self, number, status, *words, **variables):
        own, home = self.of(number)
        return self.run_ternctl(status, *own, *words, **home, **variables)

    def test_1_nothing_yet(self):
        run = self.at(0, DONE, "ledger")
        self.assertTrue(run.result["reachable"], run.text)
        self.assertIsNone(run.result["encryption"])

    def test_2_one_uses_a_code(self):
        self.at(0, DONE, "add", "--yes", code())
        self.assertEqual(state(code()), "installed")

    def test_3_the_other_knows(self):
        entries = self.at(1, DONE, "history").result["operations"]
        self.assertEqual([entry["station"] for entry in entries], [NAMES[0]])
        self.assertEqual(entries[0]["outcome"], "done")
        run = self.at(1, FAILED, "add", "--yes", code())
        self.assert_error(run, domain="journal", code="claimed", code_usable="provider-decides")
        self.assertIn(NAMES[0], run.text)

    def test_4_away(self):
        self.server.stop()
        run = self.at(1, NETWORK, "add", "--yes", code("_CC"))
        self.assert_error(run, domain="journal", code="away", code_usable="yes")
        self.assertEqual(state(code("_CC")), "released")
        self.at(1, NETWORK, "ledger", "status")
        profile = self.at(0, DONE, "profiles").result["profiles"][0]
        self.at(0, DONE, "rename", profile["iccid"], "While away")

    def test_5_back(self):
        self.server.start()
        self.at(0, DONE, "history")
        entries = self.at(1, DONE, "history").result["operations"]
        renames = [entry for entry in entries if entry["operation"] == "rename"]
        self.assertEqual([entry["station"] for entry in renames], [NAMES[0]])

    def write_order(self):
        path = pathlib.Path(os.environ["XDG_DATA_HOME"]) / "order.csv"
        path.write_text(f"Name,Code,Confirmation code\nfirst,{code('_CC')},1234\n",
                        encoding="utf-8")
        return str(path)

    def test_6_one_dies_at_a_row_of_an_order(self):
        path = self.write_order()
        own, home = self.of(0)
        run = ternctl_signalled_at(
            lambda line: (line.get("event"), line.get("step")) == ("row-step", "claimed"),
            signal.SIGKILL, *own, "orders", "run", path, "--yes", **home)
        self.assertEqual(run.status, -signal.SIGKILL, run.text)
        run = self.at(1, DONE, "orders", "release", path)
        self.assertEqual(run.result["states"]["claimed"], 1, run.text)
        held = run.events("held")[0]
        self.assertEqual((held["row"], held["station"], held["this_station"], held["at_work"]),
                         (1, NAMES[0], False, False))
        for member in ("since", "last_heard_of", "eid", "message"):
            self.assertTrue(held[member], run.text)
        self.assertIn(NAMES[0], held["message"])
        self.assertIn("may have been used", held["message"])

    def test_7_another_goes_on_with_it(self):
        path = self.write_order()
        run = self.at(1, USAGE, "orders", "release", path, "1")
        self.assertEqual(run.error["code"], "needs-answer", run.text)
        self.at(1, USAGE, "orders", "release", path, "2", "--yes")
        self.at(1, USAGE, "orders", "check", path, "1")
        run = self.at(1, DONE, "orders", "release", path, "1", "--yes")
        self.assertEqual([(event["row"], event["released"]) for event in run.events("released")],
                         [(1, "free")])
        self.assertEqual(run.result["states"]["waiting"], 1, run.text)
        run = self.at(1, DONE, "orders", "run", path, "--yes")
        self.assertEqual(run.result["states"]["done"], 1, run.text)
        self.assertEqual(state(code("_CC")), "installed")
        run = self.at(0, DONE, "orders", "release", path)
        self.assertEqual(run.events("held"), [])


if __name__ == "__main__":
    main()
