#!/bin/sh
# Finds the shared libraries that the window and OpenCV need on Linux, and installs or names them.
# Quick when nothing is missing; never fails the set-up, since the command line may do without.
set -u
[ "$(uname -s)" = Linux ] || exit 0

# shared library : package of Debian and Ubuntu
wanted="
libGL.so.1:libgl1
libEGL.so.1:libegl1
libglib-2.0.so.0:libglib2.0-0
libdbus-1.so.3:libdbus-1-3
libfontconfig.so.1:libfontconfig1
libxkbcommon-x11.so.0:libxkbcommon-x11-0
libxcb-cursor.so.0:libxcb-cursor0
libxcb-icccm.so.4:libxcb-icccm4
libxcb-image.so.0:libxcb-image0
libxcb-keysyms.so.1:libxcb-keysyms1
libxcb-render-util.so.0:libxcb-render-util0
libxcb-shape.so.0:libxcb-shape0
"
known=$( (ldconfig -p || /sbin/ldconfig -p) 2>/dev/null)
packages=""
for row in $wanted; do
    case "$known" in
        *"${row%%:*}"*) ;;
        *) packages="$packages ${row##*:}" ;;
    esac
done
# The tests open a real window on a virtual screen and move a real pointer.
for row in Xvfb:xvfb xdotool:xdotool; do
    command -v "${row%%:*}" >/dev/null 2>&1 || packages="$packages ${row##*:}"
done
[ -n "$packages" ] || exit 0

if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing system libraries:$packages"
    log=$(mktemp)
    if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } >"$log" 2>&1; then
        tail -n 5 "$log"
        echo "They could not be installed; the window and its tests may not start."
    fi
    rm -f "$log"
else
    echo "These system libraries are missing; the window may not start without them:$packages"
    echo "On Debian and Ubuntu: sudo apt-get install$packages"
    echo "On other systems, install the packages that hold:"
    for row in $wanted; do
        case "$known" in *"${row%%:*}"*) ;; *) echo "  ${row%%:*}" ;; esac
    done
fi
exit 0
