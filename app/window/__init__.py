"""The window: how it starts, and how panels, menus and dialogs come together in it.

Nothing may import it except the program's entry points.
"""

from app.toolkit.qt_loading import load_qt

load_qt()
