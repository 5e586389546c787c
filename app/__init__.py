"""The window of Elemental.

It shows what `pricing` computes and passes the user's changes back to it.
"""

import gc

from app.toolkit.qt_loading import expect_qt

# Building a window and pasting a list create many objects and hardly any cycles. Python looks for
# cycles every 700 objects by default, which takes a sixth of that time. A start makes 70,000
# objects that stay, and a paste of 10,000 cells some 100,000. One search among them alone would
# take a twentieth of that time. `app.toolkit.garbage_search` says what happens after the start.
gc.set_threshold(250_000, 20, 50)

expect_qt()
