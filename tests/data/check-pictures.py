#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-pictures.py SOURCE-ROOT: the pictures that others see of Tern are as they should be.

Each picture of data/screenshots is shown by software centres, with words below it, and is one that
`./dev screenshots` takes; the read-me shows none that is not there. All are of one size, and none
is so large that a clone of the repository is slow for it.
"""

import re
import struct
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

METAINFO = "data/io.github.ternesim.Tern.metainfo.xml.in"
ADDRESS = "https://raw.githubusercontent.com/ternesim/tern/main/data/screenshots/"
# In pixels and bytes. Software centres show nothing narrower well.
NARROWEST, WIDEST = 620, 1600
LARGEST = 120_000


def read_size(path):
    """Width and height of a PNG file."""
    head = path.read_bytes()[:24]
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        return None
    return struct.unpack(">II", head[16:24])


def check_shown(root, names):
    """What software centres and the read-me show."""
    shots = xml.parse(root / METAINFO).getroot().findall("screenshots/screenshot")
    addresses = [shot.findtext("image", "").strip() for shot in shots]
    shown = {address.removeprefix(ADDRESS) for address in addresses}
    if shown != names:
        yield f"{METAINFO}: shows {sorted(shown)}, there are {sorted(names)}"
    if [shot.get("type") for shot in shots].count("default") != 1:
        yield f"{METAINFO}: one picture is the first to be seen"
    for shot, address in zip(shots, addresses):
        if not shot.findtext("caption", "").strip():
            yield f"{METAINFO}: no words below {address}"
    for name in re.findall(r"data/screenshots/([\w.-]+)", (root / "README.md").read_text()):
        if name not in names:
            yield f"README.md: shows {name}, which is not there"


def check_files(root, paths):
    """The files themselves."""
    scenes = "".join(path.read_text() for path in (root / "tests/app").glob("pictures-*.c"))
    for path in paths:
        size = read_size(path)
        if size is None or not NARROWEST <= size[0] <= WIDEST or size != read_size(paths[0]):
            yield f"{path.name}: no PNG, or of a size of its own: {size}"
        if path.stat().st_size > LARGEST:
            yield f"{path.name}: {path.stat().st_size} bytes, {LARGEST} at most"
        if f'"{path.stem}"' not in scenes:
            yield f"{path.name}: no scene of ./dev screenshots takes it"


def main(root):
    paths = sorted((root / "data/screenshots").iterdir())
    faults = [*check_shown(root, {path.name for path in paths}), *check_files(root, paths)]
    return "\n".join(faults) or None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
