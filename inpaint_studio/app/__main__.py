"""`python -m inpaint_studio.app [FILE...]` opens the window."""

import sys

from inpaint_studio.app.startup import main

if __name__ == "__main__":
    sys.exit(main())
