"""The expression tree that declares every figure, and its renderings. It knows no product.

Other rooms use the names below, and the modules `explanation`, `spreadsheet` and `ratio_columns`.
"""

from pricing.expressions.tree import (
    Arithmetic,
    Constant,
    Expression,
    Extreme,
    IfAtMost,
    IfGiven,
    Rounded,
    RoundingMode,
    Select,
    Variable,
    maximum,
    referenced_keys,
    resolve_choices,
    round_down,
    round_up,
    with_known_values,
)

__all__ = [
    "Arithmetic",
    "Constant",
    "Expression",
    "Extreme",
    "IfAtMost",
    "IfGiven",
    "Rounded",
    "RoundingMode",
    "Select",
    "Variable",
    "maximum",
    "referenced_keys",
    "resolve_choices",
    "round_down",
    "round_up",
    "with_known_values",
]
