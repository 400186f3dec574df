#!/bin/sh
# Tells in one line what is not there of what trying the extension needs; nothing where all is.
missing=
needs() { missing="${missing:+$missing, }$1"; }
has() { command -v "$1" >/dev/null; }

[ "$(uname -sm)" = "Linux x86_64" ] || needs "Linux on x86-64"
if has node; then
  version=$(node --version)
  major=${version#v}
  [ "${major%%.*}" -ge 20 ] || needs "Node 20 or newer, not $version"
else
  needs "Node 20 or newer"
fi
has npm || needs npm
[ -n "$CHROMIUM" ] || has chromium || has chromium-browser || has google-chrome || needs chromium
has rg || needs ripgrep
printf '%s' "$missing"
