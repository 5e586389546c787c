"""The script that the command line's executable runs."""

import sys

from pricing.commands.main import main

sys.exit(main())
