"""What an act on whole organisations would do: worked out once, shown, and carried out from the same values."""

from jishi.desk.queries.reshaping.blueprint import Blueprint, Target, blueprint
from jishi.desk.queries.reshaping.effects import UNDO_DAYS, effects, title_of, why_kept

__all__ = ["UNDO_DAYS", "Blueprint", "Target", "blueprint", "effects", "title_of", "why_kept"]
