#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-xml.sh SOURCE-ROOT: everything that is XML is well-formed.
set -eu
cd "$1"
find data src \( -name '*.ui' -o -name '*.xml' -o -name '*.xml.in' -o -name '*.svg' \) \
  -exec xmllint --noout --nonet {} +
