"""A meeting of fifty recorded: the form, the whole request, the verb alone, and eight clients at once under one root. Least:
the same rows written by plain SQL in one transaction, behind a bare signed-in page where ours is a request."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import Count
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from benchmarks.bare import bare_client
from benchmarks.databases import clients
from benchmarks.forms import Form
from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.activities import services
from jishi.activities.models import Activity
from jishi.activities.queries import meeting_of
from jishi.activities.rules import ItemInput, Kind, Motion, RecordInput, VoteMethod
from jishi.duties import services as duties
from jishi.kernel import clock
from jishi.kernel.actor import operator
from jishi.members.models import Member
from jishi.orgs.models import Organization, PostHeld

CLIENTS, WRITES, FIFTY = 8, 40, 50
RULE = "general_meeting_quarterly"


def _branch(world: World) -> tuple[str, Organization]:
    """A branch whose secretary can sign in, the one nearest to fifty members."""
    held = {
        post.org_id: post
        for post in PostHeld.objects.filter(
            post="secretary", person__account__username__startswith="branch"
        ).select_related("org", "person__account")
    }
    sizes = dict(Member.objects.filter(org_id__in=held).values_list("org_id").annotate(Count("pk")))
    post = held[min(sizes, key=lambda pk: (abs(sizes[pk] - FIFTY), pk))]
    account = post.person.account
    assert account
    return account.username, post.org


def _free_day(org: Organization, today: date) -> date:
    taken = set(
        Activity.objects.filter(org=org, held_on__gt=today - timedelta(days=60)).values_list("held_on", flat=True)
    )
    return next(day for n in range(60) if (day := today - timedelta(days=n)) not in taken)


def _meeting(org_id: int, day: date) -> RecordInput:
    return RecordInput(
        org_id=org_id, kinds=(Kind.MEMBERS_MEETING,), held_on=day, place="村部", chair_note="甲", recorder_note="乙",
        study_minutes=45, late_reason="当时网络不通", items=(
            ItemInput("学习条例", "领学第二章。"),
            ItemInput("审议果园方案", motion=Motion("果园方案", VoteMethod.SHOW_OF_HANDS, 1, 0, 0)),
        ),
    )  # fmt: skip


def _plain_rows(org_id: int, people: list[int], day: date) -> int:
    """What nobody who keeps such a record can do without: the rows, and the counts at the branch and above it."""
    now, period = clock.now(), f"{day.year}Q{(day.month + 2) // 3}"
    with transaction.atomic():
        [[pk]] = rows(
            "INSERT INTO activities_activity (org_id, title, held_on, place, is_online, chair_note, recorder_note,"
            " lecturer_note, special_subject, serves, study_minutes, expected, present, defects, claims, state,"
            " recorded_on, recorded_by, late_reason, confirmed_at, withdrawn_reason, version) VALUES"
            " (%s, '党员大会', %s, '村部', false, '甲', '乙', '', '', '', 45, %s, %s, '[]', '[]', 'confirmed', %s, '',"
            " '', %s, '', 1) RETURNING id",
            [org_id, day, len(people), len(people), day, now],
        )
        rows("INSERT INTO activities_activitykind (activity_id, kind, year) VALUES (%s, %s, %s)", [pk, Kind.MEMBERS_MEETING.value, day.year])  # fmt: skip
        rows(
            "INSERT INTO activities_attendance (held_on, activity_id, member_id, is_present, is_voter, reason, vote_withheld)"
            " SELECT %s, %s, unnest(%s::bigint[]), true, true, '', false", [day, pk, people],
        )  # fmt: skip
        rows(
            "INSERT INTO activities_item (activity_id, number, title, gist, motion, method, resolution)"
            " SELECT %s, n, '学习条例', '', '', '', '' FROM generate_series(1, 2) AS n", [pk],
        )  # fmt: skip
        rows(
            "INSERT INTO audit_line (at, event, org_id, subject_type, subject_id, subject_name, actor_name, after, note)"
            " VALUES (%s, 'activity.recorded', %s, 'activities.activity', %s, '党员大会', '', '{}', '')", [now, org_id, pk],
        )  # fmt: skip
        rows(
            "INSERT INTO duties_evidence (org_id, kind, held_on, year, recorded_on, source_kind, source_id)"
            " VALUES (%s, %s, %s, %s, %s, 'bare', %s)", [org_id, Kind.MEMBERS_MEETING.value, day, day.year, day, pk],
        )  # fmt: skip
        key = [org_id, RULE, period]
        rows("UPDATE duties_dutystatus SET done = done WHERE org_id = %s AND rule_id = %s AND period = %s", key)
        rows(
            "WITH above AS MATERIALIZED (SELECT a.id FROM orgs_organization o JOIN orgs_organization a"
            "  ON a.path = ANY (ARRAY(SELECT left(o.path, n) FROM generate_series(4, length(o.path), 4) AS n))"
            "  WHERE o.id = %s ORDER BY a.path)"
            " UPDATE duties_rollup u SET met = met FROM above WHERE u.org_id = above.id AND rule_id = %s AND period = %s",
            key,
        )
    return len(people)


@measure("form of a meeting of 50")
def form(world: World) -> Case:
    login, org = _branch(world)
    ours, least = world.page(login, f"{reverse('activities-new')}?org={org.pk}&kind=members_meeting")
    return Case(ours=ours, least=least, note="least: a bare signed-in Django page of as many bytes with three queries")


@measure("meeting of 50 recorded (request)")
def request(world: World) -> Case:
    login, org = _branch(world)
    client, bare = world.client(login), bare_client(world.account(login))
    url = f"{reverse('activities-new')}?org={org.pk}&kind=members_meeting"
    day, people = _free_day(org, world.today), _people(org)
    typed = Form(client.get(url).content.decode(), "record").data | {
        "held_on": [f"{day}"], "place": ["村部"], "chair": [""], "chair_note": ["甲"], "recorder": [""],
        "recorder_note": ["乙"], "item-0-title": ["学习条例"], "item-0-gist": ["领学第二章。"],
        "item-1-title": ["审议果园方案"], "item-1-motion": ["果园方案"], "item-1-votes_for": ["1"],
        "study_minutes": ["45"], "late_reason": ["当时网络不通"], "confirm": ["1"],
    }  # fmt: skip
    body = encode_multipart(BOUNDARY, typed)

    def ours() -> int:
        answer = client.generic("POST", url, body, content_type=MULTIPART_CONTENT)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        return len(people)

    def least() -> int:
        bare.get("/400/")
        return _plain_rows(org.pk, people, day)

    return Case(
        ours=ours, least=least, undone=True,
        note="least: a bare signed-in Django page with three queries that INSERTs the same rows and adjusts the same counts",
    )  # fmt: skip


def _people(org: Organization) -> list[int]:
    return [person.person_id for person in meeting_of(org, (Kind.MEMBERS_MEETING,), clock.today()).roster.people]


@measure("meeting of 50 recorded (verb)")
def verb(world: World) -> Case:
    _, org = _branch(world)
    day, people = _free_day(org, world.today), _people(org)

    def ours() -> int:
        services.record(_meeting(org.pk, day), actor=world.operator, now=world.now, submission=uuid4())
        return len(people)

    return Case(
        ours=ours, least=lambda: _plain_rows(org.pk, people, day), undone=True,
        note="least: the same rows inserted and the same counts adjusted by plain SQL in one transaction",
    )  # fmt: skip


def _into(database: str) -> None:
    connection.settings_dict["NAME"] = database


def _record_one(order: tuple[int, date]) -> None:
    services.record(_meeting(*order), actor=operator("基准"), now=clock.now(), submission=uuid4())


def _insert_one(order: tuple[int, date]) -> None:
    _plain_rows(order[0], _people(Organization.objects.get(pk=order[0])), order[1])


def _is_exact(_: int) -> bool:
    """Whether what eight have adjusted beside each other is what a rebuild makes of it."""
    adjusted = _derived()
    duties.rebuild()
    return adjusted == _derived()


def _derived() -> list[tuple[object, ...]]:
    sums = "SELECT count(*), sum(hashtextextended(t::text, 0)) FROM"
    return rows(f"{sums} duties_dutystatus t UNION ALL {sums} duties_rollup t WHERE owing <> 0")


@measure("40 meetings from 8 clients", sizes=("township", "county"))
def at_once(world: World) -> Case:
    """Real processes, real commits, in a copy of the world that is dropped when the run ends."""
    orgs = list(
        Member.objects.filter(org__kind="branch", org__ended_on=None)
        .values_list("org_id", flat=True).annotate(n=Count("pk")).order_by("-n", "org_id")[:160]
    )  # fmt: skip
    turns = count()
    # A process of its own must not share our connection: it is closed before they are made.
    pool = world.kept.enter_context(clients(CLIENTS, _into))

    def all_at_once(one: Callable[[tuple[int, date]], None]) -> Callable[[], int]:
        def run() -> int:
            numbers = [next(turns) for _ in range(WRITES)]
            orders = [(orgs[n % len(orgs)], world.today - timedelta(days=n // len(orgs) % 45)) for n in numbers]
            pool.map(one, orders, chunksize=1)
            return WRITES

        return run

    ours, least = all_at_once(_record_one), all_at_once(_insert_one)
    ours()
    began = time.perf_counter()
    ours()
    rate = WRITES / (time.perf_counter() - began)
    [exact] = pool.map(_is_exact, [0])
    assert exact, "the roll-ups are not what a rebuild makes of them"
    return Case(
        ours=ours, least=least, turns=3,
        note=f"{rate:.0f} a second in the first turn; roll-ups then equal to rebuilt ones; least: the bare rows, as above",
    )  # fmt: skip
