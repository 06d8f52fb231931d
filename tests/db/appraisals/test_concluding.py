"""What moves a result at the end of the year, and how many are published and settled at once."""

import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from jishi.appraisals import queries, services
from jishi.appraisals.jobs import work_off
from jishi.appraisals.models import Assessment, AssessmentBatch, Indicator, SchemeVersion, Target
from jishi.appraisals.rules import AssessmentState, Item, Measure, Phase, Source, VersionState, seal_of
from jishi.appraisals.services import Given, batches
from jishi.ballots.rules.polls import PollKind
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.registry import figures
from jishi.orgs.models import PostHeld
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage, closed_poll

ITEMS = ["村务公开", "便民服务"]


def _shown(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _item(edition: SchemeVersion, text: str) -> Indicator:
    return Indicator.objects.get(edition=edition, text=text)


def test_a_closed_poll_of_the_masses_moves_a_result_down_to_its_figures(stage: Stage, sign_in: SignIn) -> None:
    row = stage.assessed()
    page = f"/schemes/assessments/{row.pk}/"
    secretary, clerk = sign_in(stage.cast.secretary), sign_in(stage.cast.clerk)
    before = queries.results_of(row.round, _rows(row), today=stage.now.date())[row.pk]
    said = [{1: ["0"], 2: ["1"]}] * 4 + [{1: ["1"], 2: ["0"]}] * 2 + [{1: ["2"], 2: ["3"]}] * 2
    poll = closed_poll(stage, PollKind.SATISFACTION, items=ITEMS, answers=said)
    assert clerk.post(f"{page}poll/", {"poll": poll.pk}).status_code == 302
    after = queries.results_of(row.round, _rows(row), today=stage.now.date())[row.pk]
    assert (after.total - before.total, before.open - after.open) == (150, 1)
    shown = _shown(secretary, page)
    assert "满意率 75% × 20" in shown
    assert re.search(r"村务公开：\S+ 4、\S+ 2、\S+ 2、\S+ 0 ", shown)
    assert re.search(r"便民服务：\S+ 2、\S+ 4、\S+ 0、\S+ 2 ", shown)
    assert f"/polls/{poll.pk}/" in secretary.get(page).content.decode()
    clerk.post(f"{page}poll/", {"poll": ""})
    assert queries.results_of(row.round, _rows(row), today=stage.now.date())[row.pk] == before


def test_a_poll_with_few_answers_moves_nothing(stage: Stage, sign_in: SignIn) -> None:
    row = stage.assessed()
    poll = closed_poll(stage, PollKind.SATISFACTION, items=ITEMS, answers=[{1: ["0"], 2: ["0"]}] * 3)
    services.link_poll(row.pk, poll.pk, actor=stage.clerk, now=stage.now)
    row.refresh_from_db()
    assert (row.satisfied, row.verdict) == (None, None)
    assert "份数不足，不显示" in _shown(sign_in(stage.cast.secretary), f"/schemes/assessments/{row.pk}/")
    other = closed_poll(stage, PollKind.MOTIONS, items=["修路"], answers=[{1: ["0"]}] * 5)
    with pytest.raises(Refused, match="群众满意度"):
        services.link_poll(row.pk, other.pk, actor=stage.clerk, now=stage.now)


def _rows(row: Assessment) -> list[Assessment]:
    return list(queries.assessed(Assessment.objects.filter(round=row.round_id).order_by("org__path")))


def test_targets_are_agreed_on_a_page(stage: Stage, sign_in: SignIn) -> None:
    row = stage.assessed()
    item, page = _item(row.round.edition, "志愿服务"), f"/schemes/assessments/{row.pk}/"
    clerk = sign_in(stage.cast.clerk)
    assert "志愿服务" in _shown(clerk, f"{page}targets/")

    def send(value: str) -> str:
        typed = {"version": Assessment.objects.get(pk=row.pk).version, f"target-{item.pk}": value}
        answer = clerk.post(f"{page}targets/", typed)
        return answer.content.decode() if answer.status_code == 200 else ""

    assert "要大于 0" in send("0")
    assert "要写整数" in send("两次")
    assert send("4") == ""
    assert Target.objects.get().target == 4
    assert "约定目标 4" in _shown(sign_in(stage.cast.secretary), page)
    assert send("") == ""
    assert not Target.objects.exists()


def test_what_a_contract_has_agreed_on_is_changed_there(stage: Stage) -> None:
    edition = stage.in_force()
    row = services.draft_contracts(edition=edition, year=2026, actor=stage.clerk, now=stage.now)
    services.send_contracts(
        row.pk, row.version, org_ids=[stage.branch.pk], late_why="晚", actor=stage.clerk, now=stage.now
    )
    bound = Assessment.objects.get()
    with pytest.raises(Refused, match="在责任书里改"):
        services.set_targets(
            bound.pk, bound.version, {_item(edition, "志愿服务").pk: 3}, actor=stage.clerk, now=stage.now
        )


def test_an_item_with_weights_of_its_own_is_asked_in_its_parts_of_the_year(stage: Stage, sign_in: SignIn) -> None:
    draft = stage.scheme()
    text = "班子团结，议事有规则"
    item = _item(draft, text)
    services.edit_indicator(
        item.pk, item.version, text=text, weights={Phase.HALF: 50, Phase.FINAL: 50}, actor=stage.clerk, now=stage.now
    )
    draft.refresh_from_db()
    edition = services.put_in_force(draft.pk, draft.version, basis="会议", actor=stage.clerk, now=stage.now)
    row = stage.assessed(edition)
    asked = [cell for cell in queries.cells_for(row, Source.REVIEWER) if cell.is_part]
    assert [(cell.item.text, cell.phase) for cell in asked] == [(text, Phase.HALF), (text, Phase.FINAL)]
    given = {(item.pk, Phase.HALF): Given(60), (item.pk, Phase.FINAL): Given(71)}
    services.mark_item(row.pk, given, actor=stage.clerk, now=stage.now)
    page = f"/schemes/assessments/{row.pk}/"
    assert "半年（50%）6：考评打分 年终（50%）7.1：考评打分" in _shown(sign_in(stage.cast.secretary), page)
    paper = Document(BytesIO(sign_in(stage.cast.secretary).get(f"{page}print/docx/").content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "半年（50%）6：考评打分；年终（50%）7.1：考评打分" in cells
    assert "（半年）" in _shown(sign_in(stage.cast.clerk), f"/schemes/uses/{row.round_id}/items/{item.pk}/")
    fresh = services.revise_scheme(edition.scheme_id, actor=stage.clerk, now=stage.now)
    assert queries.item_of(_item(fresh, text)).weighed == ((Phase.HALF, 50), (Phase.FINAL, 50))


def test_no_verb_changes_a_frozen_version_nor_a_result_by_it(stage: Stage) -> None:
    """Every verb on the version in use is refused; every verb on the next one leaves what stands by the old one alone,
    settled or still live."""
    row, before = _settled(stage)
    edition = row.round.edition
    item = _item(edition, "志愿服务")
    terms, facts = queries.terms_of(edition), {"actor": stage.clerk, "now": stage.now}
    changes: list[Any] = [
        lambda of, one: services.edit_scheme(of.pk, of.version, name="另一套", terms=terms, **facts),
        lambda of, one: services.set_points(of.pk, of.version, {one.pk: 70}, **facts),
        lambda of, one: services.add_indicator(of.pk, text="又一项", points=10, **facts),
        lambda of, one: services.edit_indicator(one.pk, one.version, text="改了", weights={Phase.HALF: 100}, **facts),
        lambda of, one: services.move_indicator(one.pk, up=True, **facts),
        lambda of, one: services.drop_indicator(one.pk, **facts),
        lambda of, one: services.replace_tree(
            of.pk, of.version, services.Laid([replace(queries.item_of(item), parent=None)], {}), **facts
        ),
    ]  # fmt: skip
    for change in changes:
        edition.refresh_from_db()
        with pytest.raises(Refused, match="不能再改"):
            change(edition, item)
    fresh = services.revise_scheme(edition.scheme_id, **facts)
    assert fresh.state == VersionState.DRAFT
    for change in changes:
        fresh.refresh_from_db()
        change(fresh, Indicator.objects.filter(edition=fresh, source=Source.RECORDS).order_by("-order", "-pk")[0])
        row.refresh_from_db()
        assert (row.total, row.grade, row.seal, seal_of(row.worked or {})) == before[0]
        assert queries.results_of(row.round, _rows(row), today=stage.now.date()) == before[1]


def _settled(stage: Stage) -> tuple[Assessment, tuple[Any, Any]]:
    row = stage.reviewed(stage.assessed())
    until = stage.now.date() + timedelta(days=5)
    services.publish(row.round_id, [row.org_id], objections_until=until, actor=stage.clerk, now=stage.now)
    services.settle_all(row.round_id, actor=stage.clerk, now=stage.now + timedelta(days=6))
    row = Assessment.objects.select_related("round__edition").get(pk=row.pk)
    assert row.worked is not None
    stood = (row.total, row.grade, row.seal, seal_of(row.worked))
    return row, (stood, queries.results_of(row.round, _rows(row), today=stage.now.date()))


@pytest.fixture
def many(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Assessment]:
    """Five branches with every item marked but for the last; a batch is two, and more than two are worked off in the
    background."""
    monkeypatch.setattr(batches, "AT_ONCE", 2)
    monkeypatch.setattr(batches, "CHUNK", 2)
    return stage.five_reviewed()


def _publish(stage: Stage, rows: list[Assessment], **more: Any) -> services.Ended:
    until = stage.now.date() + timedelta(days=5)
    return services.publish_many(
        rows[0].round_id, [row.org_id for row in rows], objections_until=until, actor=stage.clerk, now=stage.now, **more
    )


def _states() -> list[str]:
    return list(Assessment.objects.order_by("org__path").values_list("state", flat=True))


def test_very_many_are_published_and_settled_in_the_background(
    stage: Stage, many: list[Assessment], sign_in: SignIn
) -> None:
    number = uuid4()
    ended = _publish(stage, many, submission=number)
    assert ended.batch is not None
    assert _publish(stage, many, submission=number) == ended
    assert set(_states()) == {AssessmentState.SELF}
    clerk, page = sign_in(stage.cast.clerk), f"/schemes/batches/{ended.batch.pk}/"
    assert "0 / 5 个" in _shown(clerk, page)
    assert "正在后台公布结果" in _shown(clerk, f"/schemes/uses/{many[0].round_id}/")
    assert clerk.post(f"{page}again/").status_code == 302
    work_off(ended.batch.pk)
    assert _states() == ["published"] * 4 + ["self"]
    assert "其中 1 个没有办" in _shown(clerk, page)
    later = stage.now + timedelta(days=6)
    services.object_to(assessment_id=many[1].pk, text="不对", actor=stage.neighbour, now=stage.now)
    done = services.settle_many(many[0].round_id, actor=stage.clerk, now=later)
    assert done.batch is not None
    assert len(done.batch.rows) == 3
    services.work_off(done.batch.pk, now=later)
    assert _states() == ["settled", "published", "settled", "settled", "self"]
    kept = Assessment.objects.filter(state=AssessmentState.SETTLED)
    assert all(row.seal == seal_of(row.worked or {}) for row in kept)
    assert services.settle_many(many[0].round_id, actor=stage.clerk, now=later) == services.Ended(0)


def test_what_was_stopped_half_way_is_taken_up_and_nothing_is_done_twice(
    stage: Stage, many: list[Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = _publish(stage, many)
    assert ended.batch
    whole, calls = batches.make_public, []

    def killed(rows: Any, **more: Any) -> None:
        calls.append(len(rows))
        whole(rows, **more)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(batches, "make_public", killed)
    with pytest.raises(KeyboardInterrupt):
        services.work_off(ended.batch.pk, now=stage.now)
    assert _states() == ["published"] * 2 + ["self"] * 3
    versions = dict(Assessment.objects.values_list("pk", "version"))
    for _ in range(2):
        done = services.work_off(ended.batch.pk, now=stage.now)
    assert (done.done, done.left) == (5, 1)
    assert done.finished_at is not None
    again = dict(Assessment.objects.values_list("pk", "version"))
    assert [again[row.pk] - versions[row.pk] for row in many] == [0, 0, 1, 1, 0]
    with pytest.raises(NotAllowed):
        services.take_up(ended.batch.pk, actor=stage.secretary, now=stage.now)
    services.take_up(ended.batch.pk, actor=stage.clerk, now=stage.now)


def test_the_background_has_the_rights_of_whoever_asked(stage: Stage, many: list[Assessment], sign_in: SignIn) -> None:
    ended = _publish(stage, many)
    assert ended.batch
    with pytest.raises(Refused, match="上一批还在办"):
        _publish(stage, many)
    PostHeld.objects.filter(person=stage.clerk.person_id).update(to_on=date(2026, 11, 1))
    services.work_off(ended.batch.pk, now=stage.now)
    batch = AssessmentBatch.objects.get()
    assert (batch.done, bool(batch.note)) == (0, True)
    assert set(_states()) == {AssessmentState.SELF}


def test_a_few_are_done_at_once(stage: Stage, many: list[Assessment]) -> None:
    assert _publish(stage, many[:2]) == services.Ended(2)
    with pytest.raises(Refused, match="今天以后"):
        services.publish_many(
            many[0].round_id, [row.org_id for row in many], objections_until=stage.now.date(), actor=stage.clerk,
            now=stage.now,
        )  # fmt: skip
    assert services.settle_many(many[0].round_id, actor=stage.clerk, now=stage.now + timedelta(days=6)).done == 2


def test_settling_many_takes_as_many_statements_as_one(stage: Stage, many: list[Assessment]) -> None:
    services.publish(
        many[0].round_id, [row.org_id for row in many[:4]], objections_until=stage.now.date() + timedelta(days=1),
        actor=stage.clerk, now=stage.now,
    )  # fmt: skip
    later = stage.now + timedelta(days=2)
    objection = services.object_to(assessment_id=many[0].pk, text="等等", actor=stage.secretary, now=stage.now)

    def settled() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            count = services.settle_all(many[0].round_id, actor=stage.clerk, now=later)
        return count, len(asked)

    three = settled()
    services.answer_objection(objection.pk, answer="核过", actor=stage.clerk, now=stage.now)
    one = settled()
    assert (three[0], one[0]) == (3, 1)
    assert three[1] == one[1]


def test_a_working_out_of_sixty_items_from_every_kind_of_figure_asks_fifteen_times(
    stage: Stage, sign_in: SignIn
) -> None:
    families = {figure.each: name for name, figure in figures.items() if figure.each}
    names = [*families.values(), *(name for name in figures if name not in families.values())][:60]
    items = [
        Item(
            id=n, text=figures[name].label, points=10, source=Source.RECORDS, figure=name, measure=Measure.AT_LEAST, target=1
        )
        for n, name in enumerate(names, 1)
    ]  # fmt: skip
    draft = stage.scheme()
    services.replace_tree(draft.pk, draft.version, services.Laid(items, {}), actor=stage.clerk, now=stage.now)
    draft.refresh_from_db()
    terms = replace(queries.terms_of(draft), maximum=600)
    draft = services.edit_scheme(draft.pk, draft.version, name="六十项", terms=terms, actor=stage.clerk, now=stage.now)
    row = stage.assessed(services.put_in_force(draft.pk, draft.version, basis="会议", actor=stage.clerk, now=stage.now))
    client, page = sign_in(stage.cast.secretary), f"/schemes/assessments/{row.pk}/"
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(page).content.decode()
    assert shown.count("/records/") >= 60
    assert len(asked) <= 15, [one["sql"][:80] for one in asked]
