"""Uploaded layouts: which one prints a paper of an organisation, and the list for those who keep them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jishi.desk.models import Layout
from jishi.files.queries import content_of
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.orgs.models import Organization
from jishi.orgs.queries import Offer, offered, org_ids_where, orgs_where
from jishi.orgs.rules import ancestors
from jishi.papers.layouts import PAPERS


def layouts_where(actor: Actor, act: Act) -> QuerySet[Layout]:
    """The layouts of the organisations on which the actor may do `act`."""
    return Layout.objects.filter(org_id__in=org_ids_where(actor, act))


def get_layout(actor: Actor, act: Act, layout_id: int) -> Layout:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = layouts_where(actor, Act.VIEW).select_related("org", "file").get(pk=layout_id)
    demand(actor.may(act, found.org.path))
    return found


def layout_for(org: Organization, paper: str, *others: str) -> Layout | None:
    """The layout of the nearest organisation at or above `org` that has one for `paper`; where it has none, for the first
    of `others`. One query."""
    return Layouts([org], [paper, *others]).found(org, paper, *others)


class Layouts:
    """The layouts in force for some papers of some organisations; one query for all, and a file is read once."""

    def __init__(self, orgs: Iterable[Organization], papers: Iterable[str]) -> None:
        above = {path for org in orgs for path in ancestors(org.path, itself=True)}
        rows = Layout.objects.filter(paper__in=set(papers), org__path__in=above).select_related("file", "org")
        # A longer path sorts after its own prefixes: the nearest comes first.
        self._rows = sorted(rows, key=lambda row: row.org.path, reverse=True)
        self._read: dict[int, bytes] = {}

    def found(self, org: Organization, *papers: str) -> Layout | None:
        """Of the nearest organisation that has one of these papers, the one named first."""
        held = [row for row in self._rows if row.paper in papers and org.path.startswith(row.org.path)]
        nearest = [row for row in held if row.org_id == held[0].org_id]
        return min(nearest, key=lambda row: papers.index(row.paper), default=None)

    def of(self, org: Organization, *papers: str) -> bytes | None:
        """Its bytes; None for the platform's own form."""
        layout = self.found(org, *papers)
        if layout is None:
            return None
        if layout.pk not in self._read:
            self._read[layout.pk] = content_of(layout.file)
        return self._read[layout.pk]


@dataclass(frozen=True, slots=True)
class LayoutLine:
    id: int
    org_name: str
    file_name: str
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper that may have a layout, and whose layouts there are."""

    code: str
    name: str
    layouts: tuple[LayoutLine, ...]


def papers_with_layouts(actor: Actor) -> list[PaperLine]:
    """Every paper with the layouts the actor keeps. One query."""
    rows = list(layouts_where(actor, Act.LAYOUT_EDIT).select_related("org", "file").order_by("org__path"))
    return [
        PaperLine(code, name, tuple(_line(row) for row in rows if row.paper == code)) for code, name in PAPERS.items()
    ]


def _line(row: Layout) -> LayoutLine:
    name = row.org.short_name or row.org.name
    return LayoutLine(row.pk, name, row.file.name, row.uploaded_at, row.file.uploaded_by)


def layout_orgs(actor: Actor, *asked: str, find: str = "") -> Offer:
    """The organisations for which the actor may upload, as a form offers them (`orgs.queries.offered`)."""
    return offered(
        orgs_where(actor, Act.LAYOUT_EDIT).filter(ended_on=None).exclude(kind="party_group"), *asked, find=find
    )
