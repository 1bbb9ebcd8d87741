#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-mirror.py SOURCE-ROOT CATALOGUE: a translation in which every sentence stands in brackets.

With it a test sees of each sentence on the way to a person whether gettext found it: one that the
template lacks, or has in another form, comes out without brackets.
"""

import importlib.util
import pathlib
import subprocess
import sys
import tempfile

HEADER = "--keep-header"


def load_rules(root):
    path = root / "tests" / "data" / "check-translations.py"
    spec = importlib.util.spec_from_file_location("check_translations", path)
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


def main(root, catalogue):
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "tern.pot"
        english = pathlib.Path(folder) / "english.po"
        mirrored = pathlib.Path(folder) / "mirrored.po"
        complaints = load_rules(root).make_template(root, template)
        if complaints:
            return "\n".join(complaints)
        subprocess.run(["msgen", "-o", english, template], check=True)
        subprocess.run(["msgfilter", HEADER, "-i", english, "-o", mirrored,
                        "sed", "-e", "1s/^/[/", "-e", "$s/$/]/"],
                       check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["msgfmt", "-o", catalogue, mirrored], check=True)
    return None


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
