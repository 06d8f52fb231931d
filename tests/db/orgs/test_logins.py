import io
from datetime import datetime

import pytest
from python_calamine import CalamineWorkbook

from jishi.accounts.models import Account
from jishi.audit.models import AuditLine
from jishi.kernel.decision import NotAllowed, Refused
from jishi.orgs.models import PostHeld
from jishi.orgs.queries.logins import get_login, logins_where, suggested_login_name
from jishi.orgs.rules import PostKind
from jishi.orgs.services import logins
from tests.builders import Cast, actor_named, make_person, make_post
from tests.conftest import SignIn


@pytest.fixture
def newcomer(cast: Cast, now: datetime) -> PostHeld:
    """A youth secretary of the branch, without an account."""
    person = make_person(now=now, name="李大勇")
    return make_post(now=now, person_id=person.pk, org=cast.branch, post=PostKind.YOUTH_MEMBER)


def test_the_clerk_opens_an_account_and_its_owner_gets_in(cast: Cast, newcomer: PostHeld, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    form = clerk.get(f"/accounts/{newcomer.pk}/open/")
    assert form.context["form"]["username"].value() == "ldy"
    answer = clerk.post(f"/accounts/{newcomer.pk}/open/", {"username": "ldy"})
    assert answer["Cache-Control"] == "no-store"
    first = answer.context["first"]
    assert first in answer.content.decode()
    assert "等待首次改密码" in clerk.get("/accounts/", {"q": "ldy"}).content.decode()
    owner = sign_in(Account.objects.get(username="ldy"))
    assert owner.get("/notices/")["Location"] == "/password/"
    line = AuditLine.objects.get(event="account.opened")
    assert (line.org_id, line.note, line.actor_name) == (cast.branch.pk, "李大勇", "周敏")
    assert first not in str(AuditLine.objects.values())


def test_names_that_are_odd_or_taken_are_refused_beside_the_field(
    cast: Cast, newcomer: PostHeld, sign_in: SignIn
) -> None:
    clerk = sign_in(cast.clerk)
    for username, told in (("Li Dayong!", "小写字母"), ("secretary", "已有人使用"), ("", "请填写登录名")):
        assert told in clerk.post(f"/accounts/{newcomer.pk}/open/", {"username": username}).content.decode()
    assert newcomer.person.account_id is None


def test_a_person_has_one_account(cast: Cast, now: datetime) -> None:
    clerk = actor_named("clerk", today=now.date())
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    with pytest.raises(Refused, match="已经有登录账号"):
        logins.open_login(held, username="another", actor=clerk, now=now)


def test_reset_and_closing_work_from_the_page(cast: Cast, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    secretary = sign_in(cast.secretary)
    assert "重置王建国的密码" in clerk.get(f"/accounts/{held.pk}/").content.decode()
    assert clerk.post(f"/accounts/{held.pk}/reset/").context["username"] == "secretary"
    assert secretary.get("/notices/").status_code == 302
    clerk.post(f"/accounts/{held.pk}/active/", {"active": "0"})
    assert "王建国的登录账号已停用" in clerk.get("/accounts/").content.decode()
    assert not Account.objects.get(username="secretary").is_active
    clerk.post(f"/accounts/{held.pk}/active/", {"active": "1"})
    assert Account.objects.get(username="secretary").is_active


def test_what_cannot_be_done_is_told(cast: Cast, newcomer: PostHeld, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    clerk.post(f"/accounts/{newcomer.pk}/reset/")
    assert "还没有登录账号" in clerk.get(f"/accounts/{newcomer.pk}/").content.decode()
    own = PostHeld.objects.get(org=cast.township, post=PostKind.OFFICE_CLERK)
    clerk.post(f"/accounts/{own.pk}/active/", {"active": "0"})
    assert "不能停用自己的账号" in clerk.get("/accounts/").content.decode()


def test_the_clerk_cannot_reach_the_account_of_somebody_who_also_holds_a_post_above(
    cast: Cast, now: datetime, sign_in: SignIn
) -> None:
    """Else resetting the password of a county official posted to a village would open the county's desk."""
    held = PostHeld.objects.get(org=cast.sibling, post=PostKind.SECRETARY)
    make_post(now=now, person_id=held.person_id, org=cast.county, post=PostKind.ORG_DEPARTMENT)
    answer = sign_in(cast.clerk).post(f"/accounts/{held.pk}/reset/")
    assert answer.status_code == 403
    assert "管理范围以外任职" in answer.content.decode()
    clerk = actor_named("clerk", today=now.date())
    for verb in (
        lambda: logins.reset_login(held, actor=clerk, now=now),
        lambda: logins.set_login_active(held, is_active=False, actor=clerk, now=now),
        lambda: logins.open_login(held, username="other", actor=clerk, now=now),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert sign_in(cast.department).get(f"/accounts/{held.pk}/").status_code == 200


def test_one_sees_only_those_below(cast: Cast, now: datetime) -> None:
    today = now.date()
    seen = {h.org_id for h in logins_where(actor_named("clerk", today=today), today=today)}
    assert cast.branch.pk in seen
    assert cast.county.pk not in seen
    assert not logins_where(actor_named("secretary", today=today), today=today)
    above = PostHeld.objects.get(org=cast.county)
    with pytest.raises(PostHeld.DoesNotExist):
        get_login(actor_named("clerk", today=today), above.pk, today=today)


def test_a_suggested_name_is_free(cast: Cast, newcomer: PostHeld, now: datetime) -> None:
    Account.objects.create(username="ldy", created_at=now)
    assert suggested_login_name(newcomer) == "ldy01"


def test_the_list_is_narrowed_by_state_and_taken_away(cast: Cast, newcomer: PostHeld, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk)
    Account.objects.filter(pk=cast.sibling_secretary.pk).update(is_active=False)

    def names(state: str) -> list[str]:
        sheet = clerk.get("/accounts/export/", {"state": state})
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()[3:]
        shown = clerk.get("/accounts/", {"state": state}).context["page"].rows
        assert [row[1] for row in rows] == [held.person.name for held in shown]
        return [f"{row[1]}{row[5]}" for row in rows]

    assert "李大勇未开通" in names("none")
    assert names("closed") == ["刘长河已停用"]
    assert "王建国使用中" in names("active")
    Account.objects.filter(pk=cast.member.pk).update(must_change_password=True)
    assert set(names("waiting")) == {"李秀英等待首次改密码"}
    assert "没有符合条件的人" in clerk.get("/accounts/", {"state": "closed", "q": "王建国"}).content.decode()
