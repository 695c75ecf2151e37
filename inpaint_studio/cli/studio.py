"""`inpaint-studio studio [FILE...]`: opens the window.

The window is found by name when it is wanted: it is the one part that the command line does not
build on, so that everything else works where Qt does not.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from inpaint_studio.errors import MissingPartError

__all__ = ["add_arguments", "run"]

_WINDOW = "inpaint_studio.app.startup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the subcommand."""
    parser.add_argument(
        "files", nargs="*", metavar="FILE", type=Path, help="photographs or a project (.ora)"
    )
    parser.add_argument(
        "--mask", metavar="FILE", type=Path, help="the hole of the first photograph"
    )
    parser.add_argument(
        "--save-to",
        metavar="FILE",
        type=Path,
        help="Save writes there without asking; for programs that wait for the result",
    )


def run(args: argparse.Namespace) -> int:
    """Open the window and return when it closes.

    Raises
    ------
    MissingPartError
        If Qt or a system library that it needs is not there.
    """
    try:
        module = importlib.import_module(_WINDOW)
        main: Callable[[list[str]], int] = module.main
        sys.argv[0] = "inpaint-studio"
        words = [str(path) for path in args.files]
        for name, path in (("--mask", args.mask), ("--save-to", args.save_to)):
            words += [name, str(path)] if path else []
        return main(words)
    except ImportError as error:
        raise MissingPartError(
            "The window cannot start ({error}); run 'inpaint-studio doctor' to see what is "
            "missing.",
            error=error,
        ) from error
