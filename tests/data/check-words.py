#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check-words.py SOURCE-ROOT: every sentence that can be shown keeps to the rules.

The rules are those of CONTRIBUTING.md, "Words", that a machine can check. Each is a pattern and
what is wrong with what it finds. Between “ and ” stand labels, also those of other programs.
"""

import importlib
import pathlib
import re
import sys
import tempfile

sys.dont_write_bytecode = True
make_template = importlib.import_module("check-translations").make_template

AMERICAN = re.compile(
    r"\b(?:(?:behavior|catalog|center|color|favor|flavor|gray|honor|labor|license|math|neighbor)"
    r"(?:s|ed|ing|ful|ite|al)?|(?:cancel|label|model|signal|travel)(?:ed|ing|er)|fulfill|enrollment"
    r"|(?!(?:re)?size|seize|prize)\w{2,}(?:iz|yz)(?:e[sdr]?|ing|ations?)|dialog box|check number"
    r"|cell ?phone|toward|afterward|anymore|gotten|airplane mode)\b", re.IGNORECASE
)
ANYWHERE = (
    (re.compile(r"['\"]"), "a straight quotation mark or apostrophe: ’ and “ ” are used"),
    (re.compile(r"\.\.\."), "three dots: … is one character"),
    (re.compile(r"!"), "an exclamation mark"),
    (re.compile(r"(?<=\S)  "), "two spaces"),
    (re.compile(r"(?<=[\w”]) [,.;?](?!\w)"), "a space before a mark"),
    (re.compile(r"(?<=\w) -+ (?=\w)"), "a hyphen for a dash: make two sentences"),
    (AMERICAN, "American spelling"),
    (re.compile(r"\b[Ee]-mails?\b"), "“email”"),
    (re.compile(r"\bInternet\b"), "“internet”"),
    (re.compile(r"\b[Ww]eb ?[Ss]ites?\b(?<!website)(?<!websites)(?<!Website)"), "“website”"),
    (re.compile(r"\b(?:[Ii]llegal|[Aa]bort|[Ff]atal|[Oo]ops|[Ss]orry)\b"),
     "a word that blames or apologises"),
)
# What the standards call it. People are told what it is; the abbreviation may follow in brackets.
JARGON = re.compile(
    r"\b(?:SM-DP\+?|SM-DS|ISD-[RP]|APDU|EUM|PPR\d?|BPP|CI ?PKID|ES(?:8|9|10)[abc+]?|TLV|SGP\.\d+"
    r"|matchingId|eimTransactionId)(?![\w+])"
)
IN_BRACKETS = re.compile(r"\([^()]*\)")
# Words of these contexts are for staff and scripts.
FOR_STAFF = {"ternctl", "report"}
QUOTED = re.compile(r"“[^”]*”|%[\d$+.-]*l?[a-z]|\{\w+\}")
# Words that are written with a capital wherever they stand.
NAMES = set(
    "About Android Apps Card Carrier China General Lock MiB Milenage ModemManager ModemManager’s"
    " NetworkManager PipeWire PostgreSQL Privacy Settings Software Tern Tern’s Update Wi-Fi".split()
)
CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z][\w’-]*")


def entries(template):
    """Yields place, context and every text of each entry."""
    for block in template.split("\n\n")[1:]:
        place = re.search(r"^#: (\S+)", block, re.MULTILINE)
        texts = {}
        for key, lines in re.findall(r"^(msg\w+) ((?:\"[^\n]*\"\n?)+)", block, re.MULTILINE):
            joined = "".join(re.findall(r"^\"(.*)\"$", lines, re.MULTILINE))
            texts[key] = joined.replace('\\"', '"').replace("\\n", "\n")
        if place and texts.get("msgid"):
            yield place[1], texts.get("msgctxt"), [texts[key] for key in texts
                                                   if key in ("msgid", "msgid_plural")]


def problems_of(context, text):
    for pattern, what in ANYWHERE:
        if found := pattern.search(text):
            yield f"“{found[0].strip()}”: {what}"
    bare = QUOTED.sub(".", text)
    if context not in FOR_STAFF and (found := JARGON.search(IN_BRACKETS.sub("", bare))):
        yield f"“{found[0]}”: say what it is, with the abbreviation in brackets"
    for word in CAPITAL.findall(bare):
        if word not in NAMES:
            yield f"“{word}”: only names and the first word have a capital"


# What the rules have to refuse, lest they rot.
SAMPLES = (
    "It's there", "Wait...", "Done!", "One  two", "One , two", "One - two", "The color",
    "Organized", "Was canceled", "Send an e-mail", "The Internet", "A web site", "An illegal value",
    "Save the Report", "The ISD-R is missing", "Ask the SM-DP+",
)


def problems_of_rules():
    return [f"nothing is wrong with this any more: {sample}"
            for sample in SAMPLES if not list(problems_of("window", sample))]


def problems_of_entry(place, context, texts):
    if context is None and place.startswith("src/"):
        yield "no context: C_ (), NC_ (), lpa_plural () or context=\"…\" gives it one"
    for text in texts:
        yield from problems_of(context, text)


def main(root):
    with tempfile.TemporaryDirectory() as folder:
        template = pathlib.Path(folder) / "tern.pot"
        make_template(root, template)
        words = template.read_text(encoding="utf-8")
    problems = problems_of_rules() + [f"{place}: {what}\n    {texts[0]}"
                                      for place, context, texts in entries(words)
                                      for what in problems_of_entry(place, context, texts)]
    return "\n".join(problems) or None


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
