"""Settled grades: fed back, signed, disposed of, read by few, and counted."""

from datetime import date, datetime

import pytest

from jishi.appraisals import queries, services
from jishi.appraisals.models import MemberReview, ReviewRound
from jishi.appraisals.rules import Disposal, Grade
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.kernel.registry import figures
from jishi.notices.models import Notice
from jishi.orgs.models import Organization
from tests.builders import actor_named, make_member
from tests.db.appraisals.conftest import Stage

DAY = date(2026, 11, 22)


def of(row: ReviewRound, grade: Grade) -> MemberReview:
    return MemberReview.objects.filter(round=row, grade=grade).order_by("name_key").first() or MemberReview()


def test_nothing_is_fed_back_before_it_is_settled(stage: Stage) -> None:
    review = of(stage.submitted(), Grade.QUALIFIED)
    with pytest.raises(Refused, match="上级审定以后"):
        services.feed_back(review.pk, 1, fed_on=DAY, actor=stage.secretary, now=stage.now)
    assert list(queries.own_reviews(stage.secretary)) == []


def test_feedback_is_noted_and_signed_for(stage: Stage) -> None:
    review = of(stage.settled(), Grade.QUALIFIED)
    with pytest.raises(Refused, match="不能早于"):
        services.feed_back(review.pk, 1, fed_on=DAY, signed_on=date(2026, 11, 20), actor=stage.secretary, now=stage.now)
    done = services.feed_back(
        review.pk, 1, fed_on=DAY, signed_on=DAY, own_words="同意", actor=stage.secretary, now=stage.now
    )
    assert (done.signed_on, done.own_words) == (DAY, "同意")
    with pytest.raises(EditConflict):
        services.feed_back(review.pk, 1, fed_on=DAY, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed):
        services.feed_back(review.pk, 2, fed_on=DAY, actor=stage.clerk, now=stage.now)


def test_everybody_is_told_once_without_the_grade_and_signs_for_the_own(stage: Stage) -> None:
    row = stage.settled()
    assert services.tell_members(row.pk, actor=stage.secretary, now=stage.now) == 8
    assert services.tell_members(row.pk, actor=stage.secretary, now=stage.now) == 0
    texts = set(Notice.objects.filter(link="/my/reviews/").values_list("text", flat=True))
    assert texts == {"2026年度民主评议党员的结果已经审定，请查看并签收。"}
    own = queries.own_reviews(stage.organiser).get()
    for _ in range(2):
        signed = services.sign_own(own.pk, own_words="没有意见", actor=stage.organiser, now=stage.now)
    assert (signed.signed_on, signed.own_words) == (DAY, "没有意见")
    with pytest.raises(MemberReview.DoesNotExist):
        services.sign_own(own.pk, actor=stage.secretary, now=stage.now)


def test_what_follows_fits_the_grade(stage: Stage) -> None:
    row = stage.settled()
    good, plain = of(row, Grade.EXCELLENT), of(row, Grade.QUALIFIED)
    with pytest.raises(Refused, match="优秀"):
        services.dispose(
            plain.pk,
            1,
            disposal=Disposal.COMMENDED,
            disposed_on=DAY,
            basis="大会",
            actor=stage.secretary,
            now=stage.now,
        )
    with pytest.raises(Refused, match="请写依据"):
        services.dispose(
            good.pk, 1, disposal=Disposal.COMMENDED, disposed_on=DAY, basis=" ", actor=stage.secretary, now=stage.now
        )
    done = services.dispose(
        good.pk, 1, disposal=Disposal.COMMENDED, disposed_on=DAY, basis="大会", actor=stage.secretary, now=stage.now
    )
    assert done.disposal == Disposal.COMMENDED


def test_grades_are_read_by_few(stage: Stage) -> None:
    row = stage.settled()
    for actor in (stage.secretary, stage.organiser, stage.clerk, stage.department):
        assert queries.get_round(actor, Act.GRADE_VIEW, row.pk) == row
    with pytest.raises(Organization.DoesNotExist):
        queries.get_round(stage.neighbour, Act.GRADE_VIEW, row.pk)
    review = of(row, Grade.QUALIFIED)
    card = queries.member_card(stage.clerk, review.person_id, DAY)
    assert card is not None
    assert card["reviews"] == [review]
    assert queries.member_card(stage.neighbour, review.person_id, DAY) is None


def test_a_member_of_the_committee_without_the_right_gets_the_reason(stage: Stage) -> None:
    row = stage.settled()
    plain = actor_named("secretary", today=DAY)
    bare = type(plain)(name="宣传委员", grants=tuple(g for g in plain.grants if g.act is not Act.GRADE_VIEW))
    with pytest.raises(NotAllowed, match="查看民主评议等次"):
        queries.get_round(bare, Act.GRADE_VIEW, row.pk)


def test_one_sees_ones_own_and_nobody_elses(stage: Stage, now: datetime) -> None:
    person = make_member(now=now, org=stage.branch, name="赵普通", username="plain")
    row = stage.settled()
    actor = actor_named("plain", today=DAY)
    own = queries.own_reviews(actor).get()
    assert own.person_id == person.pk
    card = queries.member_card(actor, person.pk, DAY)
    assert card is not None
    assert card["own"]
    other = MemberReview.objects.filter(round=row).exclude(person_id=person.pk)[0]
    with pytest.raises(MemberReview.DoesNotExist):
        queries.get_own_review(actor, other.pk)
    assert queries.member_card(actor, other.person_id, DAY) is None


def test_figures_are_those_of_the_year_before_and_add_up(stage: Stage) -> None:
    stage.settled(year=2025)
    path, on = stage.cast.county.path, DAY
    found = {name: figures[f"appraisals.{name}"].count(path, on) for name in ("reviewed", "ungraded", *Grade)}
    assert found["reviewed"] == 9
    assert found["reviewed"] == found["ungraded"] + sum(found[grade] for grade in Grade)
    assert (found["excellent"], found["ungraded"]) == (1, 1)
    assert figures["appraisals.reviewed"].count(stage.cast.other_township.path, on) == 0
    assert figures["appraisals.reviewed"].count(path, date(2026, 11, 1)) == 0


def test_who_decides_on_honours_reads_settled_results(stage: Stage) -> None:
    row = stage.settled(year=2025)
    good = of(row, Grade.EXCELLENT)
    young = MemberReview.objects.get(round=row, is_probationary=True)
    found = queries.grades_of([good.person_id, young.person_id], since=2024)
    assert [one.grade for one in found[good.person_id]] == ["excellent"]
    assert queries.honour_hint(found[good.person_id], year=2026) == ""
    assert "未定等次" in queries.honour_hint(found[young.person_id], year=2026)
    assert "没有2026年度" in queries.honour_hint(found[good.person_id], year=2027)
    basic = [queries.Graded(2025, "basic", "", row.org_id)]
    assert "基本合格" in queries.honour_hint(basic, year=2026)
