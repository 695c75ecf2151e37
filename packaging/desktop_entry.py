"""Puts Inpaint Studio into the applications menu of a Linux desktop, or takes it out again.

Writes the entry and the icon below ``$XDG_DATA_HOME``, for this user alone; the entry starts the
command of the environment that this script runs in, so that nothing need be on the `PATH`.
Windows and macOS have no such files: there the command itself starts the window.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

APPLICATION = "io.github.inpaint_studio.InpaintStudio"
ROOT = Path(__file__).resolve().parents[1]
ENTRY = ROOT / "packaging" / "linux" / f"{APPLICATION}.desktop"
ICON = ROOT / "resources" / "icons" / "inpaint-studio.svg"


def data_home() -> Path:
    """The user's data folder as the XDG base directory specification names it."""
    named = os.environ.get("XDG_DATA_HOME", "")
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"


def places(home: Path) -> tuple[Path, Path]:
    """Where entry and icon lie below the data folder `home`."""
    return (
        home / "applications" / f"{APPLICATION}.desktop",
        home / "icons" / "hicolor" / "scalable" / "apps" / f"{APPLICATION}.svg",
    )


def quoted(program: str) -> str:
    """`program` as an argument of ``Exec=`` (Desktop Entry Specification, "The Exec key").

    The reserved characters are escaped twice: once inside the quotes, once as a string value.
    """
    for character in '\\"`$':
        program = program.replace(character, "\\" + character)
    return '"' + program.replace("\\", "\\\\").replace("%", "%%") + '"'


def entry_text(command: Path) -> str:
    """The entry with `command` in place of the bare name."""
    lines = []
    for line in ENTRY.read_text(encoding="utf-8").splitlines():
        if line.startswith("Exec="):
            line = f"Exec={quoted(str(command))} studio %F"
        elif line.startswith("TryExec="):
            line = "TryExec=" + str(command).replace("\\", "\\\\")
        lines.append(line)
    return "\n".join(lines) + "\n"


def install(home: Path, command: Path) -> tuple[Path, Path]:
    """Write entry and icon below `home`; both are replaced where they exist."""
    entry, icon = places(home)
    for path in (entry, icon):
        path.parent.mkdir(parents=True, exist_ok=True)
    entry.write_text(entry_text(command), encoding="utf-8")
    shutil.copyfile(ICON, icon)
    return entry, icon


def remove(home: Path) -> None:
    """Take both away; nothing happens where they are not."""
    for path in places(home):
        path.unlink(missing_ok=True)


def _tell_the_desktop(home: Path) -> None:
    program = shutil.which("update-desktop-database")
    if program:
        subprocess.run([program, home / "applications"], check=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--remove", action="store_true", help="take the entry out of the menu")
    wants_removal = parser.parse_args().remove
    if not sys.platform.startswith("linux"):
        sys.stdout.write("Only Linux has this menu entry; start `inpaint-studio studio` here.\n")
        return 2
    home = data_home()
    if wants_removal:
        remove(home)
        sys.stdout.write("Inpaint Studio is no longer in the applications menu.\n")
    else:
        command = Path(sys.executable).with_name("inpaint-studio")
        if not command.exists():
            sys.stdout.write(f"{command} is not there; run `make setup` first.\n")
            return 1
        entry, icon = install(home, command)
        sys.stdout.write(f"Inpaint Studio is in the applications menu:\n  {entry}\n  {icon}\n")
    if (home / "applications").is_dir():
        _tell_the_desktop(home)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
