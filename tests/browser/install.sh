#!/bin/sh
# Prints the path of a browser for the browser tests, after installing one where there is none.
# PYTHON: a Python that has playwright, for machines without apt-get.
set -eu

# A browser that answers --version: on some systems `chromium` only says how to get it.
installed() {
  for name in chromium chromium-browser google-chrome; do
    if found=$(command -v "$name") && "$found" --version >/dev/null 2>&1; then
      echo "$found"
      return
    fi
  done
  return 1
}

with_apt() {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" = 0 ]; then as_root='env'
  elif sudo -n true 2>/dev/null; then as_root='sudo -n env'
  else return 1
  fi
  $as_root apt-get update -q &&
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
      chromium fonts-liberation
}

with_playwright() {
  "${PYTHON:-python3}" -m playwright install --with-deps chromium
}

playwrights() {
  path=$("${PYTHON:-python3}" -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
' 2>/dev/null) && [ -x "$path" ] && echo "$path"
}

installed && exit
playwrights && exit
echo "No browser found; installing chromium." >&2
with_apt >&2 && installed && exit
with_playwright >&2 && playwrights && exit
echo "No browser for the browser tests: install chromium, and run this again." >&2
exit 1
