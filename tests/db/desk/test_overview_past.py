"""组织生活一览 as it stood on a past day: the same numbers as today where today is asked, rows behind each of them, and the
tree of that day or of now."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from itertools import islice

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.accounts.models import Account
from jishi.demo.world import World
from jishi.desk.queries import township
from jishi.desk.queries.cell import Asked
from jishi.desk.queries.scope import GUIDED
from jishi.desk.queries.township_filters import Filters
from jishi.desk.queries.township_past import Past, overview_on, past_attended, past_branches, past_cell
from jishi.kernel.actor import Actor
from jishi.orgs.rules import Basis
from tests.builders import actor_named
from tests.db.desk.test_overview import filters_of
from tests.shown import whole

pytestmark = pytest.mark.django_db


def past_of(actor: Actor, filters: Filters, day: date, today: date, basis: Basis = Basis.THEN) -> Past:
    return Past(actor, replace(filters, day=day, basis=basis), today=today)


@pytest.mark.parametrize("login", ["ganshi", "xianwei", "zhidao"])
def test_asked_for_today_it_says_what_the_present_page_says(demo: World, now: datetime, login: str) -> None:
    today, actor = now.date(), actor_named(login, today=now.date())
    filters = filters_of(actor, today, org=GUIDED if login == "zhidao" else "")
    past, live = past_of(actor, filters, today, today), township.overview(filters, on=today)
    assert past.tallies() == township.tallies(filters)
    page = overview_on(past)
    assert [(r.name, r.branches, r.members, r.rate) for r in page.rows] == [
        (r.name, r.branches, r.members, r.rate) for r in live.rows
    ]
    assert (page.behind_total, {b.org_name for b in page.behind}) == (
        live.behind_total, {b.org_name for b in live.behind},
    )  # fmt: skip


@pytest.mark.parametrize("by_unit", [False, True])
@pytest.mark.parametrize("basis", list(Basis))
def test_every_number_of_a_past_day_opens_as_many_rows(
    demo: World, now: datetime, by_unit: bool, basis: Basis
) -> None:  # fmt: skip
    today, clerk = now.date(), actor_named("ganshi", today=now.date())
    filters = filters_of(clerk, today, by_unit=by_unit, period="2026-Q2", month="2026-05")
    past = past_of(clerk, filters, date(2026, 6, 10), today, basis)
    for (row, rule, period), tally in islice(past.tallies().items(), 0, None, 7):
        said = {"": tally.owing, "met": tally.met, "met_late": tally.met_late, "explained": tally.explained,
                "unmet": tally.unmet, "open": tally.open}  # fmt: skip
        for state, number in said.items():
            assert past_cell(past, Asked((rule,), period, state, row)).total == number
    page = overview_on(past)
    *rows, total = page.rows
    assert (
        sum(r.branches for r in rows) == total.branches == past_branches(past, "").total == past.heads_of("").branches
    )
    assert sum(r.members for r in rows) == total.members
    for row in page.rows:
        branches = whole(partial(past_branches, past, row.key))
        assert sum(line.members for line in branches) == row.members == past.heads_of(row.key).members
        seen = whole(partial(past_attended, past, row.key))
        assert (sum(a.present for a in seen), sum(a.expected for a in seen)) == (row.present, row.expected)


def test_the_tree_of_the_day_or_of_now(demo: World, now: datetime) -> None:
    today, clerk = now.date(), actor_named("ganshi", today=now.date())
    day = today - timedelta(days=170)
    filters = filters_of(clerk, today, by_unit=True)
    then, on_todays = past_of(clerk, filters, day, today), past_of(clerk, filters, day, today, Basis.NOW)
    assert "小柳湾村支部" in [name for _, name in then.row_names]
    assert "小柳湾村支部" not in [name for _, name in on_todays.row_names]
    assert past_branches(then, "").total == past_branches(on_todays, "").total  # 小柳湾 counts under its successor
    assert "小柳湾村党支部并入柳树湾村党支部" in overview_on(then).difference


def test_the_page_its_cells_its_paper_and_its_sheet(demo: World) -> None:
    client = Client()
    client.force_login(Account.objects.get(username="ganshi"))
    asked = {"on": "2026-06-10", "period": "2026-Q2", "by": "unit", "basis": "now"}
    page = client.get(reverse("desk-township"), asked).content.decode()
    assert "这是 2026-06-10 的情况" in page
    assert "提醒责任人" not in page
    links = {part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]}
    for link in sorted(link for link in links if link.startswith("/overview/cell/"))[::9]:
        assert "on=2026-06-10" in link
        assert client.get(link).status_code == 200
    for of in ("branches", "members", "attendance"):
        assert client.get(reverse("desk-cell"), asked | {"of": of}).status_code == 200
    assert "2026-06-10" in client.get(reverse("desk-township_print"), asked).content.decode()
    sheet = client.get(reverse("desk-township_export"), asked)
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("2026年6月10日" in str(cell) for cell in rows[1])
    assert "这是" not in client.get(reverse("desk-township"), {"on": "2999-01-01"}).content.decode()
