#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-flatpak.py MANIFEST: flatpak-builder understands all of the manifest.

It exits with 0 even when it drops what it does not know, and then says so on standard error, where
it says nothing otherwise. What it understood must also ask for what Tern cannot do without.
"""

import json
import subprocess
import sys

NEEDED = {"--socket=pcsc", "--socket=wayland", "--socket=fallback-x11", "--share=network"}
# The services of the host that are spoken to.
SERVICES = {"io.github.ternesim.Tern.ModemHelper", "org.freedesktop.ModemManager1",
            "org.freedesktop.NetworkManager"}
REFUSED = {"--device=all", "--filesystem=host", "--filesystem=home", "--socket=system-bus"}


def main(manifest):
    shown = subprocess.run(
        ["flatpak-builder", "--show-manifest", manifest], capture_output=True, text=True, check=True
    )
    if shown.stderr.strip():
        return shown.stderr.strip()
    understood = json.loads(shown.stdout)
    arguments = set(understood["finish-args"])
    if NEEDED - arguments:
        return f"not asked for: {sorted(NEEDED - arguments)}"
    if REFUSED & arguments:
        return f"more than Tern needs: {sorted(REFUSED & arguments)}"
    services = {argument.partition("=")[2] for argument in arguments if "-name=" in argument}
    if services != SERVICES:
        return f"it may speak to {sorted(services)}"
    unpinned = [
        source["url"]
        for module in understood["modules"]
        for source in module["sources"]
        if source["type"] == "archive" and len(source.get("sha256", "")) != 64
    ]
    return f"without a checksum: {unpinned}" if unpinned else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
