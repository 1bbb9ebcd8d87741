#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-sources.py SOURCE-ROOT: the house rules of CONTRIBUTING.md that a machine can check.

Each rule is a function from a file to the lines that break it; RULES says which files it is for.
"""

import os
import pathlib
import re
import sys

MAX_COLUMNS = 100
MAX_FUNCTION_LINES = 80

# What each room may include of the others, besides itself. Arrows run down.
ARROWS = {
    "lpa": set(),
    "readers": {"lpa"},
    "network": {"lpa", "readers", "ledger"},
    "modem-helper": {"lpa", "readers"},
    "scan": {"lpa"},
    "camera": {"lpa", "scan"},
    "ledger": {"lpa", "readers"},
    "checks": {"lpa", "readers", "network", "ledger"},
    "orders": {"lpa", "readers", "scan", "ledger", "checks"},
    "guide": {"lpa", "readers", "ledger", "checks"},
    "ctl": {"lpa", "readers", "network", "scan", "ledger", "checks", "orders", "guide"},
    "app": {"lpa", "readers", "network", "scan", "camera", "ledger", "checks", "orders", "guide"},
    "sim": set(),
}
# The two exceptions: the simulators read and write TLV with the LPA's code.
SHARED_WITH_SIM = {"lpa/lpa-hex.h", "lpa/lpa-tlv.h"}
# Libraries that only some rooms may use.
LIBRARIES = {
    re.compile(r"<(gtk|gdk|adwaita)[/.]"): {"app"},
    re.compile(r"<(PCSC/)?(winscard|pcsclite|reader)\.h>"): {"readers"},
    re.compile(r"<polkit"): {"modem-helper"},
    re.compile(r"<(sqlite3|libpq|libsecret)"): {"ledger"},
    re.compile(r"<csv\.h>"): {"orders"},
    re.compile(r"<(zbar|qrencode|poppler)"): {"scan"},
    re.compile(r"<(gst|pipewire|spa)/"): {"camera"},
    re.compile(r"<libsoup"): {"lpa", "sim"},
    re.compile(r"<NetworkManager\.h>"): {"network"},
}
FORBIDDEN = {
    re.compile(r"^\s*goto\s"): "goto",
    re.compile(r"\b(strcpy|strcat|v?sprintf|gets|strtok|(g_)?alloca)\s*\("): "no bounds",
    re.compile(r"\b(atoi|atol|strtol|strtoul|strtoll|strtoull)\s*\("): "a number read unchecked",
    re.compile(r"\b(TODO|FIXME|XXX)\b"): "a promise of later work",
    re.compile(r"\bg_test_(skip|incomplete)\b"): "a test that skips",
    re.compile(r'"accept-certificate"'): "a way around verification of a server",
    re.compile(r"widget_class->grab_focus ="): "the Tab key may be kept in there: "
                                                 "tern_access_set_grab_focus ()",
    re.compile(r"\t"): "a tab",
    re.compile(r"\s+$"): "white space at the end",
}


def first_lines_name_licence(root, path, lines):
    if not any("SPDX-License-Identifier: " in line for line in lines[:3]):
        yield 1, "the SPDX line is missing"


def lines_are_short(root, path, lines):
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_COLUMNS:
            yield number, f"{len(line)} columns, {MAX_COLUMNS} at most"


def nothing_forbidden(root, path, lines):
    for number, line in enumerate(lines, 1):
        for pattern, what in FORBIDDEN.items():
            if pattern.search(line):
                yield number, what


def functions_are_small(root, path, lines):
    """A function starts at a lone brace after a line that ends its parameters."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and lines[number - 2].endswith(")"):
            start = number
        elif line == "}" and start:
            if number - start > MAX_FUNCTION_LINES:
                yield start, f"a function of {number - start} lines, {MAX_FUNCTION_LINES} at most"
            start = None


def includes_run_down(root, path, lines):
    parts = path.relative_to(root).parts
    if parts[0] != "src" or len(parts) < 3:
        return
    room = parts[1]
    for number, line in enumerate(lines, 1):
        own = re.match(r'#include "(([\w-]+)/[\w.-]+)"', line)
        if own and own[2] in ARROWS and own[2] != room and own[2] not in ARROWS[room]:
            if not (room == "sim" and own[1] in SHARED_WITH_SIM):
                yield number, f"{room} may not include {own[1]}"
        for pattern, rooms in LIBRARIES.items():
            if line.startswith("#include") and pattern.search(line) and room not in rooms:
                yield number, f"{room} may not use {line.removeprefix('#include ')}"


def headers_are_guarded(root, path, lines):
    if path.suffix == ".h" and "#pragma once" not in lines[:3]:
        yield 2, "#pragma once is missing"


C_FILES = (".c", ".h")
SCRIPTS = ("", ".build", ".py", ".sh")
DATA_FILES = (".css", ".in", ".supp", ".svg", ".txt", ".ui", ".xml", ".yml")
RULES = [
    (first_lines_name_licence, C_FILES + SCRIPTS + DATA_FILES),
    (lines_are_short, C_FILES + SCRIPTS),
    (nothing_forbidden, C_FILES),
    (functions_are_small, C_FILES),
    (includes_run_down, C_FILES),
    (headers_are_guarded, C_FILES),
]


SKIPPED = (".git", ".cache", "build", "samples", "__pycache__")
NOT_OURS = {"COPYING", ".gitignore", ".git"}


def own_files(root):
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(SKIPPED)]
        yield from (pathlib.Path(folder) / name for name in sorted(names) if name not in NOT_OURS)


def main(root):
    problems = []
    for path in own_files(root):
        rules = [rule for rule, suffixes in RULES if path.suffix in suffixes]
        if rules:
            lines = path.read_text(encoding="utf-8").split("\n")
            problems += [f"{path.relative_to(root)}:{number}: {what}"
                         for rule in rules for number, what in rule(root, path, lines)]
    return "\n".join(problems) or None


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
