"""The command line `elemental-cli`, with one module for each command.

`main` parses a call and runs its command. Nothing else in the project imports this room.
"""

import gc

# Modules and the rows of lists are many objects and hardly any cycles. Python looks for cycles
# every 700 objects by default, which takes a twentieth of the time to load a module or a list.
gc.set_threshold(100_000, 20, 50)
