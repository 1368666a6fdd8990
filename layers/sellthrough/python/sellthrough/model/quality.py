"""Quality of one report: its counts and times in, the three ratios of its scorecard out, as text (six digits)."""

from datetime import datetime
from decimal import Decimal

_SIX_DIGITS = Decimal("0.000001")


def ratio_text(part: int, whole: int) -> str | None:
    """part / whole with six digits; None when the whole is zero."""
    return str((Decimal(part) / whole).quantize(_SIX_DIGITS)) if whole else None


def timeliness_ratio(landed_at: str, due_at: str | None) -> str | None:
    """1 when the report landed by its due time, else 0; None when nothing was due."""
    if due_at is None:
        return None
    return "1.000000" if datetime.fromisoformat(landed_at) <= datetime.fromisoformat(due_at) else "0.000000"
