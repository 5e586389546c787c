"""The text of a label or a shop page to fields, each with its evidence and its questions.

`read_label` reads a text or a page. Nothing is filled that the text does not state or imply. Other
rooms may use the names below.
"""

from pricing.labels.doubtful_minerals import mineral_of
from pricing.labels.drafts import DraftChoice, DraftField, DraftState, RowDraft
from pricing.labels.label_files import (
    PAGE_ENDINGS,
    TEXT_ENDINGS,
    decode_label,
    is_label_file,
    read_source_file,
    read_source_stream,
)
from pricing.labels.label_reading import (
    IngredientReading,
    LabelField,
    LabelReading,
    Question,
    ShownLabel,
    Span,
    Sureness,
)
from pricing.labels.reader import (
    MAX_SOURCE_BYTES,
    has_signs_of_label,
    read_label,
    read_shown_label,
    states_product,
)
from pricing.labels.row_drafts import draft_row, form_words

__all__ = [
    "MAX_SOURCE_BYTES",
    "PAGE_ENDINGS",
    "TEXT_ENDINGS",
    "DraftChoice",
    "DraftField",
    "DraftState",
    "IngredientReading",
    "LabelField",
    "LabelReading",
    "Question",
    "RowDraft",
    "ShownLabel",
    "Span",
    "Sureness",
    "decode_label",
    "draft_row",
    "form_words",
    "has_signs_of_label",
    "is_label_file",
    "mineral_of",
    "read_label",
    "read_shown_label",
    "read_source_file",
    "read_source_stream",
    "states_product",
]
