"""What there is to remind of, of whom, and what has been reminded already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from jishi.assignments.models import Assignment
from jishi.assignments.queries import late_below
from jishi.desk.queries.answering import Answerer, answerers
from jishi.desk.queries.cell import Asked, statuses
from jishi.desk.queries.township_behind import UNMET, not_told
from jishi.desk.queries.township_filters import Filters
from jishi.duties import queries as duties
from jishi.duties.models import DutyStatus
from jishi.duties.rules import REMINDABLE, SOON, DueRow
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed
from jishi.kernel.paging import counted
from jishi.notices.queries import reminded_this_week
from jishi.notices.rules import Addressee, Issuer, Matter
from jishi.orgs.models import Organization
from jishi.orgs.queries import below

AT_ONCE = 200  # organisations (or tasks) one press reminds of; the next press goes on with those after them


def issuers(actor: Actor) -> list[Issuer]:
    """The organisations in whose name the actor may remind and announce: those of the posts that carry the right, the
    chosen one first."""
    return [Issuer(id=p.org_id, path=p.org_path, name=p.org_name) for p in actor.seats(Act.NOTIFY)]


def issuer_for(actor: Actor, path: str) -> Issuer | None:
    """In whose name the actor reminds what stands at `path`; None when it is below none of the actor's own."""
    return next((issuer for issuer in issuers(actor) if path.startswith(issuer.path)), None)


def get_issuer(actor: Actor, path: str) -> Issuer:
    """The same, or NotAllowed with the reason."""
    found = issuer_for(actor, path)
    if found is None:
        raise NotAllowed("您的职务不能提醒这里的组织。提醒由上级组织的书记、组织办发出。")
    return found


def duty_key(rule_id: str, period: str) -> str:
    """How a duty is named as a matter."""
    return f"duty:{rule_id}:{period}"


def _of_issuer(issuer: Issuer) -> Q:
    """Below the issuer; nobody reminds itself."""
    return below(issuer.path, field="org__path") & ~Q(org_id=issuer.id)


def behind_rows(filters: Filters, issuer: Issuer) -> Q:
    """The duties 组织生活一览 reminds of: those of the organisations shown, below the issuer, not held, not explained."""
    return UNMET & Q(explained=False) & duties.of_regulations() & filters.orgs("org__") & _of_issuer(issuer)


def _to_remind(filters: Filters, asked: Asked, issuer: Issuer, on: date) -> QuerySet[DutyStatus]:
    """Behind one number what is past its day or near it, below the issuer: REMINDABLE, in the database."""
    return statuses(filters, asked).filter(UNMET, _of_issuer(issuer), explained=False, due_on__lte=on + SOON)


def _with(due: QuerySet[DutyStatus], filters: Filters) -> QuerySet[Organization]:
    """Those of the organisations shown that have one of these duties: met one by one in the order of the tree, so that the
    first of very many are found without a look at the rest."""
    theirs = Exists(due.filter(org_id=OuterRef("pk")))
    return Organization.objects.filter(filters.orgs(), theirs).order_by("path")


def orgs_to_remind(filters: Filters, asked: Asked, issuer: Issuer | None, *, on: date) -> str:
    """How many organisations behind a number the issuer may remind: with something to remind of that was not reminded of
    this week; counted up to AT_ONCE, "" for none. One query, none without an issuer."""
    if issuer is None:
        return ""
    due = _to_remind(filters, asked, issuer, on).filter(not_told(on))
    found = _with(due, filters)[: AT_ONCE + 1].count()
    return counted(found, most=AT_ONCE) if found else ""


def _first(due: QuerySet[DutyStatus], filters: Filters, *, on: date) -> tuple[QuerySet[DutyStatus], bool]:
    """Of these duties those of the first AT_ONCE organisations, by tree, and whether there are more. Where there are,
    organisations all of whose duties were reminded of this week are passed over, so that the next press goes on. One
    query, two where there are more."""

    def places(rows: QuerySet[DutyStatus]) -> list[int]:
        return list(_with(rows, filters).values_list("pk", flat=True)[: AT_ONCE + 1])

    found = places(due)
    if has_more := len(found) > AT_ONCE:
        found = places(due.filter(not_told(on)))
        has_more = len(found) > AT_ONCE
    return due.filter(org_id__in=found[:AT_ONCE]), has_more


@dataclass(frozen=True, slots=True)
class Already:
    """A matter that was reminded of this week."""

    title: str
    at: date
    by: str


@dataclass(slots=True)
class OrgLines:
    """One organisation of the preview: what would be reminded of, whom; what was already."""

    org_id: int
    org_name: str
    matters: list[Matter] = field(default_factory=list)
    already: list[Already] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[tuple[str, str]]:
        """(whom, why instead of the organisation's own), each once."""
        return list(dict.fromkeys((matter.said_to, matter.note) for matter in self.matters))


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything the page shows before anything is sent; whether another press will find more."""

    lines: list[OrgLines]
    has_more: bool = False

    @property
    def matters(self) -> list[Matter]:
        return [matter for line in self.lines for matter in line.matters]

    @property
    def fresh(self) -> list[OrgLines]:
        return [line for line in self.lines if line.matters]

    @property
    def already(self) -> int:
        return sum(len(line.already) for line in self.lines)

    @property
    def unanswered(self) -> int:
        return sum(len(line.unanswered) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Thing:
    """A matter before it is known who answers."""

    org_id: int
    org_name: str
    key: str
    title: str
    link: str
    who: Answerer | None


def _preview(things: Sequence[_Thing], *, on: date) -> Preview:
    told = reminded_this_week({thing.org_id for thing in things}, on) if things else {}
    lines: dict[int, OrgLines] = {}
    for thing in things:
        who = thing.who
        line = lines.setdefault(thing.org_id, OrgLines(thing.org_id, thing.org_name))
        known = told.get((thing.org_id, thing.key))
        if known:
            line.already.append(Already(thing.title, localdate(known.sending.at), known.sending.by))
        elif who is None:
            line.unanswered.append(thing.title)
        else:
            line.matters.append(
                Matter(
                    org_id=thing.org_id, org_name=thing.org_name, key=thing.key, title=thing.title, link=thing.link,
                    to=who.to, said_to=who.said, holder_ids=who.holder_ids, note=who.note,
                )
            )  # fmt: skip
    return Preview(list(lines.values()))


def duty_link(row: DueRow) -> str:
    """The form in which the duty is recorded or stated."""
    if row.rule.by_statement:
        return f"/duties/{row.org_id}/{row.rule.id}/{row.period.code}/state/"
    return f"/activities/new/?org={row.org_id}&rule={row.rule.id}&period={row.period.code}"


def _of_duties(rows: Iterable[DueRow], *, on: date) -> list[_Thing]:
    wanted = [row for row in rows if row.state in REMINDABLE]
    who = answerers({(row.org_id, row.rule.id) for row in wanted}, on)
    return [
        _Thing(
            row.org_id, row.org_name, duty_key(row.rule.id, row.period.code), row.title, duty_link(row),
            who.get((row.org_id, row.rule.id)),
        )
        for row in sorted(wanted, key=lambda r: (r.org_path, r.due_on, r.rule.order))
    ]  # fmt: skip


def preview_overview(filters: Filters, issuer: Issuer, *, on: date) -> Preview:
    """What 提醒责任人 of 组织生活一览 would send: everything past its day that nobody has explained."""
    return _preview_first(DutyStatus.objects.filter(behind_rows(filters, issuer), due_on__lt=on), filters, on=on)


def preview_cell(filters: Filters, asked: Asked, issuer: Issuer, *, on: date) -> Preview:
    """The same for one number's list: what is past its day or near it."""
    return _preview_first(_to_remind(filters, asked, issuer, on), filters, on=on)


def _preview_first(due: QuerySet[DutyStatus], filters: Filters, *, on: date) -> Preview:
    first, has_more = _first(due, filters, on=on)
    made = _preview(_of_duties(duties.rows_of(first, on=on), on=on), on=on)
    return replace(made, has_more=has_more)


def preview_duty(row: DueRow, *, on: date) -> Preview:
    """The same for one duty of one organisation."""
    return _preview(_of_duties([row], on=on), on=on)


def _of_tasks(tasks: Sequence[Assignment], *, on: date) -> list[_Thing]:
    posts = answerers({(task.org_id, "") for task in tasks if task.owner is None}, on)
    found = []
    for task in tasks:
        who = posts.get((task.org_id, ""))
        if task.owner:
            who = Answerer(Addressee(person_id=task.owner.pk), task.owner.name, (task.owner.pk,))
        elif who:
            who = Answerer(who.to, who.said, who.holder_ids, f"责任人{task.owner_note}不在名册上")
        name = task.org.short_name or task.org.name
        title = f"“{task.title}”已过时限{f'（{task.due_on:%m-%d}）' if task.due_on else ''}"
        found.append(_Thing(task.org_id, name, f"task:{task.pk}", title, f"/assignments/{task.pk}/", who))
    return found


def preview_tasks(tasks: Sequence[Assignment], *, on: date) -> Preview:
    """What reminding of late tasks would send, each to its owner; a name outside the roster has no page to read on, so
    the organisation's own is told."""
    made = _preview(_of_tasks(tasks[:AT_ONCE], on=on), on=on)
    return replace(made, has_more=len(tasks) > AT_ONCE)


def preview_everything(org: Organization, *, on: date) -> Preview:
    """What the weekly clock sends for an organisation: duties past their day and late tasks of everything below it, and
    its own late tasks."""
    issuer = Issuer.of(org)
    past = DutyStatus.objects.filter(UNMET, duties.of_regulations(), _of_issuer(issuer), explained=False, due_on__lt=on)
    things = _of_duties(duties.rows_of(past, on=on), on=on)
    return _preview([*things, *_of_tasks(late_below(org.path, on), on=on)], on=on)
