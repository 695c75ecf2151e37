"""Where a bundled program starts: the command line, or the window when no argument is given.

The product starts itself again as `PROGRAM -P -c CODE` (work in a process of its own, see
`inpaint_studio/jobs/process.py`) and as `PROGRAM -m inpaint_studio ARGUMENTS` (another window), as
with Python itself; no other code is taken.
"""

import multiprocessing
import sys


def main() -> int:
    """Run what the arguments ask for and return the exit status."""
    arguments = sys.argv[1:]
    from inpaint_studio.jobs.process import COMMAND

    if arguments == list(COMMAND[1:]):
        from inpaint_studio.jobs.child import main as work

        work()
        return 0
    if arguments[:2] == ["-m", "inpaint_studio"]:
        arguments = arguments[2:]
    from inpaint_studio.cli import main as command_line

    return command_line(arguments or ["studio"])


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
