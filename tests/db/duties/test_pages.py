"""The pages of duties, as the people of the cast see them."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jishi.duties import services
from jishi.duties.models import Explanation, Statement, Window
from tests.builders import Cast
from tests.conftest import SignIn

THEME, TALK = "theme_party_day_monthly", "heart_talk_yearly"


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn, now: datetime) -> Client:
    services.open_periods(now.date())
    return sign_in(cast.secretary)


def address(name: str, cast: Cast, rule: str, period: str) -> str:
    return reverse(name, kwargs={"org_id": cast.branch.pk, "rule_id": rule, "period": period})


def test_a_rule_explains_itself_and_shows_who_is_under_it(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    services.open_periods(now.date())
    page = sign_in(cast.clerk).get(reverse("duties-rule", kwargs={"rule_id": THEME})).content.decode()
    assert "《中国共产党支部工作条例（试行）》第十六条" in page
    assert "已核对条文原文" in page
    assert "红旗村党支部" in page
    assert "共 2 条" in page


def test_a_rule_shows_only_organisations_within_reach(secretary: Client) -> None:
    page = secretary.get(reverse("duties-rule", kwargs={"rule_id": THEME})).content.decode()
    assert "红旗村党支部" in page
    assert "柳树湾" not in page


@pytest.mark.parametrize("rule", ["study_group_quarterly", "activist_review_half_yearly", "organ_cadre_meeting_yearly"])
def test_a_rule_that_nobody_here_is_under_says_so(secretary: Client, rule: str) -> None:
    assert secretary.get(reverse("duties-rule", kwargs={"rule_id": rule})).status_code == 200


def test_before_any_period_is_opened_a_rule_still_explains_itself(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.clerk).get(reverse("duties-rule", kwargs={"rule_id": "org_life_meeting_yearly"}))
    assert "没有适用这项规定的党组织" in page.content.decode()


def test_an_unknown_rule_and_a_duty_not_owed_are_missing(secretary: Client, cast: Cast) -> None:
    assert secretary.get(reverse("duties-rule", kwargs={"rule_id": "nothing"})).status_code == 404
    assert secretary.get(address("duties-explain", cast, THEME, "1999-10")).status_code == 404
    assert secretary.get(address("duties-explain", cast, "nothing", "2026-10")).status_code == 404


def test_the_secretary_explains_and_takes_it_back(secretary: Client, cast: Cast) -> None:
    where = address("duties-explain", cast, THEME, "2026-10")
    assert "第十六条" in secretary.get(where).content.decode()
    assert secretary.post(where, {"reason": "防汛抢险", "version": "0"}).status_code == 302
    page = secretary.get(where).content.decode()
    assert "防汛抢险" in page
    conflict = secretary.post(where, {"reason": "换届", "version": "0"}).content.decode()
    assert "刚被别人改过" in conflict
    assert "换届" in conflict
    assert secretary.post(where, {"withdraw": "1"}).status_code == 302
    assert not Explanation.objects.filter(withdrawn_at=None).exists()


def test_the_secretary_states_what_was_done_with_a_paper(secretary: Client, cast: Cast) -> None:
    where = address("duties-state", cast, TALK, "2026")
    assert secretary.get(where).status_code == 200
    typed = {"held_on": "2026-11-01", "note": "班子成员之间都谈过", "submission": str(uuid4())}
    paper = SimpleUploadedFile("谈话安排.txt", "谈话安排".encode())
    refused = secretary.post(where, {**typed, "paper": paper})
    assert refused.status_code == 200
    assert "班子成员之间都谈过" in refused.content.decode()
    png = SimpleUploadedFile("谈话.png", PNG)
    assert secretary.post(where, {**typed, "paper": png}).status_code == 302
    assert secretary.post(where, typed).status_code == 302
    bare = {**typed, "submission": str(uuid4()), "note": "党员之间都谈过"}
    assert secretary.post(where, bare).status_code == 302
    nothing = Statement.objects.get(paper=None)
    assert secretary.get(reverse("duties-paper", kwargs={"statement_id": nothing.pk})).status_code == 404
    nothing.delete()
    statement = Statement.objects.get()
    page = secretary.get(where).content.decode()
    assert "谈话.png" in page
    assert secretary.get(reverse("duties-paper", kwargs={"statement_id": statement.pk})).content == PNG
    assert secretary.post(where, {"withdraw": "0"}).status_code == 302
    assert secretary.post(where, {"withdraw": str(statement.pk)}).status_code == 302
    assert Statement.objects.get().withdrawn_at


def test_a_date_that_cannot_count_is_said_beside_its_field(secretary: Client, cast: Cast) -> None:
    where = address("duties-state", cast, TALK, "2026")
    typed = {"held_on": "2025-11-01", "note": "谈过", "submission": str(uuid4())}
    assert "不能早于2026年1月1日" in secretary.post(where, typed).content.decode()


def test_what_has_a_record_of_its_own_cannot_be_stated(secretary: Client, cast: Cast) -> None:
    page = secretary.get(address("duties-state", cast, THEME, "2026-11"))
    assert page.status_code == 403
    assert "组织生活" in page.content.decode()


def test_the_department_sets_changes_and_cancels_a_window(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    services.open_periods(now.date())
    client, where = sign_in(cast.department), reverse("duties-windows")
    typed = {
        "issuer": cast.county.pk,
        "rule_id": TALK,
        "year": "2026",
        "opens_on": "2026-11-01",
        "closes_on": "2026-12-15",
        "basis": "县委组织部通知",
        "version": "0",
    }
    assert "还没有安排" in client.get(where).content.decode()
    assert client.post(where, typed).status_code == 302
    window = Window.objects.get()
    assert "县委组织部通知" in client.get(where).content.decode()
    assert "2026-12-15" in client.get(f"{where}?edit={window.pk}").content.decode()
    assert "刚被别人改过" in client.post(where, {**typed, "basis": "另一个通知"}).content.decode()
    assert client.post(f"{where}?edit={window.pk}", {**typed, "basis": "另一个通知", "version": "1"}).status_code == 302
    assert Window.objects.get().closes_on == date(2026, 12, 15)
    assert client.post(where, {"remove": str(window.pk)}).status_code == 302
    assert not Window.objects.exists()
    assert client.get(f"{where}?year=abc&rule={TALK}").status_code == 200


def test_a_window_that_does_not_exist_is_missing(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.department).get(f"{reverse('duties-windows')}?edit=999999").status_code == 404


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
