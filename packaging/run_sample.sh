#!/bin/sh
# `make run`: opens the Studio on a sample photograph; without a display it restores the sample
# and says where the result lies.
set -eu
studio=.venv/bin/inpaint-studio
sample=resources/samples/dust-bowl-home
photo=$(ls $sample.jpg $sample.png 2>/dev/null | head -n 1)

case "$(uname -s)" in
    Linux) display=${WAYLAND_DISPLAY:-${DISPLAY:-}} ;;
    *) display=native ;;
esac
if [ -n "$display" ] && $studio --help | grep -q "^  studio "; then
    exec $studio studio "$photo"
fi
mkdir -p build
result=build/$(basename "$photo")
$studio restore "$photo" --mask "$sample.mask.png" -o "$result"
echo "No display, so the sample was restored on the command line."
echo "before: $photo"
echo "after:  $result"
