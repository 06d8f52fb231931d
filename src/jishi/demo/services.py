"""Building the synthetic world through the same services that people use, in bulk where they offer it."""

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from jishi.accounts import services as accounts
from jishi.activities import services as activities
from jishi.activities.queries import Rosters, load_rosters
from jishi.activities.rules import (
    Absence,
    AbsenceReason,
    GuestInput,
    ItemInput,
    Kind,
    Motion,
    RecordInput,
    Scope,
    SpecialSubject,
    VoteMethod,
)
from jishi.assignments import services as assignments
from jishi.demo import diary
from jishi.demo.demands import lay_demands
from jishi.demo.diary import Held
from jishi.demo.division import divide
from jishi.demo.merged import merge_a_village
from jishi.demo.people import Human
from jishi.demo.places import GUIDED, MORE_UNITS, PLACES, Place
from jishi.demo.rooms import fill_rooms
from jishi.demo.world import World, plan
from jishi.duties import queries as duties_read
from jishi.duties import services as duties
from jishi.kernel.actor import Actor, operator
from jishi.kernel.clock import ZONE
from jishi.kernel.db import analyze
from jishi.kernel.periods import PeriodKind
from jishi.kernel.sealing import lookup_hash
from jishi.members import services as members
from jishi.members.models import Membership
from jishi.members.rules import MembershipKind
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import OrgKind, Sector, term_rule
from jishi.people import services as people
from jishi.people.models import SealedFields
from jishi.people.rules import Sex, ethnicity_label

PASSWORD = "jishi-demo-2026"  # noqa: S105  printed on purpose; the demo holds nobody's data
# (login, who it is, seat as (place, index)): printed by the command that starts the demo.
_SEATS: tuple[tuple[str, str, tuple[str, int]], ...] = (
    ("hongqi", "红旗村党支部书记 王建国", ("hongqi", 0)),
    ("liushu", "柳树湾村党支部书记 刘长河", ("liushu", 0)),
    ("hongda", "宏达机械有限公司党支部书记 赵刚（兼职）", ("hongda", 0)),
    ("zuzhang", "红旗村第一党小组组长", ("hongqi", 6)),
    ("ganshi", "和平镇组织办干事 周敏", ("organ", 7)),
    ("zhenshuji", "和平镇党委书记 高志远", ("organ", 0)),
    ("xianwei", "晴川县委组织部 何晓东", ("dept", 7)),
    ("zhidao", "新兴领域行业党委 党建指导员 万凯", ("dept", 9)),
    ("dangyuan", "红旗村普通党员（没有职务）", ("hongqi", 20)),
)
CAST: list[tuple[str, str, str]] = [(login, PASSWORD, who) for login, who, _ in _SEATS]
BY_HAND = (Sector.RETIRED, Sector.MOBILE, Sector.PROJECT)
_NUMERALS = "一二三四五六"
_RULES = {
    Kind.THEME_PARTY_DAY: "theme_party_day_monthly",
    Kind.BRANCH_COMMITTEE_MEETING: "committee_meeting_monthly",
    Kind.PARTY_GROUP_MEETING: "party_group_meeting_monthly",
}
WINDOWED = ("org_life_meeting_yearly", "democratic_appraisal_yearly", "branch_secretary_report_yearly")
REASONS = (AbsenceReason.PERSONAL, AbsenceReason.ILL, AbsenceReason.ON_DUTY, AbsenceReason.AGED, AbsenceReason.OTHER)


@dataclass
class Built:
    """The world while it is written: plan keys → rows."""

    world: World
    actor: Actor
    now: datetime
    rng: Random
    orgs: dict[str, Organization] = field(default_factory=dict)
    groups: dict[tuple[str, int], Organization] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)

    def person(self, key: str, index: int) -> int:
        return self.persons[self.world.rosters[key][index].citizen_id]

    def org_of(self, key: str, group: int = 0) -> Organization:
        return self.groups[key, group] if group else self.orgs[key]


@transaction.atomic
def build_demo(*, today: date, now: datetime, seed: int = 20260101) -> World:
    """Write the demo into an empty database, in one transaction: a county, two townships, some eleven hundred synthetic
    members and eleven months of organisational life, relative to `today`. The same seed and day give the same world.
    `now` is what the audit is dated with. Returns the plan it was made from. Raises Refused in any other."""
    built = Built(plan(today=today, seed=seed), operator("演示数据"), now, Random(seed + 1))  # noqa: S311
    _make_orgs(built)
    _make_members(built)
    _make_posts(built)
    _lend(built)
    divide(built.orgs, today=today, actor=built.actor, now=now)
    _make_records(built)
    analyze()
    duties.open_periods(today)
    _make_windows(built)
    _explain(built)
    _state(built)
    lay_demands(built.orgs, today=today, actor=built.actor, now=now)
    _assign(built)
    merge_a_village(built.orgs["liushu"], actor=built.actor, now=built.now, today=today)
    fill_rooms(built.orgs, clerk_id=built.person("organ", 7), today=today, actor=built.actor, now=now)
    return built.world


def _make_orgs(built: Built) -> None:
    first = built.world.months[0].first
    for number, place in enumerate(PLACES):
        org = orgs.create_organization(
            name=place.name,
            short_name=_short(place),
            kind=place.kind,
            parent=built.orgs.get(place.parent),
            code=f"0990{number + 1:05d}000",
            sector=place.sector if place.sector in BY_HAND else None,
            founded_on=date(place.founded, 7, 1) if place.founded else built.world.today - timedelta(days=place.term),
            duties_from=first,
            actor=built.actor,
            now=built.now,
        )
        built.orgs[place.key] = org
        if place.nature:
            for name in (place.unit, *MORE_UNITS.get(place.key, ())):
                orgs.save_unit(
                    org=org, name=name, nature=place.nature, staff=place.staff, actor=built.actor, now=built.now
                )
        orgs.edit_organization(
            org=org, place=place.spot, address=f"晴川县{place.unit}", actor=built.actor, now=built.now
        )
        for group in range(1, place.groups + 1):
            name = place.name if place.name.endswith("第一党支部") else place.name.removesuffix("党支部")
            built.groups[place.key, group] = orgs.create_organization(
                name=f"{name}第{_NUMERALS[group - 1]}党小组",
                kind=OrgKind.PARTY_GROUP,
                parent=org,
                code=f"0990{number + 1:05d}{group:03d}",
                sector=place.sector,
                duties_from=first,
                actor=built.actor,
                now=built.now,
            )
    for key in GUIDED:
        orgs.start_guidance(
            guide=built.orgs["trade"], guided=built.orgs[key], from_on=first, actor=built.actor, now=built.now
        )


def _short(place: Place) -> str:
    """简称, only where the full name is long."""
    names = {"county": "晴川县委", "town": "和平镇党委", "hills": "青山乡党委", "trade": "新兴领域行业党委"}
    return names.get(place.key, "")


HEADER = (
    "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "学位", "人员类别", "党支部编码", "党小组", "入党日期", "转正日期", "工作岗位",
    "工作单位及职务", "籍贯", "联系电话", "家庭住址", "党籍状态", "是否失联", "失去联系日期", "是否流动", "外出流向",
)  # fmt: skip


def _row(built: Built, place: Place, index: int, human: Human) -> tuple[str, ...]:
    group = built.world.group_of(place, index)
    return (
        human.name, Sex(human.sex).label, ethnicity_label(human.ethnicity), human.citizen_id, human.born_on.isoformat(),
        human.education_label, human.degree, "正式党员" if human.is_full else "预备党员", built.orgs[place.key].code,
        built.groups[place.key, group].name if group else "", human.joined_on.isoformat(),
        human.full_on.isoformat() if human.full_on else "", human.job, human.employer, human.native_place, human.phone,
        human.address, "正常", "是" if human.lost_on else "否", human.lost_on.isoformat() if human.lost_on else "",
        "是" if human.is_mobile else "否", human.mobile_to,
    )  # fmt: skip


def _roster(built: Built) -> bytes:
    """The whole roster as a provincial system would export it."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADER)
    for place in PLACES:
        for index, human in enumerate(built.world.rosters.get(place.key, [])):
            sheet.writerow(_row(built, place, index, human))
    return text.getvalue().encode("utf-8-sig")


def _make_members(built: Built) -> None:
    """Accounts for the cast, then everybody through the roster import, as a county would bring them in."""
    for login, _, (key, index) in _SEATS:
        human, org = built.world.rosters[key][index], built.orgs[key]
        account, _ = accounts.open_account(
            username=login, password=PASSWORD, org=(org.pk, org.path), actor=built.actor, now=built.now
        )
        people.add_person(
            name=human.name, citizen_id=human.citizen_id, account_id=account.pk, actor=built.actor, now=built.now
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "党员名册.csv"
        path.write_bytes(_roster(built))
        report = members.import_roster(path, dry_run=False, good_rows_only=False, actor=built.actor, now=built.now)
    assert report.imported, report.refused[:3]
    by_hash = dict(SealedFields.objects.values_list("citizen_id_hash", "person_id"))
    for roster in built.world.rosters.values():
        for human in roster:
            built.persons[human.citizen_id] = by_hash[lookup_hash(human.citizen_id)]


def _make_posts(built: Built) -> None:
    elected = {term.place: term.elected_on for term in built.world.terms}
    for seat in built.world.seats:
        orgs.hold_post(
            person_id=built.person(seat.home, seat.index),
            org=built.org_of(seat.place, seat.group),
            post=seat.post,
            from_on=max(elected.get(seat.place, date.min), built.world.rosters[seat.home][seat.index].joined_on),
            is_full_time=seat.full_time,
            duty_note=seat.note,
            actor=built.actor,
            now=built.now,
        )
    for term in built.world.terms:
        org = built.orgs[term.place]
        if term_rule(org.kind, org.sector):
            orgs.open_term(
                org=org,
                elected_on=term.elected_on,
                ends_on=term.ends_on,
                seats=term.seats,
                has_committee=term.has_committee,
                number=term.number,
                actor=built.actor,
                now=built.now,
            )


def _lend(built: Built) -> None:
    """Members attached to the temporary branch's life; their 组织关系 stays (支部工作条例第八条). One by one no verb does
    this yet, so the interval rows are written here."""
    since = built.world.today - timedelta(days=200)
    Membership.objects.bulk_create(
        Membership(
            member_id=built.person(key, index),
            org=built.orgs["dyke"],
            kind=MembershipKind.ATTACHED,
            from_on=since,
            reason="编入临时党支部",
        )
        for key, index in built.world.lent
    )


def _entry(built: Built, held: Held, rosters: Rosters) -> RecordInput:
    org, rng = built.org_of(held.place, held.group), built.rng
    roster = rosters.of(org.pk, org.kind, held.kinds, held.held_on)
    everybody = [person.person_id for person in roster.people]
    chosen = roster.scope is Scope.CHOSEN
    posts = list(rosters.posts(org.pk, held.held_on)) or everybody
    chair = next((p for p in posts if p in everybody), everybody[0])
    recorder = next((p for p in posts[1:] + everybody if p != chair), None)
    away = [p for p in everybody if p not in (chair, recorder) and rng.random() > held.coming]
    came = frozenset(everybody) - frozenset(away)
    voters = sum(p.votes and p.person_id in came for p in roster.people)
    starts = datetime.combine(held.held_on, held.starts_at)
    lecture = Kind.PARTY_LECTURE in held.kinds
    return RecordInput(
        org_id=org.pk,
        kinds=held.kinds,
        held_on=held.held_on,
        starts_at=held.starts_at,
        ends_at=(starts + timedelta(minutes=held.minutes)).time(),
        title=held.title if Kind.THEME_PARTY_DAY in held.kinds else "",
        place=org.place or built.orgs[held.place].place,
        chair_id=chair,
        recorder_id=recorder,
        lecturer_id=(chair if rng.random() < 0.6 else recorder or chair) if lecture else None,
        subject=SpecialSubject.STRICT_GOVERNANCE if Kind.SPECIAL_MEETING in held.kinds else None,
        serves=held.serves,
        study_minutes=held.study_minutes,
        year=held.year if held.year != held.held_on.year else None,
        absent=() if chosen else tuple(Absence(p, rng.choice(REASONS), True) for p in away),
        came=came if chosen else frozenset(),
        guests=_guests(held),
        items=tuple(_item(point, voters, rng) for point in held.points),
        late_reason=held.late_reason,
    )


def _guests(held: Held) -> tuple[GuestInput, ...]:
    if Kind.DEMOCRATIC_LIFE_MEETING in held.kinds:
        return (GuestInput("何晓东", "县委组织部，到会指导"),)
    return (GuestInput("郑海涛", "镇党委联系干部"),) if Kind.ORG_LIFE_MEETING in held.kinds else ()


def _item(point: diary.Point, voters: int, rng: Random) -> ItemInput:
    against = rng.choice((0, 0, 0, 0, 1)) if voters > 5 else 0
    motion = Motion(point.motion, VoteMethod.SHOW_OF_HANDS, voters - against, 0, against) if point.motion else None
    return ItemInput(title=point.title, gist=point.gist, motion=motion, resolution=point.resolution)


def _make_records(built: Built) -> None:
    held = built.world.diary.held
    tops = [*built.orgs.values(), *built.groups.values()]
    rosters = load_rosters(tops, held[0].held_on, held[-1].held_on)
    activities.record_many(
        [_entry(built, one, rosters) for one in held],
        recorded_on=[one.recorded_on for one in held],
        actor=built.actor,
        now=built.now,
    )


def _make_windows(built: Built) -> None:
    """The county's notice for this year's winter meetings; it reaches into the next year, as such notices do."""
    year = built.world.today.year
    for rule_id in WINDOWED:
        duties.set_window(
            issuer=built.orgs["county"],
            rule_id=rule_id,
            year=year,
            opens_on=date(year, 12, 10),
            closes_on=date(year + 1, 2, 28),
            basis="关于做好年度组织生活会和民主评议党员工作的通知（演示）",
            actor=built.actor,
            now=built.now,
        )


def _explain(built: Built) -> None:
    for one in built.world.diary.unheld:
        org = built.org_of(one.place, one.group)
        duties.explain(
            org=org, rule_id=_RULES[one.kind], period=one.period, reason=one.reason, actor=built.actor, now=built.now
        )


def _state(built: Built) -> None:
    """已办说明 for what has no room of its own: nearly all of the half-year that is over, six in ten of what the present
    half-year and year ask. A duty that only concerns branches with such members is met by saying there are none."""
    rng, today = built.rng, built.world.today
    by_id = {org.pk: org for org in [*built.orgs.values(), *built.groups.values()]}
    days: Iterator[date] = diary.statement_days(rng, built.world.months, today)
    for row in duties_read.due_rows_below(built.orgs["county"].path, on=today):
        over = not row.period.contains(today)
        held_on = row.period.last - timedelta(days=rng.randint(3, 60)) if over else next(days)
        wanted = row.rule.by_statement and row.rule.id not in WINDOWED and row.org_id != built.orgs["hongqi"].pk
        fits = row.period.contains(held_on) or row.period.kind is PeriodKind.YEAR
        if (
            (wanted or (over and row.rule.by_statement))
            and fits
            and rng.random() < (1 if over and row.rule.only_if else 0.95 if over else 0.6)
        ):
            said = row.rule.only_if.removeprefix("如").partition("，")[0] if rng.random() < 0.7 else ""
            duties.state_done(
                org=by_id[row.org_id],
                rule_id=row.rule.id,
                period=row.period.code,
                held_on=held_on,
                note=f"本支部现{said}。" if said else f"{row.rule.short}已办，材料在本组织当年工作手册。",
                actor=built.actor,
                now=built.now,
            )


def _assign(built: Built) -> None:
    clerk = Actor(name="周敏", person_id=built.person("organ", 7), grants=built.actor.grants)
    for task in built.world.tasks:
        org, owner = built.orgs[task.place], built.person(task.place, task.owner)
        given = datetime.combine(task.given_on, time(9, 30), ZONE)
        asked = assignments.Task(task.title, owner, "", task.due_on)
        made = assignments.assign(org=org, task=asked, actor=built.actor, now=given)
        if task.done_on:
            done = datetime.combine(task.done_on, time(16, 0), ZONE)
            made = assignments.report(made.pk, "已办好，情况已在支部通报。", made.version, actor=built.actor, now=done)
            if task.fate == "accepted":
                assignments.accept(made.pk, "", made.version, actor=clerk, now=done + timedelta(hours=20))
