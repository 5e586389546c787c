"""`python -m pricing`: the command line."""

import sys

from pricing.commands.main import main

if __name__ == "__main__":
    sys.exit(main())
