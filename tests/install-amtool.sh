#!/bin/sh
# Prints the path of amtool for the tests of Alertmanager's configuration, after fetching it where
# there is none. It is unpacked and not installed, so that no Alertmanager starts.
set -eu
tools=$(cd "$(dirname "$0")/.." && pwd)/build/tools
amtool=$tools/alertmanager/usr/bin/amtool

installed() {
  found=$(command -v amtool) && "$found" --version >/dev/null 2>&1 && echo "$found"
}

unpacked() {
  "$amtool" --version >/dev/null 2>&1 && echo "$amtool"
}

fetch() {
  (cd "$1" && apt-get download -q prometheus-alertmanager)
}

update() {
  if [ "$(id -u)" = 0 ]; then apt-get update -q
  else sudo -n apt-get update -q
  fi
}

with_apt() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  mkdir -p "$tools"
  fresh=$(mktemp -d "$tools/fetched.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  fetch "$fresh" || { update && fetch "$fresh"; } || return 1
  dpkg -x "$fresh"/prometheus-alertmanager_*.deb "$fresh/alertmanager" || return 1
  rm -rf "$tools/alertmanager"
  mv "$fresh/alertmanager" "$tools/alertmanager"
}

installed && exit
unpacked && exit
echo "No amtool found; fetching the package prometheus-alertmanager." >&2
with_apt >&2 && unpacked && exit
echo "No amtool for the tests: install Prometheus Alertmanager (macOS: brew install alertmanager;" \
  "else from https://prometheus.io/download/), and run this again." >&2
exit 1
