"""A scheme is made, changed while a draft, frozen in use, and started anew."""

from datetime import date
from uuid import uuid4

import pytest

from jishi.appraisals import queries, services
from jishi.appraisals.models import Indicator, SchemeVersion
from jishi.appraisals.rules import Phase, Scale, Terms, VersionState
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from tests.db.appraisals.conftest import Stage


def _version(edition: SchemeVersion) -> int:
    return SchemeVersion.objects.get(pk=edition.pk).version


def test_a_copy_of_the_delivered_five_good_is_put_in_force(stage: Stage) -> None:
    edition = stage.scheme()
    assert edition.state == VersionState.DRAFT
    frozen = services.put_in_force(
        edition.pk, edition.version, basis="和党发〔2026〕3号", actor=stage.clerk, now=stage.now
    )
    assert (frozen.state, frozen.from_on) == (VersionState.IN_FORCE, stage.now.date())
    tree = queries.tree_of(queries.indicators_of(edition.pk))
    assert [item.text for item in tree.children[None]][:5] == [
        "领导班子好",
        "党员队伍好",
        "工作机制好",
        "工作业绩好",
        "群众反映好",
    ]
    assert [tree.points(item) for item in tree.children[None]] == [200, 200, 200, 200, 200, 0]


def test_the_same_submission_makes_one_scheme(stage: Stage) -> None:
    number = uuid4()
    assert stage.scheme(submission=number) == stage.scheme(submission=number)


def test_a_branch_issues_no_scheme_and_a_county_does_not_write_the_township_s(stage: Stage) -> None:
    for actor, org in ((stage.secretary, stage.branch), (stage.department, stage.cast.township)):
        with pytest.raises(NotAllowed):
            services.make_scheme(org=org, name="考核", actor=actor, now=stage.now)
    with pytest.raises(Refused):
        services.make_scheme(
            org=stage.cast.township, name="考核", template="none", actor=stage.clerk, now=stage.now
        )  # fmt: skip


def test_a_version_in_use_is_frozen_and_a_new_one_starts(stage: Stage) -> None:
    edition = stage.in_force()
    item = Indicator.objects.filter(edition=edition, points__gt=0).first()
    assert item
    with pytest.raises(Refused, match="不能再改"):
        services.edit_indicator(item.pk, item.version, text="另一项", actor=stage.clerk, now=stage.now)
    fresh = services.revise_scheme(edition.scheme_id, actor=stage.clerk, now=stage.now)
    assert (fresh.number, fresh.state) == (2, VersionState.DRAFT)
    assert services.revise_scheme(edition.scheme_id, actor=stage.clerk, now=stage.now) == fresh
    count = Indicator.objects.filter(edition=edition).count()
    assert Indicator.objects.filter(edition=fresh).count() == count
    services.put_in_force(fresh.pk, fresh.version, basis="改办法", actor=stage.clerk, now=stage.now)
    edition.refresh_from_db()
    assert edition.state == VersionState.RETIRED
    assert [one.number for one in queries.editions_of(edition.scheme)] == [2, 1]


def test_a_tree_grows_moves_and_loses_nodes(stage: Stage) -> None:
    edition = services.make_scheme(org=stage.cast.township, name="新办法", actor=stage.clerk, now=stage.now)
    number = uuid4()

    def add(text: str, **facts: object) -> Indicator:
        return services.add_indicator(edition.pk, text=text, actor=stage.clerk, now=stage.now, **facts)  # type: ignore[arg-type]  # words given by name

    head = add("组织生活", submission=number)
    assert add("组织生活", submission=number) == head
    first, second = add("党课", parent_id=head.pk, points=400), add("党日", parent_id=head.pk, points=500)
    services.move_indicator(second.pk, up=True, actor=stage.clerk, now=stage.now)
    services.move_indicator(second.pk, up=True, actor=stage.clerk, now=stage.now)  # already the first
    tree = queries.tree_of(queries.indicators_of(edition.pk))
    assert [item.text for item in tree.items] == ["组织生活", "党日", "党课"]
    services.set_points(edition.pk, _version(edition), {first.pk: 500}, actor=stage.clerk, now=stage.now)
    first.refresh_from_db()
    assert first.points == 500
    changed = services.edit_indicator(
        second.pk, second.version, text="主题党日", points=500, actor=stage.clerk, now=stage.now
    )
    with pytest.raises(EditConflict):
        services.edit_indicator(second.pk, changed.version - 1, text="x", actor=stage.clerk, now=stage.now)
    services.put_in_force(edition.pk, _version(edition), basis="会议", actor=stage.clerk, now=stage.now)
    fresh = services.revise_scheme(edition.scheme_id, actor=stage.clerk, now=stage.now)
    copied = Indicator.objects.get(edition=fresh, parent=None)
    services.drop_indicator(copied.pk, actor=stage.clerk, now=stage.now)
    services.drop_indicator(copied.pk, actor=stage.clerk, now=stage.now)
    assert not Indicator.objects.filter(edition=fresh).exists()


def test_refusals_name_the_field(stage: Stage) -> None:
    edition = services.make_scheme(org=stage.cast.township, name="新办法", actor=stage.clerk, now=stage.now)
    for facts, field in (
        ({"text": " "}, "text"),
        ({"text": "一", "figure": "no.such"}, "figure"),
        ({"text": "一", "points": 10, "source": "records"}, "figure"),
        ({"text": "一", "parent_id": 0}, "parent"),
    ):
        with pytest.raises(Refused) as refused:
            services.add_indicator(edition.pk, actor=stage.clerk, now=stage.now, **facts)  # type: ignore[arg-type]  # words given by name
        assert refused.value.field == field
    with pytest.raises(Refused, match="还没有指标"):
        services.put_in_force(edition.pk, _version(edition), basis="会议", actor=stage.clerk, now=stage.now)
    with pytest.raises(Refused, match="没有指标"):
        services.replace_tree(
            edition.pk, _version(edition), services.Laid((), {}), actor=stage.clerk, now=stage.now
        )  # fmt: skip


def test_what_holds_for_the_whole_is_changed_in_the_draft(stage: Stage) -> None:
    edition = stage.scheme()
    weights = {Phase.ORDINARY: 30, Phase.HALF: 30, Phase.FINAL: 40}
    terms = Terms(1000, Scale.STARS, Scale.STARS.usual, weights)

    def edit(version: int, terms: Terms) -> SchemeVersion:
        return services.edit_scheme(
            edition.pk, version, name="星级评定", terms=terms, kinds=["branch"], actor=stage.clerk, now=stage.now
        )

    changed = edit(edition.version, terms)
    assert queries.terms_of(changed) == terms
    assert changed.scheme.name == "星级评定"
    with pytest.raises(EditConflict):
        edit(edition.version, terms)
    with pytest.raises(Refused, match="合计要是 100"):
        edit(changed.version, Terms(1000, Scale.STARS, Scale.STARS.usual, {Phase.FINAL: 90}))


def test_who_sees_a_scheme(stage: Stage) -> None:
    edition = stage.in_force()
    seen = [queries.schemes_where(actor, Act.VIEW).count() for actor in (stage.clerk, stage.secretary, stage.neighbour)]
    assert seen == [1, 0, 0]
    stage.assessed(edition)
    assert queries.get_scheme(stage.secretary, Act.VIEW, edition.scheme_id) == edition.scheme
    with pytest.raises(NotAllowed):
        queries.get_scheme(stage.secretary, Act.APPRAISE_LEAD, edition.scheme_id)
    assert {org.pk for org in queries.orgs_to_assess(stage.clerk, edition.scheme)} == {
        stage.branch.pk,
        stage.cast.sibling.pk,
    }


def test_after_march_a_reason_is_asked_for_and_shows(stage: Stage) -> None:
    edition = stage.in_force()
    with pytest.raises(Refused, match="第一季度已经过了"):
        stage.assessed(edition, late_why="")
    assert stage.assessed(edition).round.late_why == "县里年中才发办法"
    early = date(2026, 3, 31)
    assert stage.now.date() > early
