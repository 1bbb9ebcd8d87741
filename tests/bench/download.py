# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a download takes on a card that takes so many milliseconds (the argument) for each
exchange, against the time the card itself needs for them. Runs in a lab."""

import json
import os
import subprocess
import sys
import time

DELAY = int(sys.argv[1]) / 1000
MOST = 2.0


def main():
    trace = os.path.join(os.environ["XDG_CACHE_HOME"], "trace")
    start = time.monotonic()
    subprocess.run(["ternctl", "--json", "--trace", trace, "add", os.environ["TERN_LAB_CODE"]],
                   stdout=subprocess.DEVNULL, check=True)
    seconds = time.monotonic() - start
    with open(trace, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    exchanges = sum(line["kind"] == "apdu" for line in lines)
    floor = exchanges * DELAY
    print(f"Download: {exchanges} exchanges in all, {seconds:.2f} s; the card alone takes "
          f"{floor:.2f} s: {seconds / floor:.2f} times that")
    return seconds > MOST * floor


if __name__ == "__main__":
    sys.exit(main())
