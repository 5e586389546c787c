"""What the command line's executable starts with."""

import sys

from pricing.commands.main import main

sys.exit(main())
