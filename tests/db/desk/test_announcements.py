"""通知文件: issued to posts and persons, read by whoever holds the post, corrected and withdrawn in sight of all."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jishi.audit.models import AuditLine
from jishi.desk import services
from jishi.desk.queries import announcing as queries
from jishi.desk.queries.reminding import issuers
from jishi.desk.rules.announcing import Targets
from jishi.desk.services import Order
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed, Refused
from jishi.notices import services as notices
from jishi.notices.models import Announcement, Notice
from jishi.notices.queries import notices_of, unread_count
from jishi.notices.rules import Issuer
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.rules import OrgKind, PostKind
from tests.builders import Cast, actor_named, make_org, make_person, make_post
from tests.conftest import SignIn

SECRETARIES = Targets(posts=(PostKind.SECRETARY,), kinds=(OrgKind.BRANCH,))
PDF = b"%PDF-1.4\n%%EOF"


def town(cast: Cast) -> Issuer:
    return Issuer(id=cast.township.pk, path=cast.township.path, name="和平镇党委")


def issue(cast: Cast, now: datetime, targets: Targets = SECRETARIES, title: str = "关于报送材料的通知") -> Announcement:
    return services.announce(
        Order(title=title, text="请于月底前报送。", number="和组〔2026〕8号"),
        issuer=town(cast),
        targets=targets,
        uploads=[SimpleUploadedFile("附件一.pdf", PDF)],
        actor=actor_named("clerk", today=now.date()),
        now=now,
    )


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.clerk)


@pytest.fixture
def secretary(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.secretary)


def test_every_branch_secretary_gets_it_and_nobody_else(cast: Cast, now: datetime) -> None:
    row = issue(cast, now)
    assert set(Notice.objects.values_list("to_org_id", "post")) == {
        (cast.branch.pk, "secretary"), (cast.sibling.pk, "secretary"),
    }  # fmt: skip
    assert row.addressed == "各党支部书记"
    assert unread_count(actor_named("secretary", today=now.date())) == 1
    assert unread_count(actor_named("member", today=now.date())) == 0
    assert AuditLine.objects.get(event="announcement.issued").subject_name == row.title


def test_other_posts_only_where_somebody_holds_them_and_leaders_in_groups(cast: Cast, now: datetime) -> None:
    empty = make_org(now=now, name="空缺村党支部", parent=cast.township)
    posts = (PostKind.SECRETARY, PostKind.ORGANIZATION_MEMBER, PostKind.GROUP_LEADER)
    found = queries.resolve(town(cast), Targets(posts=posts), day=now.date())
    got = {(to.org_id, to.post) for to in found.to}
    assert got == {
        (cast.branch.pk, "secretary"), (cast.branch.pk, "organization_member"), (cast.group.pk, "group_leader"),
        (cast.sibling.pk, "secretary"), (empty.pk, "secretary"),
    }  # fmt: skip
    assert (found.posts, found.vacant, found.persons) == (5, 1, 0)


def test_by_sector_by_hand_and_own_level(cast: Cast, now: datetime) -> None:
    firm = make_org(now=now, name="宏达公司党支部", parent=cast.township, sector="private_enterprise")
    secretary = (PostKind.SECRETARY,)
    by_sector = queries.resolve(town(cast), Targets(posts=secretary, sectors=("private_enterprise",)), day=now.date())
    assert [to.org_id for to in by_sector.to] == [firm.pk]
    by_hand = queries.resolve(town(cast), Targets(posts=secretary, org_ids=(cast.sibling.pk,)), day=now.date())
    assert ([to.org_id for to in by_hand.to], by_hand.said) == ([cast.sibling.pk], "柳树湾村党支部的书记")
    own = queries.resolve(town(cast), Targets(posts=secretary, kinds=("branch",), own_level=True), day=now.date())
    assert cast.township.pk in [to.org_id for to in own.to]


def test_an_issuer_reaches_only_what_is_below_it(cast: Cast, now: datetime) -> None:
    secretary = (PostKind.SECRETARY,)
    with pytest.raises(Refused, match="不在发文组织之下"):
        issue(cast, now, Targets(posts=secretary, org_ids=(cast.other_township.pk,)))
    stranger = make_person(now=now, name="外人")
    with pytest.raises(Refused, match="范围内"):
        issue(cast, now, Targets(person_ids=(stranger.pk,)))
    with pytest.raises(Refused, match="没有找到收件人"):
        issue(cast, now, Targets())
    with pytest.raises(NotAllowed):
        services.announce(
            Order("标题", "正文"), issuer=town(cast), targets=SECRETARIES,
            actor=actor_named("secretary", today=now.date()), now=now,
        )  # fmt: skip
    assert not Announcement.objects.exists()


def test_a_successor_finds_it_and_reading_counts_for_the_post(cast: Cast, now: datetime) -> None:
    row = issue(cast, now)
    later = now + timedelta(days=3)
    held = PostHeld.objects.get(org=cast.branch, post=PostKind.SECRETARY)
    orgs.end_post(held=held, on=later.date(), actor=operator(), now=later)
    make_post(now=later, person_id=cast.members[1].pk, org=cast.branch, post=PostKind.SECRETARY, from_on=later.date())
    successor, before = actor_named("member", today=later.date()), actor_named("secretary", today=later.date())
    assert unread_count(successor) == 1
    assert unread_count(before) == 0
    assert queries.get_announcement(successor, row.pk) == (row, False)
    with pytest.raises(Announcement.DoesNotExist):
        queries.get_announcement(before, row.pk)


def test_opening_confirms_and_the_issuer_sees_by_whom(
    cast: Cast, now: datetime, secretary: Client, clerk: Client, sign_in: SignIn
) -> None:
    row = issue(cast, now, Targets(posts=(PostKind.SECRETARY,), kinds=("branch",), person_ids=(cast.members[2].pk,)))
    page = secretary.get(f"/announcements/{row.pk}/").content.decode()
    assert "记为阅知" in page
    assert "阅读情况" not in page
    assert "王建国已阅" in secretary.get(f"/announcements/{row.pk}/").content.decode()
    shown = clerk.get(f"/announcements/{row.pk}/receipts/").context
    assert (shown["counts"].read, shown["counts"].unread) == (1, 2)
    assert [(line.org_name, line.names, bool(line.read_at)) for line in shown["page"].rows] == [
        ("红旗村党支部", "王建国", True), ("柳树湾村党支部", "刘长河", False), ("", cast.members[2].person.name, False),
    ]  # fmt: skip
    left = clerk.get(f"/announcements/{row.pk}/receipts/", {"unread": "1", "find": "柳树"}).context["page"]
    assert [line.names for line in left.rows] == ["刘长河"]
    assert "未读 2" in clerk.get(f"/announcements/{row.pk}/receipts/print/").content.decode()
    assert sign_in(cast.member).get(f"/announcements/{row.pk}/").status_code == 404


def test_the_material_is_served_through_the_door_and_inert(
    cast: Cast, now: datetime, secretary: Client, sign_in: SignIn
) -> None:
    row = issue(cast, now)
    [material] = secretary.get(f"/announcements/{row.pk}/").context["materials"]
    url = f"/announcements/{row.pk}/files/{material.pk}/"
    answer = secretary.get(url)
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert sign_in(cast.member).get(url).status_code == 404
    other = issue(cast, now, title="另一份")
    assert secretary.get(f"/announcements/{other.pk}/files/{material.pk}/").status_code == 404
    assert "附件一.pdf" in secretary.get(f"/announcements/{row.pk}/print/").content.decode()


def test_a_correction_is_a_new_edition_to_the_same_readers(
    cast: Cast, now: datetime, clerk: Client, secretary: Client
) -> None:
    row = issue(cast, now)
    [material] = clerk.get(f"/announcements/{row.pk}/").context["materials"]
    form = {"title": row.title, "text": "请于12月10日前报送。", "signed": "和平镇党委", "submission": str(uuid4())}
    assert "请写明更正了什么" in clerk.post(f"/announcements/{row.pk}/correct/", form).content.decode()
    form |= {"correction": "报送时间改为12月10日", "keep": str(material.file_id)}
    there = clerk.post(f"/announcements/{row.pk}/correct/", form)["Location"]
    assert clerk.post(f"/announcements/{row.pk}/correct/", form)["Location"] == there  # pressed twice, made once
    new = Announcement.objects.get(replaces=row)
    assert new.edition == 2
    assert unread_count(actor_named("secretary", today=now.date())) == 1  # nobody waits for the old one
    old = secretary.get(f"/announcements/{row.pk}/").content.decode()
    assert "已更正：报送时间改为12月10日" in old
    assert "这一版更正了" in secretary.get(there).content.decode()
    form["submission"] = str(uuid4())
    assert "最新的一版" in clerk.post(f"/announcements/{row.pk}/correct/", form).content.decode()


def test_a_withdrawal_says_why_to_everybody(cast: Cast, now: datetime, clerk: Client, secretary: Client) -> None:
    row = issue(cast, now)
    url = f"/announcements/{row.pk}/withdraw/"
    assert "请写撤回的原因" in clerk.post(url, {"reason": ""}).content.decode()
    clerk.post(url, {"reason": "文件发错"})
    assert unread_count(actor_named("secretary", today=now.date())) == 0
    assert "文件发错" in secretary.get(f"/announcements/{row.pk}/").content.decode()
    assert "已撤回" in secretary.get("/notices/").content.decode()
    assert "已撤回" in secretary.get(f"/announcements/{row.pk}/print/").content.decode()
    assert "撤回或更正过" in clerk.post(url, {"reason": "再来"}).content.decode()
    assert secretary.get(url).status_code == 404


def form_of(cast: Cast, **more: object) -> dict[str, object]:
    return {
        "issuer": cast.township.pk, "title": "关于学习的通知", "text": "请组织学习。", "posts": ["secretary"],
        "kinds": ["branch"], "submission": str(uuid4()), **more,
    }  # fmt: skip


def test_the_form_issues_once_and_keeps_what_was_typed_when_wrong(cast: Cast, now: datetime, clerk: Client) -> None:
    wrong = clerk.post("/announcements/new/", form_of(cast, title="", send="1")).content.decode()
    assert "请写标题" in wrong
    assert "请组织学习。" in wrong
    assert "请写正文" in clerk.post("/announcements/new/", form_of(cast, text="", send="1")).content.decode()
    assert "请选择职务" in clerk.post("/announcements/new/", form_of(cast, posts=[], send="1")).content.decode()
    bad = form_of(cast, send="1", attached=SimpleUploadedFile("坏.pdf", b"MZ"))
    assert "坏.pdf：" in clerk.post("/announcements/new/", bad).content.decode()
    many = form_of(cast, send="1", attached=[SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(11)])
    assert "最多附 10 个" in clerk.post("/announcements/new/", many).content.decode()
    form = form_of(
        cast, send="1", attached=[SimpleUploadedFile("甲.pdf", PDF), SimpleUploadedFile("乙.pdf", PDF + b" ")]
    )
    there = clerk.post("/announcements/new/", form)["Location"]
    assert len(clerk.get(there).context["materials"]) == 2
    again = {name: value for name, value in form.items() if name != "attached"}
    assert clerk.post("/announcements/new/", again)["Location"] == there
    assert Announcement.objects.count() == 1


def test_files_chosen_before_a_look_up_are_asked_for_again_not_lost(cast: Cast, now: datetime, clerk: Client) -> None:
    new = "/announcements/new/"
    looked = clerk.post(new, form_of(cast, lookup="1", attached=SimpleUploadedFile("名单.pdf", PDF)))
    assert "附件要再选一次：名单.pdf。" in looked.content.decode()
    assert (
        'name="chosen" value="名单.pdf"'
        in clerk.post(new, form_of(cast, lookup="1", chosen="名单.pdf")).content.decode()
    )
    sent = form_of(cast, send="1", chosen="名单.pdf")
    stopped = clerk.post(new, sent).content.decode()
    assert "“名单.pdf”没有随这一次传上来" in stopped
    assert 'name="chosen"' not in stopped
    assert not Announcement.objects.exists()
    there = clerk.post(new, {**sent, "attached": SimpleUploadedFile("名单.pdf", PDF)})["Location"]
    assert [m.file.name for m in clerk.get(there).context["materials"]] == ["名单.pdf"]
    without = clerk.post(new, form_of(cast, send="1"))
    assert not clerk.get(without["Location"]).context["materials"]
    row = Announcement.objects.latest("pk")
    wrong = {
        "title": row.title,
        "text": row.text,
        "submission": str(uuid4()),
        "attached": SimpleUploadedFile("甲.pdf", PDF),
    }
    again = clerk.post(f"/announcements/{row.pk}/correct/", wrong).content.decode()
    assert "附件要再选一次：甲.pdf。" in again


def test_organisations_and_persons_are_looked_up_and_stay_chosen(cast: Cast, now: datetime, clerk: Client) -> None:
    looked = clerk.post("/announcements/new/", form_of(cast, lookup="1", find_orgs="红旗", find_persons="王建国"))
    page = looked.content.decode()
    assert "红旗村第一党小组" in page
    assert "王建国（红旗村党支部）" in page
    assert "发给 <strong>2</strong> 个收件人" in page
    chosen = {"orgs": [cast.branch.pk], "persons": [cast.members[0].pk]}
    page = clerk.post("/announcements/new/", form_of(cast, lookup="1", find_orgs="柳树", **chosen)).content.decode()
    assert "红旗村党支部的书记；王建国" in page
    out = clerk.post("/announcements/new/", form_of(cast, lookup="1", orgs=[cast.other_township.pk])).content.decode()
    assert "不在发文组织之下" in out
    assert "还没有收件人" in clerk.post("/announcements/new/", form_of(cast, lookup="1", posts=[])).content.decode()
    clerk.post("/announcements/new/", form_of(cast, send="1", **chosen))
    assert Notice.objects.count() == 2


def test_a_holder_of_a_post_elsewhere_is_found_by_name(cast: Cast, now: datetime) -> None:
    [(_, said)] = queries.persons_to_choose(town(cast), "周敏", (), day=now.date())
    assert said == "周敏（中共和平镇委员会）"


def test_a_draft_is_kept_and_dropped(cast: Cast, clerk: Client) -> None:
    clerk.post("/announcements/new/", form_of(cast, save="1", title="没写完"))
    page = clerk.get("/announcements/new/").content.decode()
    assert "没写完" in page
    assert "放弃草稿" in page
    clerk.post("/announcements/new/", {"drop": "1"})
    assert "没写完" not in clerk.get("/announcements/new/").content.decode()


def test_a_post_without_the_right_issues_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.member).get("/announcements/new/").status_code == 403


def test_one_issues_in_the_name_of_the_seat_that_carries_the_right(cast: Cast, now: datetime) -> None:
    assert [i.id for i in issuers(actor_named("secretary", today=now.date()))] == [cast.branch.pk]
    assert issuers(actor_named("member", today=now.date())) == []
    assert issuers(operator()) == []


def test_the_sent_list_is_searched_and_filtered(cast: Cast, now: datetime, clerk: Client, secretary: Client) -> None:
    assert "还没有发过通知" in clerk.get("/announcements/").content.decode()
    issue(cast, now, title="甲通知")
    second = issue(cast, now + timedelta(minutes=1), title="乙通知")
    services.withdraw(second.pk, "错了", actor=operator(), now=now)
    titles = {
        state: [row.title for row in clerk.get("/announcements/", {"state": state}).context["page"].rows]
        for state in ("", "standing", "withdrawn", "replaced", "unread")
    }
    assert titles == {
        "": ["乙通知", "甲通知"],
        "standing": ["甲通知"],
        "withdrawn": ["乙通知"],
        "replaced": [],
        "unread": ["甲通知"],
    }
    assert "没有符合条件的通知" in clerk.get("/announcements/", {"find": "丙"}).content.decode()
    assert [r.title for r in clerk.get("/announcements/", {"find": "8号 甲"}).context["page"].rows] == ["甲通知"]
    assert secretary.get("/announcements/").context["page"].rows == []  # those of superiors are received, not sent


def test_the_inbox_is_searched_filtered_and_split(cast: Cast, now: datetime, secretary: Client) -> None:
    issue(cast, now)
    notices.notify(person_id=cast.members[0].pk, text="一条消息", link="", org_id=None, now=now)
    rows = {
        box: [n.text for n in secretary.get("/notices/", {"box": box}).context["page"].rows]
        for box in ("announcements", "messages")
    }
    assert rows == {"announcements": ["和平镇党委：关于报送材料的通知"], "messages": ["一条消息"]}
    assert len(secretary.get("/notices/", {"find": "8号"}).context["page"].rows) == 1
    assert "没有符合条件" in secretary.get("/notices/", {"find": "没有的"}).content.decode()
    secretary.post("/notices/read/")  # messages; an announcement waits until it is opened
    assert [n.text for n in secretary.get("/notices/", {"unread": "1"}).context["page"].rows] == rows["announcements"]


def test_a_thousand_recipients_cost_what_ten_cost(cast: Cast, now: datetime) -> None:
    made = [
        Organization(
            name=f"第{n}村党支部", kind=OrgKind.BRANCH, path=f"{cast.township.path}z{n:03d}", parent=cast.township,
            duties_from=date(2026, 1, 1), sector="village",
        )
        for n in range(1000)
    ]  # fmt: skip
    counts = []
    for few in (made[:10], made[10:]):
        Organization.objects.bulk_create(few)
        with CaptureQueriesContext(connection) as captured:
            row = issue(cast, now, title=f"发给{len(few)}")
        counts.append(len(captured))
    assert Notice.objects.filter(announcement=row).count() == 1002
    assert counts[1] - counts[0] <= 1  # a second batch of rows
    clerk = actor_named("clerk", today=now.date())
    for ask in (lambda: queries.receipts(row, day=now.date()), lambda: queries.all_receipts(row, day=now.date()),
                lambda: notices_of(clerk), lambda: queries.issued(clerk)):  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            ask()
        assert len(captured) <= 3
