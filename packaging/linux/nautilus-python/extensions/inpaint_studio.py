"""GNOME Files: "Restore in Inpaint Studio" in the menu of photographs.

Read by the package `python3-nautilus` where it is installed; without it, *Open With* has the entry.
"""

import locale
import subprocess

from gi.repository import GObject, Nautilus

TYPES = frozenset(
    f"image/{kind}" for kind in ("jpeg", "png", "tiff", "webp", "bmp", "avif", "jxl", "openraster")
)
COMMAND = ("inpaint-studio", "studio")


def label():
    language = locale.getlocale()[0] or ""
    if language.startswith("zh"):
        return "用 Inpaint Studio 修复"
    return "Restore in Inpaint Studio"


class InpaintStudioMenu(GObject.GObject, Nautilus.MenuProvider):
    def get_file_items(self, *arguments):
        """One item where all that is chosen are photographs in files.

        Nautilus 43 and newer give the files alone; older ones the window before them.
        """
        files = arguments[-1]
        paths = [each.get_location().get_path() for each in files]
        if not files or not all(paths) or any(each.get_mime_type() not in TYPES for each in files):
            return []
        item = Nautilus.MenuItem(
            name="InpaintStudio::restore",
            label=label(),
            icon="io.github.inpaint_studio.InpaintStudio",
        )
        item.connect("activate", lambda _: subprocess.Popen([*COMMAND, *paths]))
        return [item]
