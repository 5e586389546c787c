"""Creates, opens, renames, copies and deletes saved comparisons.

`dialog` lists them. It is loaded when it is first shown.
"""

from app.saved_comparisons.controller import SavedComparisonsController

__all__ = ["SavedComparisonsController"]
