"""公示: what is shown now, what was objected. Who may look is decided above, where the tree is known."""

from collections.abc import Collection
from datetime import date

from jishi.notices.models import Objection, Publicity


def objections_of(publicity: Publicity) -> list[Objection]:
    """What was objected, in the order it came. One query."""
    return list(Objection.objects.filter(publicity=publicity).order_by("on", "pk"))


def objection_of(publicity: Publicity, objection_id: int) -> Objection:
    """One objection to this 公示. Raises DoesNotExist for another's."""
    return Objection.objects.get(publicity=publicity, pk=objection_id)


def running_publicities(issuer_paths: Collection[str], on: date) -> list[Publicity]:
    """What organisations at these paths show on a day, what ends first first. One query."""
    rows = Publicity.objects.filter(issuer__path__in=issuer_paths, from_on__lte=on, to_on__gte=on)
    return list(rows.select_related("issuer").order_by("to_on", "pk"))
