#!/bin/sh
# Make sure that the named Debian packages are there; elsewhere say what is needed and go on.
set -eu
command -v dpkg-query >/dev/null 2>&1 || {
    echo "This is not Debian: see to it that these are installed: $*"
    exit 0
}
missing=
for name in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "These packages are missing, and neither root nor sudo is at hand:$missing" >&2
    echo "Ask the administrator for: apt-get install$missing" >&2
    exit 1
fi
echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # the names are meant to split
if ! { $as_root apt-get update -qq && \
       $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1
then
    cat "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
