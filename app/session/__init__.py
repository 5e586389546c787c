"""The open comparison. Every edit passes through its session, which writes it to the disk."""

from app.session.computed_comparison import ComputedComparison, compute_ahead
from app.session.conflict import Conflict, Replay
from app.session.session import Session

__all__ = ["ComputedComparison", "Conflict", "Replay", "Session", "compute_ahead"]
