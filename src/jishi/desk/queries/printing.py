"""A paper as a file: in the layout of the nearest organisation above that has one, else in our own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jishi.activities.models import Activity
from jishi.activities.queries import Filters, activities_where, export_rows
from jishi.desk.papers.books import Part, minutes_file
from jishi.desk.queries.books_minutes import minutes_of
from jishi.desk.queries.catalogue import MOST_ON_PAPER, Entry
from jishi.desk.queries.layouts import Layouts
from jishi.desk.queries.ledgers import Asked
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.orgs.models import Organization
from jishi.papers import layouts
from jishi.papers.minutes import Form, Minutes, SignIn, blank_minutes, sign_in_sheet

MOST_RECORDS = 400


@dataclass(frozen=True, slots=True)
class File:
    """What is handed out: its bytes, its name without and its ending."""

    content: bytes
    name: str
    ending: str


def printed(entry: Entry, asked: Asked, ending: str) -> File:
    """The paper as it was asked for. An ending it does not come in is DoesNotExist; one too long for Word is refused."""
    if ending not in dict(entry.files):
        raise Organization.DoesNotExist
    return written(entry, asked.org, entry.facts(asked), ending)


def written(entry: Entry, org: Organization, facts: Any, ending: str) -> File:
    """These facts as a file."""
    title = getattr(facts, "heading", "") or facts.title
    name = title if org.name in title or (org.short_name and org.short_name in title) else f"{org.name}{title}"
    if ending == "xlsx" and entry.xlsx:
        return File(entry.xlsx(facts), name, ending)
    if len(getattr(facts, "rows", ())) > MOST_ON_PAPER:
        raise NotAllowed(f"共 {len(facts.rows)} 行，Word 表格放不下，请下载 Excel 表格。")
    code = entry.layout(facts)
    layout = Layouts([org], [code]).of(org, code)
    return File(layouts.render(layout, layouts.context(code, facts)) if layout else entry.docx(facts), name, "docx")


def _kept(records: Sequence[Minutes], orgs: Iterable[Organization]) -> Layouts:
    return Layouts(orgs, ["minutes", *(layouts.minutes_code(m.form) for m in records)])


def minutes_layout(kept: Layouts, org: Organization, form: Form) -> bytes | None:
    """The layout for a record of this form: of the nearest organisation that has one for the form or for all records."""
    return kept.of(org, layouts.minutes_code(form), "minutes")


def records_printed(title: str, held: Sequence[Activity]) -> File:
    """Records on their forms, one after another in one .docx. Where several layouts are in force a .zip holds one .docx
    for each. Nine queries."""
    records = minutes_of(held)
    kept = _kept(records, [activity.org for activity in held])
    parts = [Part(m, minutes_layout(kept, a.org, m.form)) for a, m in zip(held, records, strict=True)]
    content, ending = minutes_file(title, parts)
    return File(content, title, ending)


def record_printed(activity: Activity) -> File:
    """One record on its form."""
    heading = minutes_of([activity])[0].heading
    return records_printed(f"{heading}{activity.held_on:%Y%m%d}", [activity])


def chosen_records(actor: Actor, ids: Sequence[int], filters: Filters) -> list[Activity]:
    """The records with these ids within reach; without ids what the list of records shows under `filters`. In the order
    of their days. Raises NotAllowed when there are too many for one file, DoesNotExist when there are none."""
    wanted = list(ids) or [row.id for row in export_rows(actor, filters)]
    if len(wanted) > MOST_RECORDS:
        raise NotAllowed(f"共 {len(wanted)} 次记录，一次最多打印 {MOST_RECORDS} 次。请按支部、月份或类别缩小范围。")
    rows = activities_where(actor, Act.RECORD_VIEW).filter(pk__in=wanted)
    found = list(rows.select_related("org", "chair", "recorder", "lecturer").order_by("held_on", "pk"))
    if not found:
        raise Activity.DoesNotExist
    return found


def blank_printed(org: Organization, word: str) -> File:
    """空白记录纸 of a kind, in the layout that prints its records."""
    m = Minutes(org=org.name, kinds=(word,), empty=True)
    layout = minutes_layout(_kept([m], [org]), org, m.form)
    content = layouts.render(layout, layouts.minutes_context(m)) if layout else blank_minutes(org.name, word)
    return File(content, f"{org.name}{word}空白记录纸", "docx")


def sign_in_printed(org: Organization, sheet: SignIn) -> File:
    """签到表."""
    layout = Layouts([org], ["sign_in"]).of(org, "sign_in")
    content = layouts.render(layout, layouts.context("sign_in", sheet)) if layout else sign_in_sheet(sheet)
    return File(content, f"{sheet.org}{sheet.title}签到表", "docx")
