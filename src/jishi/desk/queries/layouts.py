"""Uploaded layouts: which one prints a paper of an organisation, and the list for those who keep them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jishi.desk.models import Layout
from jishi.files.queries import content_of
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.orgs.models import Organization
from jishi.orgs.queries import org_ids_where, orgs_where
from jishi.orgs.rules import ancestors
from jishi.papers.layouts import PAPERS, Placeholder, placeholders


def layouts_where(actor: Actor, act: Act) -> QuerySet[Layout]:
    """The layouts of the organisations on which the actor may do `act`."""
    return Layout.objects.filter(org_id__in=org_ids_where(actor, act))


def get_layout(actor: Actor, act: Act, layout_id: int) -> Layout:
    """The one door. Out of VIEW reach looks like missing; within it a refusal carries its reason."""
    found = layouts_where(actor, Act.VIEW).select_related("org", "file").get(pk=layout_id)
    demand(actor.may(act, found.org.path))
    return found


def layout_for(org: Organization, paper: str) -> Layout | None:
    """The layout of the nearest organisation at or above `org` that has one for `paper`. One query."""
    above = ancestors(org.path, itself=True)
    # A longer path sorts after its own prefixes: the last one is the nearest.
    return Layout.objects.filter(paper=paper, org__path__in=above).select_related("file").order_by("org__path").last()


def layout_bytes(org: Organization, paper: str) -> bytes | None:
    """The template to print with; None for the platform's own form."""
    layout = layout_for(org, paper)
    return content_of(layout.file) if layout else None


@dataclass(frozen=True, slots=True)
class LayoutLine:
    id: int
    org_name: str
    file_name: str
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper that may have a layout: what may be written in it, and whose layouts there are."""

    code: str
    name: str
    words: tuple[Placeholder, ...]
    layouts: tuple[LayoutLine, ...]


def papers_with_layouts(actor: Actor) -> list[PaperLine]:
    """Every paper with the layouts the actor keeps. One query."""
    rows = list(layouts_where(actor, Act.LAYOUT_EDIT).select_related("org", "file").order_by("org__path"))
    return [
        PaperLine(
            code=code,
            name=name,
            words=tuple(placeholders(code)),
            layouts=tuple(
                LayoutLine(
                    row.pk, row.org.short_name or row.org.name, row.file.name, row.uploaded_at, row.file.uploaded_by
                )
                for row in rows
                if row.paper == code
            ),
        )
        for code, name in PAPERS.items()
    ]


def layout_orgs(actor: Actor) -> list[tuple[int, str]]:
    """The organisations for which the actor may upload: committees, in the order of the tree."""
    rows = orgs_where(actor, Act.LAYOUT_EDIT).filter(ended_on=None).exclude(kind="party_group").order_by("path")
    return list(rows.values_list("pk", "name"))
