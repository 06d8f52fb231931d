"""The pages of 基层负担监测 and 可选事项, as the people of the cast see them."""

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.duties import services
from jishi.duties.models import Demand, DemandFlag, DutyStatus, OptionalDuty
from jishi.duties.rules import Cadence, DemandKind, DemandState
from jishi.kernel.actor import operator
from jishi.orgs.rules import OrgKind
from tests.builders import Cast, make_org
from tests.conftest import SignIn
from tests.db.duties.acts import asked

TYPED = {
    "kind": "meeting", "title": "防汛调度会", "basis": "镇发12号", "from_on": "2026-11-01", "until_on": "2026-12-20", "cadence": "once",
    "count": "1", "people": "2", "minutes": "90", "org_kinds": ["branch"],
}  # fmt: skip


def register(cast: Cast, now: datetime, **more: object) -> Demand:
    return services.register_demand(issuer=cast.township, values=asked(**more), actor=operator(), now=now)  # type: ignore[arg-type]  # words given by name


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn, now: datetime) -> Client:
    services.open_periods(now.date())
    return sign_in(cast.clerk)


def text(client: Client, name: str, *args: object, **params: object) -> str:
    answer = client.get(reverse(name, args=args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_anything_is_asked_the_page_says_so(clerk: Client, cast: Cast, sign_in: SignIn) -> None:
    page = text(clerk, "duties-load")
    assert "30天内没有规定之外的要求到期" in page
    assert "上级没有在规定之外给这里加要求" in page
    assert "组织生活和规定的其他事项不是负担" in page
    assert "没有在规定之外另加的要求" in text(clerk, "duties-demands")
    assert "没有符合条件的要求" in text(clerk, "duties-demands", find="甲")
    assert "登记本级要求" not in text(sign_in(cast.member), "duties-load")


def test_registering_shows_first_what_lies_there(clerk: Client, cast: Cast, now: datetime) -> None:
    register(cast, now, title="年末会", until_on=date(2026, 12, 10))
    url = reverse("duties-demand_new")
    assert clerk.get(url).status_code == 200
    sent = TYPED | {"issuer": cast.township.pk, "submission": str(uuid4())}
    seen = clerk.post(url, sent)
    page = seen.content.decode()
    assert "保存前请看" in page
    assert "可以并成一次" in page
    assert Demand.objects.count() == 1
    key = seen.context["form"]["seen"].value()
    changed = clerk.post(url, sent | {"seen": key, "until_on": "2026-12-25"})
    assert "保存前请看" in changed.content.decode()
    assert clerk.post(url, sent | {"seen": key}).status_code == 302
    assert clerk.post(url, sent | {"seen": key}).status_code == 302
    made = Demand.objects.get(title="防汛调度会")
    assert f"{made.by}" == "周敏"
    assert "您能看到的 2 个" in text(clerk, "duties-demand", made.pk)


def test_what_the_regulations_ask_is_explained_beside_the_field(clerk: Client, cast: Cast) -> None:
    url = reverse("duties-demand_new")
    page = clerk.post(url, TYPED | {"issuer": cast.township.pk, "title": "抓好主题党日"}).content.decode()
    assert "“主题党日”是规定本身的事项" in page
    assert 'value="抓好主题党日"' in page
    wrong = clerk.post(url, TYPED | {"issuer": cast.township.pk, "until_on": ""}).content.decode()
    assert "请填结束日期" in wrong
    shown = clerk.post(url, TYPED | {"issuer": cast.township.pk})
    late = clerk.post(
        url, TYPED | {"issuer": cast.township.pk, "title": "党课", "seen": shown.context["form"]["seen"].value()}
    )
    assert "规定本身" in late.content.decode()
    assert not Demand.objects.exists()


def test_a_level_with_nobody_below_has_nothing_to_register(sign_in: SignIn, cast: Cast) -> None:
    assert "这里没有可登记的" in text(sign_in(cast.department), "duties-demand_note")
    assert "登记本级要求" in text(sign_in(cast.secretary), "duties-demand_new")  # a branch asks of its 党小组
    assert "这里没有可登记的" in text(sign_in(cast.sibling_secretary), "duties-demand_new")


def test_a_registration_is_corrected(clerk: Client, cast: Cast, now: datetime) -> None:
    made = register(cast, now, title="年末会")
    url = reverse("duties-demand_change", args=[made.pk])
    assert 'value="年末会"' in clerk.get(url).content.decode()
    sent = TYPED | {"title": "年终会", "issuer": cast.township.pk, "version": "1"}
    key = clerk.post(url, sent).context["form"]["seen"].value()
    assert "刚被别人改过" in clerk.post(url, sent | {"seen": key, "version": "7"}).content.decode()
    assert clerk.post(url, sent | {"seen": key}).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.version) == ("年终会", 2)


def test_a_branch_speaks_and_the_issuer_answers(clerk: Client, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    made = register(cast, now, title="年末会")
    secretary = sign_in(cast.secretary)
    assert "反映重复、超出依据或期限不合理" in text(secretary, "duties-demand", made.pk)
    flag = reverse("duties-demand_flag", args=[made.pk])
    page = secretary.post(flag, {"org": cast.branch.pk, "reason": "repeated", "text": ""}).content.decode()
    assert "请写具体情况" in page
    assert secretary.post(flag, {"org": cast.branch.pk, "reason": "repeated", "text": "与县里相同"}).status_code == 302
    assert "下级反映，等您答复" in text(clerk, "duties-load")
    one = DemandFlag.objects.get()
    answer = reverse("duties-flag_answer", args=[one.pk])
    assert secretary.post(answer, {"answer": "好"}).status_code == 403
    assert "请写答复" in clerk.post(answer, {"answer": ""}, follow=True).content.decode()
    assert "已答复。" in clerk.post(answer, {"answer": "合并开"}, follow=True).content.decode()
    assert "合并开" in text(secretary, "duties-demand", made.pk)
    assert secretary.post(reverse("duties-flag_withdraw", args=[one.pk])).status_code == 302
    assert "没有反映" in text(secretary, "duties-demand", made.pk)


def test_a_flag_on_what_is_over_is_refused_in_words(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    made = register(cast, now, until_on=date(2026, 11, 10))
    sent = {"org": cast.branch.pk, "reason": "repeated", "text": "多"}
    page = sign_in(cast.secretary).post(reverse("duties-demand_flag", args=[made.pk]), sent).content.decode()
    assert "这项要求已经结束" in page


def test_the_issuer_shortens_and_withdraws(clerk: Client, cast: Cast, sign_in: SignIn, now: datetime) -> None:
    made = register(cast, now, kind=DemandKind.DUTY, cadence=Cadence.MONTH, from_on=date(2026, 10, 1))
    end = reverse("duties-demand_end", args=[made.pk])
    assert "缩短的原因" in clerk.post(end, {"version": "1", "shorten": "1", "until_on": "2026-11-30"}).content.decode()
    assert "之间" in clerk.post(end, {"version": "1", "shorten": "1", "reason": "并入"}).content.decode()
    assert clerk.post(end, {"version": "x", "withdraw": "1"}).status_code == 200
    sent = {"version": "1", "shorten": "1", "until_on": "2026-11-30", "reason": "并入县里的检查"}
    assert clerk.post(end, sent).status_code == 302
    assert "并入县里的检查" in text(sign_in(cast.secretary), "duties-demand", made.pk)
    assert clerk.post(end, {"version": "2", "withdraw": "1", "reason": "不再需要"}).status_code == 302
    assert "撤销：不再需要" in text(clerk, "duties-demand", made.pk)
    assert "已撤销" in text(clerk, "duties-demands")
    over = register(cast, now, until_on=date(2026, 11, 10))
    assert "已在 2026-11-10 自动结束" in text(clerk, "duties-demand", over.pk)


def test_what_was_not_registered_is_noted_and_settled(clerk: Client, cast: Cast, sign_in: SignIn) -> None:
    secretary, url = sign_in(cast.secretary), reverse("duties-demand_note")
    assert "来自上级的未登记要求" in secretary.get(url).content.decode()
    sent = {k: v for k, v in TYPED.items() if k != "org_kinds"} | {"org": cast.branch.pk, "issuer": cast.township.pk}
    assert "规定本身" in secretary.post(url, sent | {"title": "主题党日"}).content.decode()
    assert secretary.post(url, sent | {"submission": str(uuid4())}).status_code == 302
    made = Demand.objects.get()
    assert "未登记" in text(secretary, "duties-load")
    assert "下级记了、本级没有登记的要求" in text(clerk, "duties-load")
    settle = reverse("duties-demand_settle", args=[made.pk])
    assert secretary.post(settle, {"confirm": "1", "version": "1"}).status_code == 403
    assert "请写不认可的理由" in clerk.post(settle, {"decline": "1", "version": "1"}, follow=True).content.decode()
    assert (
        "已写明不认可"
        in clerk.post(settle, {"decline": "1", "version": "1", "answer": "县里的"}, follow=True).content.decode()
    )
    assert Demand.objects.get().state == DemandState.DECLINED
    secretary.post(url, sent | {"title": "补报名单"})
    again = Demand.objects.get(title="补报名单")
    confirmed = clerk.post(
        reverse("duties-demand_settle", args=[again.pk]), {"confirm": "1", "version": "1"}, follow=True
    )
    assert "已认可" in confirmed.content.decode()
    assert clerk.post(reverse("duties-demand_settle", args=[again.pk]), {"version": "x"}).status_code == 302


def test_the_year_on_paper_and_the_list_as_a_sheet(clerk: Client, cast: Cast, now: datetime) -> None:
    register(cast, now, title="年末会")
    register(cast, now, title="十一月的会", until_on=date(2026, 11, 20))
    page = text(clerk, "duties-load_print")
    assert "各月情况" in page
    assert "本级给下级加的，按类别" in page
    number = text(clerk, "duties-demands", month="12", who="own", kind="meeting")
    assert "年末会" in number
    assert "十一月的会" not in number
    answer = clerk.get(reverse("duties-load_export"), {"month": "12"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    words = [cell for row in sheet for cell in row]
    assert "年末会" in words
    assert "十一月的会" not in words


def test_the_card_of_an_organisation_shows_what_superiors_add(clerk: Client, cast: Cast, now: datetime) -> None:
    assert "给这里加要求" in text(clerk, "orgs-part", cast.branch.pk, "answers")
    register(cast, now, title="年末会")
    assert "2 人次，3 小时" in text(clerk, "orgs-part", cast.branch.pk, "answers")


def test_a_levels_duty_on_the_desk_the_overview_and_its_own_page(
    clerk: Client, cast: Cast, sign_in: SignIn, now: datetime
) -> None:
    before = text(clerk, "desk-township", period="2026-Q4", month="2026-10")
    assert "上级另外要求的" not in before
    made = register(cast, now, kind=DemandKind.DUTY, title="安全自查", cadence=Cadence.MONTH, from_on=date(2026, 10, 1))
    page = text(clerk, "desk-township", period="2026-Q4", month="2026-10")
    assert "安全自查（乡镇要求），10月" in page
    assert page.split("<section>")[0].split("lede")[1] == before.split("<section>")[0].split("lede")[1]
    cell = text(clerk, "desk-cell", period="2026-Q4", month="2026-10", rule=f"own:{made.pk}", cell="2026-10")
    assert "红旗村党支部" in cell
    assert clerk.get(reverse("desk-township_export")).status_code == 200
    home = text(sign_in(cast.secretary), "desk-home")
    assert "11月 安全自查（乡镇要求）" in home
    assert "上级另外要求的有" in home
    assert "中共和平镇委员会：镇发〔2026〕12号" in text(clerk, "duties-rule", f"own:{made.pk}")
    hidden = register(cast, now, kind=DemandKind.DUTY, title="只要柳树湾", org_ids=(cast.sibling.pk,))
    secretary = sign_in(cast.secretary)
    assert secretary.get(reverse("duties-rule", args=[f"own:{hidden.pk}"])).status_code == 404
    assert secretary.get(reverse("duties-rule", args=["own:99999999"])).status_code == 404
    explain = reverse("duties-explain", args=[cast.branch.pk, f"own:{made.pk}", "2026-10"])
    assert "上级要求，不是规定" in secretary.get(explain).content.decode()
    assert secretary.get(reverse("duties-state", args=[cast.branch.pk, f"own:{made.pk}", "2026-10"])).status_code == 200


def test_a_county_switches_a_practice_on_and_off(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    services.open_periods(now.date())
    department, url = sign_in(cast.department), reverse("duties-optional")
    assert "没有开启的可选事项" in department.get(url).content.decode()
    sent = {
        "issuer": cast.county.pk,
        "rule_id": "party_lecture_quarterly_practice",
        "from_on": "2026-07-01",
        "basis": "通知",
    }
    assert "请写通知" in department.post(url, sent | {"basis": ""}).content.decode()
    assert "早于" in department.post(url, sent | {"until_on": "2026-01-01"}).content.decode()
    assert department.post(url, sent).status_code == 302
    assert DutyStatus.objects.filter(rule_id=sent["rule_id"], org=cast.branch).count() == 2
    found = OptionalDuty.objects.get()
    assert "请填最后一天" in department.post(url, {"off": found.pk, "version": 1}, follow=True).content.decode()
    assert (
        "刚被别人改过"
        in department.post(url, {"off": found.pk, "version": 8, "last_on": "2026-09-30"}, follow=True).content.decode()
    )
    assert (
        "已停用"
        in department.post(url, {"off": found.pk, "version": 1, "last_on": "2026-09-30"}, follow=True).content.decode()
    )
    assert sign_in(cast.clerk).get(url).status_code == 403


def test_the_page_takes_as_many_queries_for_forty_as_for_four(cast: Cast, sign_in: SignIn, now: datetime) -> None:
    services.open_periods(now.date())
    client = sign_in(cast.department)
    counts = []
    for _ in range(2):
        for n in range(4):
            made = register(cast, now, title=f"第{n}项", org_kinds=(OrgKind.BRANCH,))
            services.flag_demand(
                demand_id=made.pk, org=cast.branch, reason="beyond", text="多", actor=operator(), now=now
            )
            make_org(now=now, parent=cast.township)
        with CaptureQueriesContext(connection) as seen:
            text(client, "duties-load")
            text(client, "duties-demands")
        counts.append(len(seen))
    assert counts[0] == counts[1]
