"""The window of Elemental: shows what `pricing` computes, hands back what the user changed."""

import gc

# Building a window and pasting a list make many objects and hardly a cycle among them: looking for
# cycles every 700 objects, as Python does by itself, is a sixth of the time.
gc.set_threshold(50_000, 20, 50)
