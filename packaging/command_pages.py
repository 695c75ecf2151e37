"""Writes the manual page and the shell completions of the command, from its own options.

Every subcommand of the table is asked for its arguments, so that a new option appears in all of
them by itself. Needs the packages `shtab` and `argparse-manpage` (extra `packages`).
"""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

from inpaint_studio import __version__
from inpaint_studio.cli import SUBCOMMANDS

SHELLS = {
    "bash": "share/bash-completion/completions/inpaint-studio",
    "zsh": "share/zsh/vendor-completions/_inpaint-studio",
    "fish": "share/fish/vendor_completions.d/inpaint-studio.fish",
}
"""Where each shell looks for the completion of one command, below `/usr`."""
MANUAL_PAGE = "share/man/man1/inpaint-studio.1"


def whole_parser() -> argparse.ArgumentParser:
    """One parser that holds all subcommands; only read, never run."""
    parser = argparse.ArgumentParser(
        prog="inpaint-studio", description="Restores photographs on your own machine."
    )
    parser.add_argument(
        "--version", action="version", version=__version__, help="print the version"
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for row in SUBCOMMANDS:
        module = importlib.import_module(f"inpaint_studio.cli.{row.module}")
        sub = commands.add_parser(row.name, help=row.help, description=f"{row.help.capitalize()}.")
        module.add_arguments(sub)
    return parser


def write_pages(prefix: Path) -> list[Path]:
    """Write the manual page and all completions below `prefix` (such as `/usr`).

    Returns
    -------
    The files written.
    """
    import shtab
    from argparse_manpage.manpage import Manpage

    written = []
    for shell, place in SHELLS.items():
        # Each completion script changes the parser that it is given.
        written.append(_write(prefix / place, shtab.complete(whole_parser(), shell)))
    parser = whole_parser()
    parser._manpage = [
        {
            "heading": "FILES",
            "content": "Settings, models and recovery files lie in the folders that "
            "'inpaint-studio doctor' names.",
        }
    ]
    page = str(Manpage(parser, format="single-commands-section"))
    written.append(_write(prefix / MANUAL_PAGE, page))
    return written


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    for path in write_pages(Path(sys.argv[1])):
        print(path)
