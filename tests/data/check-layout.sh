#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-layout.sh SOURCE-ROOT: every C file is laid out as .clang-format says.
set -eu
cd "$1"
# Releases of clang-format differ in details. That of Debian 12 is the measure, and is what CI has.
if [ -z "${CI:-}" ] && ! clang-format --version | grep -q 'version 14\.'; then
  echo "This is not clang-format 14, whose layout is the measure: not compared."
  exit 77
fi
find src tests -name '*.[ch]' -exec clang-format --dry-run --Werror {} +
