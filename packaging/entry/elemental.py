"""The script that the window's executable runs."""

import sys

from app.__main__ import main

sys.exit(main())
