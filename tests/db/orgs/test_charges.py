"""The division of work of a committee: days, handing over, mistakes, who may; departments that assist."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.orgs import queries, services
from jishi.orgs.models import Assistance, Charge, Organization, PostHeld
from jishi.orgs.rules import DIVIDED, OrgKind, PostKind, WorkField
from tests.builders import Cast, actor_named, make_org, make_person, make_post
from tests.conftest import SignIn

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
ON = date(2026, 11, 22)


def assign(
    cast: Cast, now: datetime, *fields: str, who: int = 1, from_on: date = MARCH, **other: object
) -> list[Charge]:
    return services.assign_charge(
        **{  # type: ignore[arg-type]  # words given by name
            "org": cast.branch, "fields": fields, "person_id": cast.members[who].pk, "from_on": from_on,
            "actor": operator(), "now": now,
        } | other
    )  # fmt: skip


def in_charge(cast: Cast, field: str, day: date) -> str:
    found = queries.in_charge([cast.branch.pk], day).get((cast.branch.pk, field))
    return found.name if found else ""


def test_a_field_handed_over_keeps_who_had_it_before(cast: Cast, now: datetime) -> None:
    assign(cast, now, WorkField.ORG_LIFE, WorkField.DUES)
    assign(cast, now, WorkField.ORG_LIFE, who=2, from_on=JUNE)
    third = cast.members[2].person.name
    assert [in_charge(cast, WorkField.ORG_LIFE, day) for day in (date(2026, 2, 1), date(2026, 5, 31), JUNE)] == [
        "", "李秀英", third,
    ]  # fmt: skip
    assert in_charge(cast, WorkField.DUES, ON) == "李秀英"
    assert [c.field for c in queries.division_of(cast.branch, ON).past] == [WorkField.ORG_LIFE]
    assert AuditLine.objects.filter(event="charge.ended").count() == 1


def test_the_same_twice_changes_nothing(cast: Cast, now: datetime) -> None:
    form = uuid4()
    assign(cast, now, WorkField.ORG_LIFE, WorkField.DUES, submission=form)
    version = Organization.objects.get(pk=cast.branch.pk).version
    assert len(assign(cast, now, WorkField.DUES, WorkField.ORG_LIFE)) == 2
    assert len(assign(cast, now, WorkField.OPENNESS, submission=form)) == 2
    assert Charge.objects.count() == 2
    assert Organization.objects.get(pk=cast.branch.pk).version == version
    assign(cast, now, WorkField.DUES, WorkField.ELECTION)
    assert Charge.objects.count() == 3


def test_mistakes_are_said_beside_their_field(cast: Cast, now: datetime) -> None:
    assign(cast, now, WorkField.ORG_LIFE, from_on=JUNE)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"fields": []}, "work"),
        ({"fields": [WorkField.DUES], "from_on": date(2026, 11, 23)}, "from_on"),
        ({"fields": [WorkField.DUES], "person_id": cast.members[5].pk}, "person"),
        ({"fields": [WorkField.PRESIDING]}, "work"),
        ({"fields": [WorkField.ORG_LIFE], "person_id": cast.members[2].pk, "from_on": MARCH}, "from_on"),
    ]
    for facts, field in wrong:
        with pytest.raises(Refused) as refusal:
            assign(cast, now, **facts)  # type: ignore[arg-type]  # words given by name
        assert refusal.value.field == field
    with pytest.raises(EditConflict):
        assign(cast, now, WorkField.DUES, version=99)


def test_a_day_within_a_charge_that_is_over_is_refused(cast: Cast, now: datetime) -> None:
    [made] = assign(cast, now, WorkField.ORG_LIFE)
    services.end_charge(charge=made, on=date(2026, 9, 1), actor=operator(), now=now)
    with pytest.raises(Refused, match="才止"):
        assign(cast, now, WorkField.ORG_LIFE, who=2, from_on=JUNE)


def test_the_database_forbids_two_in_charge_of_one_field(cast: Cast, now: datetime) -> None:
    assign(cast, now, WorkField.ORG_LIFE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.create(org=cast.branch, field=WorkField.ORG_LIFE, person_id=cast.members[2].pk, from_on=JUNE)


def test_a_charge_ends_once(cast: Cast, now: datetime) -> None:
    [made] = assign(cast, now, WorkField.ORG_LIFE)
    for day in (MARCH, date(2026, 11, 23)):
        with pytest.raises(Refused):
            services.end_charge(charge=made, on=day, actor=operator(), now=now)
    services.end_charge(charge=made, on=JUNE, actor=operator(), now=now)
    services.end_charge(charge=made, on=JUNE, actor=operator(), now=now)
    with pytest.raises(Refused, match="更正"):
        services.end_charge(charge=made, on=date(2026, 7, 1), actor=operator(), now=now)
    assert in_charge(cast, WorkField.ORG_LIFE, JUNE) == ""


def test_a_correction_says_what_stood_there(cast: Cast, now: datetime) -> None:
    [made] = assign(cast, now, WorkField.ORG_LIFE)
    [other] = assign(cast, now, WorkField.ORG_LIFE, who=2, from_on=JUNE)
    facts = {"charge": made, "actor": operator(), "now": now, "basis": "登记错了"}
    changed = services.correct_charge(**facts, person_id=cast.members[0].pk, from_on=date(2026, 4, 1), to_on=JUNE)  # type: ignore[arg-type]  # words given by name
    assert (changed.person.name, changed.from_on) == ("王建国", date(2026, 4, 1))
    services.correct_charge(**facts, person_id=cast.members[0].pk, from_on=date(2026, 4, 1), to_on=JUNE)  # type: ignore[arg-type]  # words given by name
    [line] = AuditLine.objects.filter(event="charge.corrected")
    assert line.before["分管人"] == "李秀英"
    with pytest.raises(Refused, match="已分管"):
        services.correct_charge(**facts, person_id=cast.members[0].pk, from_on=None, to_on=None)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(Refused, match="晚于"):
        services.correct_charge(**facts, person_id=cast.members[0].pk, from_on=JUNE, to_on=MARCH)  # type: ignore[arg-type]  # words given by name
    assert other.pk


def test_the_secretary_divides_the_own_work_and_nobody_elses(cast: Cast, now: datetime) -> None:
    secretary = actor_named("secretary", today=now.date())
    assign(cast, now, WorkField.DUES, actor=secretary)
    for stranger in ("member", "sibling_secretary"):
        with pytest.raises(NotAllowed):
            assign(cast, now, WorkField.ORG_LIFE, actor=actor_named(stranger, today=now.date()))
    assign(cast, now, WorkField.ORG_LIFE, actor=actor_named("clerk", today=now.date()))


def test_the_table_names_vacancies_lapsed_charges_and_free_fields(cast: Cast, now: datetime) -> None:
    assign(cast, now, WorkField.ORG_LIFE)
    assign(cast, now, WorkField.DUES, who=2)
    held = PostHeld.objects.get(org=cast.branch, person_id=cast.members[2].pk)
    services.end_post(held=held, on=date(2026, 11, 1), actor=operator(), now=now)
    found = queries.division_of(cast.branch, ON)
    assert found.head
    assert found.head.words == "书记 王建国"
    assert [(s.name, [c.field for c in s.charges]) for s in found.shares] == [
        ("王建国", []), ("李秀英", [WorkField.ORG_LIFE]),
    ]  # fmt: skip
    assert [c.field for c in found.lapsed] == [WorkField.DUES]
    assert set(found.free) == set(DIVIDED) - {WorkField.ORG_LIFE}
    assert not found.is_headless
    empty = queries.division_of(cast.other_township, ON)
    assert (empty.head, empty.is_headless, empty.shares) == (None, True, ())
    group = make_org(now=now, name="镇政府党组", kind=OrgKind.PARTY_LEADING_GROUP, parent=cast.township)
    assert not queries.division_of(group, ON).is_headless


def test_who_presides_is_said_only_where_it_is_on_record(cast: Cast, now: datetime) -> None:
    deputy = make_person(now=now, name="孙丽华")
    held = make_post(now=now, person_id=deputy.pk, org=cast.other_township, post=PostKind.DEPUTY_SECRETARY)

    def words() -> str:
        head = queries.responsible([cast.other_township.pk], ON)[cast.other_township.pk]
        assert head
        return head.words

    assert words() == "书记空缺，事项暂由副书记孙丽华答复"
    services.correct_post(held=held, duty_note="主持党委全面工作", actor=operator(), now=now)
    assert words() == "书记空缺，由副书记孙丽华主持工作"


def test_those_without_a_secretary_are_found(cast: Cast) -> None:
    orgs = Organization.objects.filter(pk__in=[cast.branch.pk, cast.group.pk, cast.township.pk, cast.other_township.pk])
    assert set(queries.headless(orgs, ON)) == {cast.township, cast.other_township}


def test_departments_assist_for_their_days(cast: Cast, now: datetime) -> None:
    facts = {"org": cast.township, "field": WorkField.DUES, "actor": operator(), "now": now, "from_on": MARCH}
    free = services.add_assistance(**facts, helper_name="镇财政所")  # type: ignore[arg-type]  # words given by name
    assert services.add_assistance(**facts, helper_name=" 镇财政所 ").pk == free.pk  # type: ignore[arg-type]  # words given by name
    known = services.add_assistance(**facts, helper=cast.sibling, submission=uuid4())  # type: ignore[arg-type]  # words given by name
    assert {one.called for one in queries.assistances_of(cast.township, ON)} == {"镇财政所", "柳树湾村党支部"}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"helper_name": " "}, "helper"), ({"helper": cast.township}, "helper"),
        ({"helper_name": "镇文化站", "from_on": date(2026, 11, 23)}, "from_on"),
    ]  # fmt: skip
    for other, field in wrong:
        with pytest.raises(Refused) as refusal:
            services.add_assistance(**(facts | other))  # type: ignore[arg-type]  # words given by name
        assert refusal.value.field == field
    for day in (MARCH, date(2026, 11, 23)):
        with pytest.raises(Refused):
            services.end_assistance(assistance=free, on=day, actor=operator(), now=now)
    services.end_assistance(assistance=free, on=JUNE, actor=operator(), now=now)
    services.end_assistance(assistance=free, on=JUNE, actor=operator(), now=now)
    with pytest.raises(Refused):
        services.end_assistance(assistance=free, on=ON, actor=operator(), now=now)
    with pytest.raises(Refused, match="才止"):
        services.add_assistance(**facts, helper_name="镇财政所")  # type: ignore[arg-type]  # words given by name
    assert [one.pk for one in queries.assistances_of(cast.township, ON)] == [known.pk]
    with pytest.raises(NotAllowed):
        services.end_assistance(assistance=known, on=ON, actor=actor_named("secretary", today=now.date()), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assistance.objects.create(org=cast.branch, field=WorkField.DUES, from_on=MARCH)


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def test_the_secretary_divides_work_on_the_page(cast: Cast, secretary: Client, now: datetime) -> None:
    address = f"/orgs/{cast.branch.pk}/charges/add/?next=/responsibility/{cast.branch.pk}/"
    page = secretary.get(address).content.decode()
    assert "李秀英（组织委员）" in page
    version = Organization.objects.get(pk=cast.branch.pk).version
    typed = {
        "person": cast.members[1].pk, "work": ["org_life", "dues"], "from_on": "2026-03-01", "basis": "支委会",
        "version": version, "submission": str(uuid4()),
    }  # fmt: skip
    refused = secretary.post(address, typed | {"work": []})
    assert "请选分管的工作" in refused.content.decode()
    assert secretary.post(address, typed).headers["Location"] == f"/responsibility/{cast.branch.pk}/"
    charge = Charge.objects.get(field="dues")
    shown = secretary.get(f"/orgs/charges/{charge.pk}/correct/").content.decode()
    assert f"/orgs/charges/{charge.pk}/end/" in shown
    version = Organization.objects.get(pk=cast.branch.pk).version
    fixed = {"person": cast.members[1].pk, "from_on": "2026-04-01", "to_on": "", "basis": "", "version": version}
    assert secretary.post(f"/orgs/charges/{charge.pk}/correct/", fixed).status_code == 302
    ended = {"on": "2026-11-01", "basis": "", "version": version + 1}
    assert secretary.post(f"/orgs/charges/{charge.pk}/end/", ended).headers["Location"] == f"/orgs/{cast.branch.pk}/"
    charge.refresh_from_db()
    assert (charge.from_on, charge.to_on) == (date(2026, 4, 1), date(2026, 11, 1))


def test_a_department_is_typed_by_name_and_found_where_it_is_an_organisation(
    cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    clerk = sign_in(cast.clerk)
    address = f"/orgs/{cast.township.pk}/assistance/add/"
    for name in ("镇财政所", "柳树湾村党支部"):
        version = Organization.objects.get(pk=cast.township.pk).version
        typed = {
            "field": "dues", "helper": name, "from_on": "2026-03-01", "basis": "", "version": version,
            "submission": str(uuid4()),
        }  # fmt: skip
        assert clerk.post(address, typed).status_code == 302
    free, known = Assistance.objects.order_by("pk")
    assert (free.helper_id, free.helper_name, known.helper_id, known.helper_name) == (
        None, "镇财政所", cast.sibling.pk, "",
    )  # fmt: skip
    version = Organization.objects.get(pk=cast.township.pk).version
    gone = clerk.post(f"/orgs/assistance/{free.pk}/end/", {"on": "2026-11-01", "basis": "", "version": version})
    assert gone.status_code == 302
    free.refresh_from_db()
    assert free.to_on == date(2026, 11, 1)
