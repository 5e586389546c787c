"""Facts: minerals, salts, limits, daily values, ways to pay, and the sources of all of them.

Other rooms use the names below. They import `evidence`, `payers`, and the functions `limits` and
`sources`, from their modules.
"""

from pricing.reference.limits import (
    LIFE_STAGES,
    DailyValue,
    Limit,
    daily_values,
    find_limit,
)
from pricing.reference.mineral_forms import (
    BLEND,
    NOT_STATED,
    Compound,
    Element,
    Form,
    RecognizedForm,
    elements,
    forms,
    highest_fraction,
    recognize_element,
    recognize_form,
)
from pricing.reference.sources import Authority, Source, authorities

__all__ = [
    "BLEND",
    "LIFE_STAGES",
    "NOT_STATED",
    "Authority",
    "Compound",
    "DailyValue",
    "Element",
    "Form",
    "Limit",
    "RecognizedForm",
    "Source",
    "authorities",
    "daily_values",
    "elements",
    "find_limit",
    "forms",
    "highest_fraction",
    "recognize_element",
    "recognize_form",
]
