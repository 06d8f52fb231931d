"""A scheme used on more organisations than a page shows: every one is still found, marked and published."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishi.appraisals import queries, services
from jishi.appraisals.jobs import work_off
from jishi.appraisals.models import Assessment, AssessmentBatch, AssessmentRound, Indicator
from jishi.appraisals.queries import LineFilters, SummaryFilters, lines, scheme_cells, summaries
from jishi.appraisals.rules import AssessmentState
from jishi.kernel import paging
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage
from tests.shown import words_of


@pytest.fixture
def five(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> list[Assessment]:
    """Five branches of which a page shows two, every item marked but for the last of them."""
    for place in (summaries, scheme_cells):
        monkeypatch.setattr(place, "PAGE", 2)
    for place in (summaries, queries):
        monkeypatch.setattr(place, "CHOICES", 2)
    return stage.five_reviewed()


@pytest.fixture
def clerk(stage: Stage, sign_in: SignIn) -> Client:
    return sign_in(stage.cast.clerk)


def _pages(client: Client, url: str) -> list[list[int]]:
    """The organisations of each page, as one turns them."""
    found, at = [], ""
    while True:
        page = client.get(url, {"at": at} if at else {}).context["page"]
        found.append([getattr(one, "row", one).org_id for one in page.rows])
        at = page.next
        if not at:
            return found


def _states() -> list[str]:
    return list(Assessment.objects.order_by("org__path").values_list("state", flat=True))


def _until(stage: Stage) -> str:
    return (stage.now.date() + timedelta(days=5)).isoformat()


def test_the_summary_has_pages_counts_and_a_search(five: list[Assessment], clerk: Client) -> None:
    page = f"/schemes/uses/{five[0].round_id}/"
    assert [pk for some in _pages(clerk, page) for pk in some] == [row.org_id for row in five]
    assert "5 个党组织：自评 5 考评 0" in words_of(clerk, page)
    assert "1 个党组织" in words_of(clerk, f"{page}?q={quote('第1村')}")
    assert "没有符合这些条件的党组织" in words_of(clerk, f"{page}?state=settled")
    assert len(clerk.get(f"{page}export/?q={quote('第1村')}").content) > 1000


def test_a_page_is_worked_out_in_as_many_statements_whatever_is_below(
    stage: Stage, five: list[Assessment], clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, counts = f"/schemes/uses/{five[0].round_id}/", []
    for size in (2, 5, 2):
        monkeypatch.setattr(summaries, "PAGE", size)
        with CaptureQueriesContext(connection) as asked:
            clerk.get(page)
        counts.append(len(asked))
    assert counts[1] == counts[2]
    everybody = list(queries.summary(stage.clerk, five[0].round, today=stage.now.date()))
    assert [bool(line.grade) for line in everybody] == [True] * 4 + [False]


def test_where_nobody_counts_the_states_are_links_alone(
    stage: Stage, five: list[Assessment], clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not queries.states_of(stage.clerk, five[0].round).some(AssessmentState.SETTLED)
    monkeypatch.setattr(summaries, "MOST", 3)
    counts = queries.states_of(stage.clerk, five[0].round)
    assert (counts.total, counts.by_state, counts.some(AssessmentState.SETTLED)) == (4, None, True)
    monkeypatch.setattr(paging, "MOST", 3)
    assert "自评 考评" in words_of(clerk, f"/schemes/uses/{five[0].round_id}/")


def test_all_that_are_whole_are_published_from_any_page(stage: Stage, five: list[Assessment], clerk: Client) -> None:
    page = f"/schemes/uses/{five[0].round_id}/publish/"
    answer = clerk.get(page)
    assert answer.context["form"].initial["orgs"] == []
    assert "各项都有得分的，全部公布" in answer.content.decode()
    typed = {"submission": answer.context["form"].initial["submission"], "objections_until": _until(stage)}
    refused = clerk.post(page, typed | {"which": "some"})
    assert refused.context["form"].errors["orgs"] == ["请选择至少一个。"]
    done = clerk.post(page, typed | {"which": "all"})
    batch = AssessmentBatch.objects.get()
    assert (done.headers["Location"], batch.rows) == (f"/schemes/batches/{batch.pk}/", [row.pk for row in five])
    work_off(batch.pk)
    assert _states() == ["published"] * 4 + ["self"]


def test_those_ticked_on_one_page_alone_are_published(stage: Stage, five: list[Assessment], clerk: Client) -> None:
    page = f"/schemes/uses/{five[0].round_id}/publish/"
    second = clerk.get(page).context["page"].next
    last = clerk.get(page, {"at": clerk.get(page, {"at": second}).context["page"].next})
    assert "这一页另有 1 个" in last.content.decode()
    typed = {"submission": last.context["form"].initial["submission"], "objections_until": _until(stage)}
    clerk.post(f"{page}?at={second}", typed | {"which": "some", "orgs": [str(five[2].org_id)]})
    assert _states() == ["self", "self", "published", "self", "self"]
    named = f"{page}?q={quote('第1村')}"
    assert clerk.get(named).context["form"].initial["orgs"] == [str(five[3].org_id)]


def test_an_item_is_marked_page_by_page_by_who_leads(stage: Stage, five: list[Assessment], clerk: Client) -> None:
    item = Indicator.objects.get(edition=five[0].round.edition_id, text="中心工作和为民办事的成效")
    page = f"/schemes/uses/{five[0].round_id}/items/{item.pk}/"
    assert [pk for some in _pages(clerk, page) for pk in some] == [row.org_id for row in five]
    assert "没有找到名称里有“无此村”" in words_of(clerk, f"{page}?q={quote('无此村')}")
    assert {row.org for row in five} < set(queries.led_where(stage.clerk))
    assert stage.cast.township not in queries.led_where(stage.clerk)
    assert stage.branch not in queries.led_where(stage.secretary)


def test_a_scheme_is_used_on_all_it_is_for_or_on_those_ticked(
    stage: Stage, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "CHOICES", 1)
    edition = stage.in_force()
    page = f"/schemes/versions/{edition.pk}/use/"
    answer = clerk.get(page)
    assert "适用的全部 2 个" in answer.content.decode()
    typed = {"submission": answer.context["form"].initial["submission"], "year": 2026, "late_why": "晚"}
    clerk.post(page, typed | {"which": "some", "orgs": [str(stage.branch.pk)]})
    assert [row.org for row in Assessment.objects.all()] == [stage.branch]
    more = clerk.get(f"{page}?q={quote('党支部')}")
    assert "找到的全部 2 个" in more.content.decode()
    typed["submission"] = more.context["form"].initial["submission"]
    clerk.post(f"{page}?q={quote('党支部')}", typed | {"which": "all"})
    assert {row.org for row in Assessment.objects.all()} == {stage.branch, stage.cast.sibling}
    assert AssessmentRound.objects.count() == 1


def test_peers_are_found_by_name_and_those_chosen_stay_in_sight(
    stage: Stage, five: list[Assessment], clerk: Client
) -> None:
    page = f"/schemes/assessments/{five[0].pk}/peers/"
    services.name_peers(five[0].pk, [five[4].org_id], actor=stage.clerk, now=stage.now)
    beside = clerk.get(page)
    assert "别的按名称找" in beside.content.decode()
    assert [pk for pk, _ in beside.context["form"].fields["orgs"].choices] == [
        str(five[n].org_id) for n in (1, 2, 4)
    ]  # fmt: skip
    found = clerk.get(f"{page}?q={quote('第1村')}").context["form"]
    assert [pk for pk, _ in found.fields["orgs"].choices] == [str(five[3].org_id), str(five[4].org_id)]


def test_schemes_are_found_by_their_name_or_their_issuers(stage: Stage, clerk: Client) -> None:
    scheme = stage.in_force().scheme
    for word, is_there in ((scheme.name, True), (stage.cast.township.name, True), ("无此办法", False)):
        assert (scheme.name in words_of(clerk, f"/schemes/?q={quote(word)}")) is is_there


def test_the_year_of_more_branches_than_are_counted_has_links_without_numbers(
    stage: Stage, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MOST", 1)
    assert queries.stage_counts(stage.clerk, LineFilters(2026)) == {"all": 2}
    assert "2 个支部： 方案未上报 组织生活会未开" in words_of(clerk, "/reviews/?year=2026")


def test_a_summary_filters_by_state(stage: Stage, five: list[Assessment]) -> None:
    found = queries.summary(stage.clerk, five[0].round, SummaryFilters(state="self"), today=stage.now.date())
    assert len(list(found)) == 5
