"""提醒责任人 of 组织生活一览, on the demo: the button counts what the preview shows and the sending sends."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.demo.world import World
from jishi.desk.queries import reminding as queries
from jishi.duties import queries as duties
from jishi.notices.models import Reminder, Sending
from jishi.notices.rules import week_of
from jishi.orgs.models import Organization
from tests.db.desk.test_overview import client_of

pytestmark = pytest.mark.django_db
OVERVIEW = "/overview/remind/"


def town_of_demo() -> Organization:
    return Organization.objects.get(name="中共和平镇委员会")


def test_the_button_counts_who_would_be_reminded_and_then_nobody(demo: World, now: datetime) -> None:
    client = client_of("ganshi")
    before = Sending.objects.count()
    shown = client.get("/overview/").context["page"].to_remind
    preview = client.get(OVERVIEW).context["preview"]
    assert shown == len(preview.fresh) > 3
    assert f"提醒责任人（{shown}）" in client.get("/overview/").content.decode()
    there = client.post(OVERVIEW)["Location"]
    assert len(client.get(there).context["lines"]) == len(preview.matters)
    assert client.get("/overview/").context["page"].to_remind == 0
    assert "提醒责任人（" not in client.get("/overview/").content.decode()
    again = client.get(OVERVIEW).context["preview"]
    assert (again.matters, again.already) == ([], len(preview.matters))
    assert "没有要提醒的事项" in client.post(OVERVIEW).content.decode()
    assert Sending.objects.count() == before + 1


def test_it_reminds_of_exactly_what_is_past_and_not_explained(demo: World, now: datetime) -> None:
    today = now.date()
    preview = client_of("ganshi").get(OVERVIEW).context["preview"]
    town = town_of_demo()
    due = [
        r
        for r in duties.due_rows_below(town.path, on=today)
        if r.is_unmet_past and not r.explained and not r.rule.is_scoped
    ]
    expected = {(r.org_id, queries.duty_key(r.rule.id, r.period.code)) for r in due if r.org_id != town.pk}
    assert {(m.org_id, m.key) for m in preview.matters} == expected
    assert not any(m.note for m in preview.matters)  # somebody presides where there is no secretary
    assert any("书记空缺" in m.said_to or "主持" in m.said_to for m in preview.matters)


def test_filters_narrow_it_and_one_may_leave_some_out(demo: World, now: datetime) -> None:
    client = client_of("ganshi")
    preview = client.get(f"{OVERVIEW}?sector=private_enterprise").context["preview"]
    everything = client.get(OVERVIEW).context["preview"]
    assert 0 < len(preview.fresh) < len(everything.fresh)
    left_out, *rest = [line.org_id for line in preview.fresh]
    client.post(f"{OVERVIEW}?sector=private_enterprise", {"skip": [left_out, "x"]})
    this_week = Reminder.objects.filter(week=week_of(now.date()))  # the township reminded last week, too
    assert set(this_week.values_list("org_id", flat=True)) == set(rest)
    assert "都去掉了" in client.post(f"{OVERVIEW}?sector=private_enterprise", {"skip": left_out}).content.decode()


def test_a_cells_list_has_its_own_button(demo: World, now: datetime) -> None:
    client = client_of("ganshi")
    cell = "rule=theme_party_day_monthly&cell=2026-10&state=open"
    page = client.get(f"/overview/cell/?{cell}")
    n = page.context["to_remind"]
    assert f"提醒责任人（{n}）" in page.content.decode()
    preview = client.get(f"{OVERVIEW}?{cell}").context["preview"]
    assert len(preview.fresh) == int(n) > 0
    client.post(f"{OVERVIEW}?{cell}")
    assert not client.get(f"/overview/cell/?{cell}").context["to_remind"]


def test_of_very_many_one_press_reminds_the_first_and_the_next_goes_on(
    demo: World, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of("ganshi")
    everything = {line.org_id for line in client.get(OVERVIEW).context["preview"].fresh}
    monkeypatch.setattr(queries, "AT_ONCE", 3)
    told: set[int] = set()
    presses = 0
    while (preview := client.get(OVERVIEW).context["preview"]).fresh:
        now_told = {line.org_id for line in preview.fresh}
        assert len(now_told) <= 3
        assert not now_told & told
        assert preview.has_more == (len(everything - told) > 3)
        assert ("接着提醒后面的" in client.get(OVERVIEW).content.decode()) == preview.has_more
        client.post(OVERVIEW)
        told |= now_told
        presses += 1
    assert told == everything
    assert presses > 1
    cell = "rule=theme_party_day_monthly&cell=2026-09"
    assert client.get(f"/overview/cell/?{cell}").status_code == 200


def test_a_guide_and_a_plain_member_remind_nobody(demo: World, now: datetime) -> None:
    assert client_of("zhidao").get(OVERVIEW).status_code == 403
    assert client_of("dangyuan").get(OVERVIEW).status_code == 403
    assert client_of("zhidao").get("/overview/").context["page"].to_remind == 0


def test_a_secretary_of_the_township_reminds_too_and_never_the_own_level(demo: World, now: datetime) -> None:
    client = client_of("zhenshuji")
    town = town_of_demo()
    assert client.get("/overview/").context["page"].to_remind > 0
    assert town.pk not in {m.org_id for m in client.get(OVERVIEW).context["preview"].matters}


def test_the_preview_costs_the_same_however_many(demo: World, now: datetime) -> None:
    client = client_of("ganshi")
    counts = []
    for sector in ("community", ""):
        client.get(f"{OVERVIEW}?sector={sector}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{OVERVIEW}?sector={sector}")
        counts.append(len(captured))
    assert counts[1] <= 14
    assert counts[1] - counts[0] <= 3  # vacancies cost two, once
