"""Days that stand in an address."""

from datetime import date


def day_asked(text: str, otherwise: date) -> date:
    """A day from the address; anything that is not one, or has not come, is `otherwise`, the present."""
    try:
        return min(date.fromisoformat(text), otherwise)
    except ValueError:
        return otherwise
