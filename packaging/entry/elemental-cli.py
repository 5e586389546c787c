"""What the command line's executable starts with."""

import sys

from pricing.cli import main

sys.exit(main())
