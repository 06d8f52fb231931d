"""Batches: who stands on the list, what is shown of it, what is still missing before the naming."""

from datetime import date

from django.db.models import Q

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.model_sites.models import Naming, Programme, Site
from jishi.model_sites.queries.doors import get_naming
from jishi.model_sites.rules import SiteState
from jishi.notices.models import Objection
from jishi.notices.queries import objection_of


def namings_of(actor: Actor, programme: Programme) -> list[Naming]:
    """Its batches; those that have not been shown are the organiser's."""
    rows = Naming.objects.filter(programme=programme).select_related("publicity").order_by("pk")
    if not actor.reaches(Act.RECORD, programme.org.path):
        rows = rows.filter(publicity__isnull=False)
    return list(rows)


def get_naming_to_show(actor: Actor, naming_id: int) -> Naming:
    """A batch for whoever runs its programme and may make something public there."""
    row = get_naming(actor, Act.RECORD, naming_id)
    demand(actor.may(Act.NOTIFY, row.programme.org.path))
    return row


def get_objection(actor: Actor, naming_id: int, objection_id: int) -> tuple[Naming, Objection]:
    """An objection to a list, through the same door. Raises DoesNotExist for one to something else."""
    row = get_naming_to_show(actor, naming_id)
    if row.publicity is None:
        raise Objection.DoesNotExist
    return row, objection_of(row.publicity, objection_id)


def batch_of(naming: Naming) -> list[Site]:
    """The sites of a batch, by category, then by tree."""
    rows = Site.objects.filter(naming=naming).select_related("org", "category")
    return list(rows.order_by("category_id", "org__path"))


def sites_to_list(programme: Programme, naming: Naming | None) -> list[tuple[str, str]]:
    """The applications that may stand on the list of a batch, for a choice: (id, words)."""
    free = Q(naming=None) | Q(naming=naming) if naming else Q(naming=None)
    rows = Site.objects.filter(free, programme=programme, state=SiteState.PASSED).select_related("org", "category")
    return [
        (str(row.pk), f"{row.org.name}（{row.category.name}）") for row in rows.order_by("category_id", "org__path")
    ]


def publicity_text(sites: list[Site]) -> str:
    """What is shown of a list: the names by category (and grade); no marks, no opinions."""
    parts: dict[str, list[str]] = {}
    for site in sites:
        parts.setdefault(f"{site.category.name}{site.grade}", []).append(site.org.name)
    return "\n".join(f"拟命名（{word}）：{'、'.join(names)}" for word, names in parts.items())


def why_not_named(naming: Naming, on: date) -> str:
    """Why a batch cannot be named on a day; "" when it can."""
    if naming.decided_on:
        return "这一批已经命名，不能再改。"
    shown = naming.publicity
    if shown is None or shown.concluded_on is None or on < shown.concluded_on:
        return "公示期满、写明结果以后才能命名。"
    return ""
