"""Posts, terms, units, guidance: who answers, what is vacant, when a term ends."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs import queries, services
from jishi.orgs.models import PostHeld, Term
from jishi.orgs.rules import OrgKind, PostKind
from tests.builders import Cast, actor_named, make_org, make_person, make_post

DAY = date(2026, 6, 1)


def test_one_secretary_at_a_time(cast: Cast, now: datetime) -> None:
    other = make_person(now=now, name="赵刚")
    with pytest.raises(Refused, match="王建国还在任书记"):
        make_post(now=now, person_id=other.pk, org=cast.branch, post=PostKind.SECRETARY)
    old = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    services.end_post(held=old, on=DAY, actor=operator(), now=now)
    services.end_post(held=old, on=DAY, actor=operator(), now=now)
    make_post(now=now, person_id=other.pk, org=cast.branch, post=PostKind.SECRETARY, from_on=DAY)
    heads = [queries.responsible([cast.branch.pk], day)[cast.branch.pk] for day in (date(2026, 5, 31), DAY)]
    assert [head.name for head in heads if head] == ["王建国", "赵刚"]
    with pytest.raises(Refused, match="已经免职"):
        services.end_post(held=old, on=date(2026, 7, 1), actor=operator(), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostHeld.objects.create(
            person=other, org=cast.branch, post=PostKind.SECRETARY, from_on=date(2024, 5, 1), to_on=DAY
        )


def test_the_same_appointment_twice_is_one(cast: Cast, now: datetime) -> None:
    clerk = make_person(now=now)
    first = make_post(now=now, person_id=clerk.pk, org=cast.township, post=PostKind.OFFICE_CLERK)
    assert make_post(now=now, person_id=clerk.pk, org=cast.township, post=PostKind.OFFICE_CLERK) == first
    with pytest.raises(Refused, match="已任"):
        make_post(now=now, person_id=clerk.pk, org=cast.township, post=PostKind.OFFICE_CLERK, from_on=DAY)


def test_a_leader_belongs_to_a_group_and_a_group_has_nobody_else(cast: Cast, now: datetime) -> None:
    for org, post in ((cast.branch, PostKind.GROUP_LEADER), (cast.group, PostKind.SECRETARY)):
        with pytest.raises(Refused):
            make_post(now=now, person_id=make_person(now=now).pk, org=org, post=post)


def test_days_that_make_no_sense_are_refused(cast: Cast, now: datetime) -> None:
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    with pytest.raises(Refused, match="晚于"):
        services.end_post(held=held, on=date(2024, 3, 1), actor=operator(), now=now)
    with pytest.raises(Refused, match="晚于"):
        services.correct_post(held=held, to_on=date(2024, 2, 1), actor=operator(), now=now)


def test_a_correction_is_seen(cast: Cast, now: datetime) -> None:
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    services.correct_post(held=held, from_on=date(2024, 4, 1), duty_note="全面工作", actor=operator(), now=now)
    services.correct_post(held=held, duty_note="全面工作", actor=operator(), now=now)
    line = AuditLine.objects.get(event="post.corrected")
    assert line.before == {"职务": "王建国，书记", "任职日期": "2024-03-01", "分工": ""}


def test_a_newcomer_is_put_on_file_with_the_post_or_not_at_all(cast: Cast, now: datetime) -> None:
    held = services.appoint_newcomer(
        name="新 干事", org=cast.township, post=PostKind.OFFICE_CLERK, from_on=DAY, actor=operator(), now=now
    )
    assert held.person.name == "新干事"
    with pytest.raises(NotAllowed):
        services.appoint_newcomer(
            name="x",
            org=cast.branch,
            post=PostKind.INSTRUCTOR,
            actor=actor_named("secretary", today=now.date()),
            now=now,
        )
    with pytest.raises(Refused):
        services.appoint_newcomer(name=" ", org=cast.branch, post=PostKind.INSTRUCTOR, actor=operator(), now=now)


def test_a_deputy_answers_where_there_is_no_secretary(cast: Cast, now: datetime) -> None:
    deputy = make_person(now=now, name="孙丽华")
    make_post(now=now, person_id=deputy.pk, org=cast.other_township, post=PostKind.DEPUTY_SECRETARY)
    found = queries.responsible([cast.branch.pk, cast.group.pk, cast.other_township.pk, cast.township.pk], now.date())
    assert [(head.name, head.is_acting) if head else None for head in found.values()] == [
        ("王建国", False), ("李秀英", False), ("孙丽华", True), None
    ]  # fmt: skip
    assert found[cast.other_township.pk].title == "副书记（书记空缺）"  # type: ignore[union-attr]


def test_the_committee_of_a_day_in_order(cast: Cast, now: datetime) -> None:
    assert [(h.person.name, h.post) for h in queries.committee_on(cast.branch, now.date())][:2] == [
        ("王建国", "secretary"), ("李秀英", "organization_member")
    ]  # fmt: skip
    assert queries.committee_on(cast.branch, date(2024, 2, 29)) == []


def test_vacancies_are_what_should_be_held_and_is_not(cast: Cast, now: datetime) -> None:
    services.open_term(org=cast.branch, elected_on=date(2024, 3, 1), seats=5, actor=operator(), now=now)
    found = queries.vacancies([cast.branch, cast.sibling, cast.township, cast.group], now.date())
    assert [(v.org_id, v.words) for v in found] == [
        (cast.branch.pk, "委员会职数 5 名，现任 3 名，缺 2 名"), (cast.township.pk, "书记空缺")
    ]  # fmt: skip
    empty = make_org(now=now, kind=OrgKind.PARTY_GROUP, parent=cast.branch)
    assert [v.words for v in queries.vacancies([empty], now.date())] == ["党小组组长空缺"]


def test_a_village_term_is_five_years_and_the_next_election_closes_it(cast: Cast, now: datetime) -> None:
    first = services.open_term(org=cast.branch, elected_on=date(2020, 3, 1), number=9, actor=operator(), now=now)
    assert first.ends_on == date(2025, 3, 1)
    assert services.open_term(org=cast.branch, elected_on=date(2020, 3, 1), actor=operator(), now=now) == first
    second = services.open_term(org=cast.branch, elected_on=date(2025, 2, 20), actor=operator(), now=now)
    first.refresh_from_db()
    assert first.closed_on == date(2025, 2, 20)
    assert queries.open_term_of(cast.branch, date(2024, 1, 1)) == first
    assert queries.open_term_of(cast.branch, now.date()) == second
    assert list(queries.terms_of(cast.branch)) == [second, first]


def test_terms_that_cannot_be_are_refused(cast: Cast, now: datetime) -> None:
    def opened(**facts: object) -> Term:
        wanted: dict[str, object] = {"org": cast.branch, "elected_on": date(2024, 3, 1)} | facts
        return services.open_term(actor=operator(), now=now, **wanted)  # type: ignore[arg-type]

    for facts in (
        {"org": cast.group}, {"elected_on": date(2026, 12, 1)}, {"ends_on": date(2024, 3, 1)}, {"ends_on": date(2029, 3, 2)},
    ):  # fmt: skip
        with pytest.raises(Refused):
            opened(**facts)
    opened()
    with pytest.raises(Refused, match="以后"):
        opened(elected_on=date(2023, 1, 1))
    past = opened(elected_on=date(2019, 1, 1), closed_on=date(2024, 3, 1))
    assert past.closed_on


def test_an_extension_rests_on_a_paper_and_is_generally_a_year(cast: Cast, now: datetime) -> None:
    term = services.open_term(org=cast.branch, elected_on=date(2021, 6, 1), actor=operator(), now=now)

    def extend(to: date, basis: str = "批复", *, beyond: bool = False) -> Term:
        return services.extend_term(term=term, to=to, basis=basis, beyond_a_year=beyond, actor=operator(), now=now)

    for to, basis in ((date(2027, 6, 2), "批复"), (date(2026, 6, 1), "批复"), (date(2026, 12, 1), "")):
        with pytest.raises(Refused):
            extend(to, basis)
    assert extend(date(2027, 6, 1)).extended_to == date(2027, 6, 1)
    assert extend(date(2027, 9, 1), beyond=True).extension_basis == "批复"
    services.close_term(term=term, on=date(2026, 9, 1), actor=operator(), now=now)
    services.close_term(term=term, on=date(2026, 9, 1), actor=operator(), now=now)
    for attempt in (lambda: extend(date(2027, 1, 1)), lambda: services.close_term(
        term=term, on=date(2026, 9, 2), actor=operator(), now=now
    )):  # fmt: skip
        with pytest.raises(Refused):
            attempt()


def test_a_term_cannot_close_before_it_began(cast: Cast, now: datetime) -> None:
    term = services.open_term(org=cast.branch, elected_on=date(2024, 3, 1), actor=operator(), now=now)
    with pytest.raises(Refused):
        services.close_term(term=term, on=date(2024, 3, 1), actor=operator(), now=now)


def test_guidance_lets_the_guide_see_across_the_tree_while_it_lasts(cast: Cast, now: datetime) -> None:
    held = services.appoint_newcomer(
        name="指导员", org=cast.other_township, post=PostKind.INSTRUCTOR, from_on=DAY, actor=operator(), now=now
    )
    guidance = services.start_guidance(
        guide=cast.other_township, guided=cast.branch, from_on=DAY, actor=operator(), now=now
    )
    assert services.start_guidance(
        guide=cast.other_township, guided=cast.branch, from_on=DAY, actor=operator(), now=now
    ) == guidance  # fmt: skip

    def sees(day: date) -> set[int]:
        rows = [(g.guide_id, g.guided.path) for g in queries.guidances_of(cast.branch, day)[0]]
        guided: dict[int, list[str]] = {}
        for guide, path in rows:
            guided.setdefault(guide, []).append(path)
        grants = queries.grants_of([held], guided)
        return {g.post_id for g in grants if g.act is Act.VIEW and g.covers(cast.branch.path)}

    assert sees(now.date()) == {held.pk}
    services.end_guidance(guidance=guidance, on=date(2026, 9, 1), actor=operator(), now=now)
    services.end_guidance(guidance=guidance, on=date(2026, 9, 1), actor=operator(), now=now)
    assert sees(now.date()) == set()
    with pytest.raises(Refused):
        services.end_guidance(guidance=guidance, on=date(2026, 9, 2), actor=operator(), now=now)
    with pytest.raises(Refused, match="这段时间"):
        services.start_guidance(
            guide=cast.other_township, guided=cast.branch, from_on=date(2026, 7, 1), actor=operator(), now=now
        )
    with pytest.raises(Refused, match="上下级"):
        services.start_guidance(guide=cast.township, guided=cast.branch, actor=operator(), now=now)


def test_a_clerk_cannot_give_a_stranger_sight_of_the_township(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    with pytest.raises(NotAllowed):
        services.start_guidance(guide=cast.other_township, guided=cast.branch, actor=clerk, now=now)
