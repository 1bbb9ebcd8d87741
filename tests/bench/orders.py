# SPDX-License-Identifier: GPL-3.0-or-later
"""How long eight cards in eight readers take against one card, on cards that take 20 ms for each
exchange; and how much memory more rows take. Runs in a lab with nine readers."""

import json
import os
import subprocess
import sys
import time

ORDER = os.environ["TERN_LAB_ORDER"]
SOCKETS = os.environ["TERN_LAB_SOCKETS"].split()
MOST = 1.15


def run(sockets, *words):
    """Returns the seconds that it took, the rows that were done, and the most memory in KiB."""
    readers = [word for socket in sockets for word in ("--simulated", socket)]
    start = time.monotonic()
    with subprocess.Popen(["ternctl", "--json", *readers, "orders", "run", ORDER, "--yes", *words],
                          stdout=subprocess.PIPE, text=True) as process:
        lines = [json.loads(line) for line in process.stdout]
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    done = next(line["result"]["done_now"] for line in lines if "result" in line)
    return time.monotonic() - start, done, usage.ru_maxrss


def main():
    one, done_by_one, _ = run(SOCKETS[8:])
    eight, done_by_eight, _ = run(SOCKETS[:8])
    if (done_by_one, done_by_eight) != (1, 8):
        return f"{done_by_one} and {done_by_eight} rows were done"
    print(f"Orders: eight readers took {eight:.2f} s for eight cards, one took {one:.2f} s for "
          f"one: {eight / one:.2f} times that")
    return eight > MOST * one


if __name__ == "__main__":
    sys.exit(main())
