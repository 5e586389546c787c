"""The window of Elemental.

It shows what `pricing` computes and passes the user's changes back to it.
"""

import gc

# Building a window and pasting a list create many objects and hardly any cycles. Python looks for
# cycles every 700 objects by default, which takes a sixth of that time.
gc.set_threshold(50_000, 20, 50)
