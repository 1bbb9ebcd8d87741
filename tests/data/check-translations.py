#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-translations.py [--update] SOURCE-ROOT: po/POTFILES and every translation are complete.

With --update po/POTFILES is written instead of checked. The template is made anew with the options
of the preset of meson, so that it can neither be out of date nor hold a sentence that xgettext had
to guess at.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

CALLS = re.compile(
    r'(?<![\w"])(_|N_|C_|NC_|Q_|lpa_plural)\s*\(\s*(\w+,\s*)?"'
)
MARKED = re.compile(r'translatable="(?:yes|true)"')
GUIDE = re.compile(r"^<guide\b", re.MULTILINE)
KEYWORDS = ["_", "N_", "C_:1c,2", "NC_:1c,2", "Q_:1g", "lpa_plural:1c,2,3"]


def has_words(path):
    if path.suffix in (".c", ".h"):
        return CALLS.search(path.read_text(encoding="utf-8"))
    if path.suffix == ".ui":
        return MARKED.search(path.read_text(encoding="utf-8"))
    if path.suffix == ".xml" and path.parent.name == "guide":
        return GUIDE.search(path.read_text(encoding="utf-8"))
    return path.name.endswith((".desktop.in", ".metainfo.xml.in", ".gschema.xml", ".policy.in"))


def listed(root, name):
    lines = (root / "po" / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def files_with_words(root):
    return sorted(
        str(path.relative_to(root))
        for folder in ("data", "src")
        for path in (root / folder).rglob("*")
        if path.is_file() and has_words(path)
    )


def update_list(root):
    text = "\n".join(["# SPDX-License-Identifier: GPL-3.0-or-later", *files_with_words(root), ""])
    (root / "po" / "POTFILES").write_text(text, encoding="utf-8")


def problems_of_list(root):
    files = listed(root, "POTFILES")
    wanted = files_with_words(root)
    yield from (f"po/POTFILES lacks {name}" for name in wanted if name not in files)
    yield from (f"po/POTFILES lists {name} in vain" for name in files if name not in wanted)
    if files != sorted(files):
        yield "po/POTFILES is not sorted"


def make_template(root, template):
    """Returns what xgettext complains about."""
    made = subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--add-comments", "--package-name=tern",
         "--output", template, "--directory", root, "--files-from", root / "po" / "POTFILES"]
        + [f"--keyword={keyword}" for keyword in KEYWORDS],
        capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "GETTEXTDATADIRS": str(root / "data")},
    )
    return [line for line in made.stderr.split("\n") if line]


def problems_of_translation(root, language, template):
    catalogue = root / "po" / f"{language}.po"
    for command in (["msgfmt", "--check", "--output-file=/dev/null", catalogue],
                    ["msgcmp", catalogue, template]):
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            yield ran.stderr.strip()


def main(root):
    problems = list(problems_of_list(root))
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "tern.pot"
        problems += make_template(root, template)
        if not template.exists():
            problems.append("xgettext made no template")
        else:
            for language in listed(root, "LINGUAS"):
                problems += problems_of_translation(root, language, template)
    return "\n".join(problems) or None


if __name__ == "__main__":
    if sys.argv[1] == "--update":
        sys.exit(update_list(pathlib.Path(sys.argv[2])))
    sys.exit(main(pathlib.Path(sys.argv[1])))
