"""What can be wrong with input or the environment, and the progress of long work.

`messages` holds every message with its remedy. Other rooms use the names below.
"""

from pricing.problems.errors import (
    BadInput,
    Problem,
    ProblemKind,
    Reason,
    TemplateTranslator,
    Term,
    UserError,
)
from pricing.problems.progress import SILENT_PROGRESS, Cancelled, Progress

__all__ = [
    "SILENT_PROGRESS",
    "BadInput",
    "Cancelled",
    "Problem",
    "ProblemKind",
    "Progress",
    "Reason",
    "TemplateTranslator",
    "Term",
    "UserError",
]
