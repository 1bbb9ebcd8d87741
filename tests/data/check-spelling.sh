#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-spelling.sh SOURCE-ROOT: no common misspelling in anything written in English.
set -eu
cd "$1"
# Words that look misspelt and are not: abbreviations of the standards and of OpenSSL and GLib.
codespell --quiet-level 3 --skip '*.po,*.pem,*.key,*.json,*.svg' \
  --ignore-words-list \
  'te,ser,nd,fo,ba,ot,ue,crate,parm,statics,thi,ans,sie,inout,fpr,hda,adresse,datas' \
  .ci data dev flatpak src tests README.md CONTRIBUTING.md
