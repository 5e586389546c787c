"""Runs pytest offscreen under wine, whose windows appear too late for tests that click.

Wine hides QT_QPA_PLATFORM from Qt if it is set outside, so it is set here.
"""

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QPA_FONTDIR"] = r"C:\fonts"
# Offscreen, Qt uses 12 points for Windows' default font. This makes them as large as 9 on a screen.
os.environ["QT_FONT_DPI"] = "72"
sys.path.insert(0, os.getcwd())  # noqa: PTH109 - like `python -m pytest`

import pytest

sys.exit(pytest.main(sys.argv[1:]))
