"""What the window's executable starts with."""

import sys

from app.__main__ import main

sys.exit(main())
