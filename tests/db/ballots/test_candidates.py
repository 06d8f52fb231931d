"""From notice to ballot: who was recommended by whom, the list on its way, what each of those concerned may do."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from jishi.ballots.models import Candidate, Election, ElectionStep
from jishi.ballots.rules.candidates import Way
from tests.builders import Cast, actor_named
from tests.conftest import SignIn
from tests.db.ballots.story import PLAN, RECOMMENDED, Story, running


@pytest.fixture
def story(cast: Cast, now: datetime) -> Story:
    return Story(running(cast, now), now, actor_named("secretary", today=now.date()))


def address(name: str, election: Election, *more: object) -> str:
    return reverse(f"ballots-{name}", args=[election.pk, *more])


def posted(browser: Client, url: str, **words: Any) -> str:
    """What the page says after the form was sent with what it held and these words."""
    form = browser.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in (held | words).items() if value not in (None, False, "")}
    return browser.post(url, sent, follow=True).content.decode()


def test_a_secretary_goes_from_the_notice_to_the_printed_ballot(story: Story, cast: Cast, sign_in: SignIn) -> None:
    election = story.election
    me, above = sign_in(cast.secretary), sign_in(cast.department)
    page = me.get(address("show", election)).content.decode()
    assert address("candidates", election) in page
    assert address("roll", election) in page
    assert "还没有人选" in me.get(address("candidates", election)).content.decode()

    plan = {name: value for name, value in PLAN.items() if value}
    assert "请写明通知" in posted(me, address("procedure", election), **(plan | {"ways_basis": ""}))
    assert "已保存" in posted(me, address("procedure", election), **plan)

    names = [one.person.name for one in cast.members[:5]]
    slips = {name: value for name, value in RECOMMENDED.items() if value} | {
        "others": "\n".join(f"{name} {7 - n}" for n, name in enumerate(names))
    }
    assert "多于收回 8" in posted(me, address("recommend", election, "members"), **(slips | {"valid": 9}))
    page = posted(me, address("recommend", election, "members"), **slips)
    assert all(name in page for name in names)
    rows = {row.name: row.pk for row in Candidate.objects.all()}
    votes = {f"count_{pk}": 20 for pk in rows.values()}
    posted(
        me, address("recommend", election, "masses"), **(slips | votes | {"due": 80, "present": 60, "issued": 60, "returned": 55, "valid": 50, "others": ""})
    )  # fmt: skip
    assert Way.MASSES.label in me.get(address("candidates", election)).content.decode()

    chosen = [rows[name] for name in names[:3]]
    page = posted(me, address("forward", election), **{f"put_{pk}": "on" for pk in chosen})
    assert "候选人应不少于 4 人" in page
    chosen.append(rows[names[3]])
    page = posted(me, address("forward", election), **{f"put_{pk}": "on" for pk in chosen})
    assert "候选人应不少于" not in page

    page = posted(above, address("review", election), **{f"review_{pk}": "passed" for pk in chosen})
    assert "4 人有结论" in page
    page = posted(
        me, address("deliberate", election), deliberated_on="2026-11-12", present=8, gist="分组酝酿，意见集中", requested_on="2026-11-13",
        request_no="红党请〔2026〕2号", **{f"put_{pk}": "on" for pk in chosen},
    )  # fmt: skip
    assert "预备人选 4 人" in page
    page = posted(above, address("approve", election), approval_no="和党组〔2026〕15号", approved_on="2026-11-18")
    assert "同意 4 人" in page
    words = {
        "published_from": "2026-11-19",
        "published_to": "2026-11-21",
        "published_where": "公示栏",
        "objections": "none",
    }
    assert "没有收到反映" in posted(me, address("publish", election), **words)
    assert "候选人工作都已办完" in posted(me, address("introduce", election), introduced_on="2026-11-21")

    page = me.get(address("show", election)).content.decode()
    assert "记录显示 2026-11-18 已办：和党组〔2026〕15号" in page
    assert ElectionStep.objects.filter(code="approve").exclude(done_on=None).count() == 0
    page = posted(me, address("step", election, "approve"))
    assert ElectionStep.objects.get(code="approve").done_on == date(2026, 11, 18)

    page = me.get(address("papers", election)).content.decode()
    assert "红旗村党支部委员会委员选票" in page
    answer = me.get(address("ballot", election, "committee"))
    printed = Document(BytesIO(answer.content))
    on_it = [cell.text for cell in printed.tables[0].rows[-1].cells]
    assert sorted(name.replace("\u3000", "") for name in on_it if name not in ("姓名", "")) == sorted(names[:4])
