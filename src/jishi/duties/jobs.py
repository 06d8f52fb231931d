"""Background work of duties, by name."""

from datetime import date

from jishi.duties import services
from jishi.kernel import clock


def open_periods(on: str = "") -> None:
    """Open the periods that have begun by `on` (a date as text; today when blank)."""
    services.open_periods(date.fromisoformat(on) if on else clock.today())


def recount(issuer: int, periods: list[str], rules: list[str]) -> None:
    """Derive what `issuer` asks of very many."""
    services.recount(issuer, periods, rules)


def recount_of(orgs: list[int], periods: list[str]) -> None:
    """Derive what changed in very many organisations."""
    services.recount_of(orgs, periods)
