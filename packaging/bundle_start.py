"""Where a bundled program starts: the command line, or the window when no argument is given.

A child process of the product is started as `PROGRAM -m MODULE ARGUMENTS`, as with Python itself.
"""

import multiprocessing
import runpy
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    while arguments and arguments[0] in ("-P", "-I", "-u"):
        arguments = arguments[1:]
    if arguments[:1] == ["-m"] and arguments[1].startswith("inpaint_studio"):
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        from inpaint_studio.cli import main

        sys.exit(main(arguments or ["studio"]))
