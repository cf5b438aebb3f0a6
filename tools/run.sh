#!/bin/sh
# Open the terminal on a demonstration compound; without a display, run the same lane on a virtual one for a while.
set -eu
terminal=.venv/bin/gate-terminal
camera=simulated
for device in /dev/video*; do
    [ -e "$device" ] && camera=0
done
[ "$camera" = 0 ] || echo "No camera is attached: the demonstration uses the simulated one."
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]; then
    exec "$terminal" demo --camera "$camera"
fi
echo "There is no display: the lane runs on a virtual one for ${DEMO_SECONDS:=40} seconds, with the simulated camera."
sh tools/packages.sh xvfb
mkdir -p demo-run
number=$(mktemp)
Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp -noreset 3>"$number" 2>demo-run/display.log &
display=$!
trap 'kill $display 2>/dev/null || true; rm -f "$number"' EXIT INT TERM
waited=0
until [ -s "$number" ]; do
    waited=$((waited + 1))
    [ $waited -le 100 ] || { echo "The virtual display did not start; see demo-run/display.log." >&2; exit 3; }
    sleep 0.1
done
DISPLAY=:$(cat "$number") "$terminal" demo --data demo-run/terminal --camera simulated --thermometer simulated:36.5 \
    --seconds "$DEMO_SECONDS" --pictures demo-run/pictures --events demo-run/events.jsonl
echo "Pictures of the screen: demo-run/pictures"
echo "The ledger:             demo-run/terminal/gate.sqlite"
echo "The answers:            demo-run/events.jsonl"
