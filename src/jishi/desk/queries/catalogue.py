"""The table of papers: one entry a paper. 台账与打印, the organisation's card and the one route are drawn from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from jishi.desk.queries import ledgers
from jishi.desk.queries.books_year import FIRST_YEAR, year_book
from jishi.desk.queries.ledgers import Asked
from jishi.desk.rules.catalogue import Cadence, Group, Reach, periods_for
from jishi.duties.queries import division_table
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, demand
from jishi.kernel.periods import Period, PeriodKind
from jishi.orgs.models import Organization
from jishi.orgs.queries import Card, get_org
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.papers.attendance import attendance_docx, attendance_xlsx
from jishi.papers.division import division_paper, division_sheet
from jishi.papers.register import register_docx
from jishi.papers.tables import ledger_docx, ledger_xlsx
from jishi.papers.yearbook import yearbook

MOST_ON_PAPER = 3_000  # rows of a Word table; more are for the spreadsheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One paper: what the address calls it, what people call it, one sentence about it, where it belongs on the page,
    whose it can be, how its period is chosen, the rights to read what is in it, and how it is made. `layout` says under
    which code a county's layout is kept, given the facts."""

    name: str
    word: str
    about: str
    group: Group
    reach: frozenset[Reach]
    cadence: Cadence
    acts: tuple[Act, ...]
    facts: Callable[[Asked], Any]
    docx: Callable[[Any], bytes]
    xlsx: Callable[[Any], bytes] | None = None
    layout: Callable[[Any], str] = lambda facts: str(facts.form.code)

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """(ending, word) of the files it comes as."""
        return (("docx", "Word"), ("xlsx", "Excel")) if self.xlsx else (("docx", "Word"),)


_ALL = frozenset({Reach.BRANCH, Reach.ABOVE})
_BRANCH = frozenset({Reach.BRANCH})
ENTRIES: tuple[Entry, ...] = (
    Entry(
        name="half-year", word="三会一课半年统计表", group=Group.LIFE, reach=_ALL, cadence=Cadence.HALF_YEAR,
        about="次数、日期、授课人和到会率，一个支部一行；支部和党委签字后存档",
        acts=(Act.RECORD_VIEW,), facts=ledgers.half_year, docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="register", word="组织生活登记表", group=Group.LIFE, reach=_ALL, cadence=Cadence.ANY,
        about="每次会议和活动一行：日期、类别、主题、到会人数", acts=(Act.RECORD_VIEW,), facts=ledgers.register,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="attendance", word="考勤表", group=Group.LIFE, reach=_BRANCH, cadence=Cadence.ANY,
        about="党员一人一行，每次会议一列，附符号说明", acts=(Act.RECORD_VIEW, Act.MEMBER_VIEW), facts=ledgers.attendance,
        docx=attendance_docx, xlsx=attendance_xlsx, layout=lambda facts: "attendance",
    ),
    Entry(
        name="attendance-blank", word="考勤表（空白）", group=Group.BLANK, reach=_BRANCH, cadence=Cadence.ANY,
        about="印好姓名，日期和到会情况手工填写", acts=(Act.RECORD_VIEW, Act.MEMBER_VIEW),
        facts=ledgers.attendance_by_hand, docx=attendance_docx, layout=lambda facts: "attendance",
    ),
    Entry(
        name="month-list", word="本月应办事项清单", group=Group.WORK, reach=frozenset(Reach), cadence=Cadence.THIS_MONTH,
        about="这个月要办什么、为什么办、谁来办，带方框，办一件勾一件", acts=(Act.VIEW,), facts=ledgers.month_list,
        docx=ledger_docx,
    ),
    Entry(
        name="tasks", word="任务清单", group=Group.WORK, reach=_ALL, cadence=Cadence.ANY,
        about="会上议定和上级交办的任务：责任人、时限、进展、验收", acts=(Act.VIEW,), facts=ledgers.tasks_ledger,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="roster", word="党员花名册", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="今天在册的党员；身份证号、电话、住址只印遮住中间的", acts=(Act.MEMBER_VIEW,), facts=ledgers.roster,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="committee", word="班子成员表", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="本级和所属各党组织的班子，空缺的写明", acts=(Act.VIEW,), facts=ledgers.committee_table, docx=ledger_docx,
        xlsx=ledger_xlsx,
    ),
    Entry(
        name="division", word="党建工作责任分工表", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="第一责任人、班子分工、协助部门，每项定期事项由谁负责", acts=(Act.VIEW,),
        facts=lambda asked: division_table(asked.org, on=asked.today), docx=division_paper, xlsx=division_sheet,
        layout=lambda facts: "division",
    ),
    Entry(
        name="terms", word="届次台账", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="届次、选举和届满日期、延期、是否到期", acts=(Act.VIEW,), facts=ledgers.terms_ledger, docx=ledger_docx,
        xlsx=ledger_xlsx,
    ),
    Entry(
        name="candidates", word="候选人预备人选基本情况表", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="正在办理的换届选举：候选人的基本情况、简历、拟任职务", acts=(Act.ELECTION,), facts=ledgers.candidates_table,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="electors", word="选举人名册", group=Group.PEOPLE, reach=_ALL, cadence=Cadence.TODAY,
        about="正在办理的换届选举：谁能选举、能被选举、计入应到会，附签到", acts=(Act.ELECTION,), facts=ledgers.electors_table,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="review-summary", word="民主评议党员情况汇总表", group=Group.LIFE, reach=_BRANCH, cadence=Cadence.YEAR,
        about="得票、评定等次、处置，一名党员一行；只给有权限的同志", acts=(Act.GRADE_VIEW,), facts=ledgers.review_summary,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="review-register", word="民主评议党员登记表", group=Group.LIFE, reach=_BRANCH, cadence=Cadence.YEAR,
        about="每名党员一张，自评和互评手写，其余由记录生成", acts=(Act.GRADE_VIEW,), facts=ledgers.review_register,
        docx=register_docx, layout=lambda facts: "review_register",
    ),
    Entry(
        name="plan", word="年度工作计划", group=Group.YEAR, reach=_ALL, cadence=Cadence.YEAR_AHEAD,
        about="时间、工作内容、措施、责任人、完成情况；计划在“组织生活”里排", acts=(Act.RECORD_VIEW,), facts=ledgers.plan_table,
        docx=ledger_docx, xlsx=ledger_xlsx,
    ),
    Entry(
        name="yearbook", word="支部工作手册", group=Group.YEAR, reach=_BRANCH, cadence=Cadence.YEAR,
        about="全年二十节，由记录生成；没有记录的节在目录中注明", acts=(Act.RECORD_VIEW, Act.MEMBER_VIEW),
        facts=lambda asked: year_book(asked.org, asked.period.year, today=asked.today), docx=yearbook,
        layout=lambda facts: "yearbook",
    ),
)  # fmt: skip
BY_NAME = {entry.name: entry for entry in ENTRIES}


def reach_of(org: Organization) -> Reach:
    """Whether its papers are those of a branch, of a 党小组 or of what stands above."""
    if org.kind in BRANCH_KINDS:
        return Reach.BRANCH
    return Reach.GROUP if org.kind == OrgKind.PARTY_GROUP else Reach.ABOVE


def entries_for(actor: Actor, org: Organization) -> list[Entry]:
    """The papers this organisation has and the actor may print, in the order of the table."""
    reach = reach_of(org)
    return [e for e in ENTRIES if reach in e.reach and all(actor.may(act, org.path) for act in e.acts)]


def get_paper(actor: Actor, org_id: int, name: str, period: str, *, today: date) -> tuple[Entry, Asked]:
    """The one door to a paper: the organisation's door with the rights to what the paper shows. A paper nobody knows, a
    period it does not come in or one that has not begun is DoesNotExist; one that the organisation does not have is
    refused with the reason."""
    entry, found = get_paper_period(name, period, today=today)
    org = get_org(actor, entry.acts[0], org_id)
    for act in entry.acts:
        demand(actor.may(act, org.path))
    if reach_of(org) not in entry.reach:
        raise NotAllowed(f"{entry.word}按党支部生成，请选择一个党支部。")
    return entry, Asked(actor, org, found, today)


def get_paper_period(name: str, code: str, *, today: date) -> tuple[Entry, Period]:
    """A paper by its name, and a period it comes in. A paper nobody knows, a period it does not come in or one that has
    not begun is DoesNotExist."""
    entry = BY_NAME.get(name)
    if entry is None:
        raise Organization.DoesNotExist
    try:
        found = Period.parse(code)
    except ValueError:
        raise Organization.DoesNotExist from None
    if found.year < FIRST_YEAR or found not in periods_for(entry.cadence, found, today):
        raise Organization.DoesNotExist
    return entry, found


@dataclass(frozen=True, slots=True)
class Line:
    """One paper on the page, with the periods it can be printed for."""

    entry: Entry
    periods: tuple[Period, ...]


def lines_for(actor: Actor, org: Organization, chosen: Period, *, today: date) -> list[tuple[Group, list[Line]]]:
    """The papers of an organisation for the chosen period, by group."""
    found: dict[Group, list[Line]] = {}
    for entry in entries_for(actor, org):
        periods = tuple(periods_for(entry.cadence, chosen, today))
        found.setdefault(entry.group, []).append(Line(entry, periods))
    return [(group, found[group]) for group in Group if group in found]


def choices_of(years: tuple[int, ...], today: date) -> list[Period]:
    """The periods one may choose on the page: this year's months, quarters and halves that have begun, then years."""
    now = Period.containing(PeriodKind.YEAR, today)
    found = [Period.containing(PeriodKind.MONTH, today)]
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR):
        period = Period.containing(kind, today)
        while period.first >= now.first:
            found.append(period)
            period = period.previous()
    return list(dict.fromkeys([*found, *(Period(year, PeriodKind.YEAR, 1) for year in years)]))


def org_card(actor: Actor, card: Card, on: date) -> dict[str, object] | None:
    """The card on an organisation's page: its papers for today's month, quarter, half and year."""
    org = card.org
    if not actor.may(Act.RECORD_VIEW, org.path):
        return None
    month = Period.containing(PeriodKind.MONTH, on)
    lines = [line for _, group in lines_for(actor, org, month, today=on) for line in group]
    may_parcel = reach_of(org) is Reach.ABOVE and bool(actor.may(Act.MEMBER_VIEW, org.path))
    return {"lines": lines, "org_id": org.pk, "may_parcel": may_parcel} if lines else None
