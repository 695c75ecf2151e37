"""The command `inpaint-studio`: a table of subcommands, each imported when it is asked for.

Importing this package loads neither torch nor Qt, and help loads nothing that only work needs.
Only the command line prints and exits; the library raises, and `main` turns every
`InpaintStudioError` into one line and an exit status: 0 done, 1 failed, 2 bad input, 130 cancelled.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from inpaint_studio import __version__
from inpaint_studio.errors import InpaintStudioError, OutOfMemoryError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    class _Module(Protocol):
        def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

        def run(self, args: argparse.Namespace) -> int: ...


__all__ = ["SUBCOMMANDS", "Subcommand", "main"]


DEBUG_VARIABLE = "INPAINT_STUDIO_DEBUG"


class Subcommand(NamedTuple):
    """A row of the table: the word, one line of help, the module under `inpaint_studio.cli`."""

    name: str
    help: str
    module: str


SUBCOMMANDS = (
    Subcommand("studio", "open the window", "studio"),
    Subcommand("restore", "restore photographs with their masks", "restore"),
    Subcommand("repair", "find damage in photographs and fill it, in one go", "repair"),
    Subcommand("batch", "restore a folder of photographs, unattended", "batch"),
    Subcommand("detect", "find damage, dates and text, and write masks of them", "detect"),
    Subcommand("watermark", "learn a watermark from photographs, and undo it", "watermark"),
    Subcommand("edges", "write the Canny edges of a photograph", "edges"),
    Subcommand("models", "list, install, import, verify and remove models", "models"),
    Subcommand("evaluate", "compare models on photographs with masks, in figures", "evaluate"),
    Subcommand("evaluate-detector", "measure how well damage is found", "evaluate_detector"),
    Subcommand(
        "evaluate-lettering", "measure how well text and dates are found", "evaluate_lettering"
    ),
    Subcommand("train", "train networks on folders of photographs", "train"),
    Subcommand("doctor", "report versions, devices, memory, models and what is missing", "doctor"),
)


WRITTEN = ("output", "save_edges", "save_attention", "save_mask", "report")
"""Options that name a file or folder to write; every other path is read."""


def _columns() -> int:
    """Width for help. `argparse` would ask `shutil`, and with it load three compressors."""
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (ValueError, OSError):
        return 80


class _Parser(argparse.ArgumentParser):
    """Bad usage is bad input: one line, exit status 2."""

    def _get_formatter(self) -> argparse.HelpFormatter:
        # All formatters of argparse take a width; its type names `prog` alone.
        return self.formatter_class(prog=self.prog, width=_columns() - 2)  # type: ignore[call-arg]

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see '{self.prog} --help'\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Parameters
    ----------
    argv
        Arguments without the program's name; those of the process by default.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(arguments)
    except InpaintStudioError as error:
        from inpaint_studio.cli.terminal import plain
        from inpaint_studio.cli.wording import said

        print(f"inpaint-studio: {plain(said(error))}", file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("inpaint-studio: cancelled", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does: nobody is left to tell.
        sys.stderr.close()
        return 1
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        from inpaint_studio.cli.terminal import plain
        from inpaint_studio.jobs.memory import NO_MEMORY, is_scarce_memory

        if is_scarce_memory(error):
            print(f"inpaint-studio: {plain(str(NO_MEMORY))}", file=sys.stderr)
            return OutOfMemoryError.exit_status
        print(
            f"inpaint-studio: internal error, {type(error).__name__}: {plain(str(error))}. This is "
            f"a fault of ours; please report it with what {DEBUG_VARIABLE}=1 prints.",
            file=sys.stderr,
        )
        return 1


def _run(arguments: list[str]) -> int:
    word = arguments[0] if arguments else ""
    row = next((row for row in SUBCOMMANDS if row.name == word), None)
    if row is None:
        _top_level(arguments)
        return 0
    module: _Module = importlib.import_module(f"inpaint_studio.cli.{row.module}")
    parser = _Parser(prog=f"inpaint-studio {row.name}", description=f"{row.help.capitalize()}.")
    module.add_arguments(parser)
    args = parser.parse_args(arguments[1:])
    # From here on something is done.
    from inpaint_studio.cli.terminal import plain_output, termination_interrupts
    from inpaint_studio.paths import forget_device_id

    forget_device_id()
    with termination_interrupts(), plain_output():
        _check_overwriting(args)
        return module.run(args)


def _check_overwriting(args: argparse.Namespace) -> None:
    """No option may name a file to write that another one names to read."""
    from pathlib import Path

    paths: dict[str, list[Path]] = {}
    for name, value in vars(args).items():
        values = value if isinstance(value, list) else [value]
        # An output is a text where its last slash counts.
        kinds = (Path, str) if name in WRITTEN else (Path,)
        paths[name] = [Path(each) for each in values if isinstance(each, kinds)]
    # Where photos may be overwritten on request, the pairing of photos and outputs tells.
    names = [name for name in WRITTEN if name != "output" or not hasattr(args, "in_place")]
    written = [path for name in names for path in paths.get(name, [])]
    if written:
        from inpaint_studio.jobs.files import check_overwriting

        read = [path for name, each in paths.items() if name not in WRITTEN for path in each]
        check_overwriting(written, read)


def _top_level(arguments: list[str]) -> None:
    width = max(len(row.name) for row in SUBCOMMANDS)
    commands = "\n".join(f"  {row.name:<{width}}  {row.help}" for row in SUBCOMMANDS)
    parser = _Parser(
        prog="inpaint-studio",
        usage="inpaint-studio COMMAND ...",
        description="Restores photographs on your own machine.",
        epilog=f"commands:\n{commands}\n\n'inpaint-studio COMMAND --help' tells the rest.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"inpaint-studio {__version__}")
    if not arguments:
        parser.print_help()
        return
    _, rest = parser.parse_known_args(arguments)
    unknown = next((word for word in rest if not word.startswith("-")), rest[0] if rest else "")
    parser.error(f"there is no command {unknown!r}")
