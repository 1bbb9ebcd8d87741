# SPDX-License-Identifier: GPL-3.0-or-later
"""How much memory a run takes for each row that it finishes. Runs in a lab with four readers."""

import json
import os
import subprocess
import sys

ORDER = os.environ["TERN_LAB_ORDER"]
READERS = [word for socket in os.environ["TERN_LAB_SOCKETS"].split()
           for word in ("--simulated", socket)]
# What a card's own list of profiles takes, and no more.
MOST_KIB_A_ROW = 10


def run(per_card):
    """Returns the rows that were done, and the most memory in KiB."""
    with subprocess.Popen(["ternctl", "--json", *READERS, "orders", "run", ORDER, "--yes",
                           "--per-card", str(per_card)], stdout=subprocess.PIPE,
                          text=True) as process:
        lines = [json.loads(line) for line in process.stdout]
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return next(line["result"]["done_now"] for line in lines if "result" in line), usage.ru_maxrss


def main():
    few, before = run(2)
    many, after = run(22)
    if (few, many) != (8, 80):
        return f"{few} and {many} rows were done"
    growth = (after - before) / (many - few)
    print(f"Orders: {before} KiB for {few} rows, {after} KiB for {many}: {growth:.1f} KiB a row")
    return growth > MOST_KIB_A_ROW


if __name__ == "__main__":
    sys.exit(main())
