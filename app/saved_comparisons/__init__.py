"""Creates, opens, renames, copies and deletes saved comparisons, and restores earlier states.

`dialog` and `restore_dialog` list them. They are loaded when they are first shown.
"""

from app.saved_comparisons.controller import SavedComparisonsController
from app.saved_comparisons.earlier_states import EarlierStates, offer_backup

__all__ = ["EarlierStates", "SavedComparisonsController", "offer_backup"]
