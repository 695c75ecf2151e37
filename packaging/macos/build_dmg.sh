#!/bin/sh
# An application and a disk image for macOS, from the bundle that PyInstaller made there.
#     sh packaging/macos/build_dmg.sh "build/packages/Inpaint Studio.app" build/packages 1.0.0
# Signed where CODESIGN_IDENTITY names a certificate, else ad hoc (macOS then asks at the first start).
set -eu
app=$1
out=$2
version=$3
codesign --force --deep --options runtime --sign "${CODESIGN_IDENTITY:--}" "$app"
codesign --verify --deep --strict "$app"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
image="$out/Inpaint-Studio-$version-$(uname -m).dmg"
rm -f "$image"
hdiutil create -volname "Inpaint Studio" -srcfolder "$stage" -ov -format ULFO "$image"
echo "$image"
