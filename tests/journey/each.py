# SPDX-License-Identifier: GPL-3.0-or-later
"""each.py VALUE,VALUE,… COMMAND ARGUMENT…: the same journey with each value for {}, some at once.

For journeys that mostly wait, as a person with a card in their hand does: one after the other they
would hold up the journeys that do something.
"""

import concurrent.futures
import subprocess
import sys

AT_ONCE = 4


def run(value, command):
    words = [word.replace("{}", value) for word in command]
    return subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)


def main(values, command):
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        runs = list(pool.map(lambda value: run(value, command), values))
    for value, ran in zip(values, runs):
        print(f"{value}: {'good' if ran.returncode == 0 else ran.stdout}", flush=True)
    return any(ran.returncode != 0 for ran in runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].split(","), sys.argv[2:]))
