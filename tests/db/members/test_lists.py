"""The list: search, filters, order, pages, and numbers that agree with their rows."""

import io
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.registry import figures
from jishi.members import queries, services
from jishi.members.models import Member
from jishi.members.queries import Filters, version_of
from jishi.people import services as people
from jishi.people.queries import open_sealed
from tests.builders import Cast, actor_named, make_member
from tests.conftest import SignIn


def names(actor_name: str, now: datetime, **asked: object) -> list[str]:
    actor = actor_named(actor_name, today=now.date())
    found = queries.filtered(actor, Filters(**asked), today=now.date())  # type: ignore[arg-type]  # words given by name
    return [m.person.name for m in queries.print_rows(found, sort=str(asked.get("sort", "name")))]


def test_found_by_a_piece_of_the_name_initials_and_number(cast: Cast, now: datetime) -> None:
    for name in ("欧阳翰墨", "曾翰墨", "单小重", "阿依古丽·买买提"):
        make_member(now=now, org=cast.branch, name=name)
    assert names("secretary", now, q="翰墨") == ["欧阳翰墨", "曾翰墨"]
    assert names("secretary", now, q="墨") == ["欧阳翰墨", "曾翰墨"]
    assert names("secretary", now, q="翰 墨") == ["欧阳翰墨", "曾翰墨"]
    assert names("secretary", now, q="墨翰") == []
    assert names("secretary", now, q="ZHM") == ["曾翰墨"]
    assert names("secretary", now, q="sxz") == ["单小重"]
    assert names("secretary", now, q="sxc") == ["单小重"]
    assert names("secretary", now, q="古丽·买") == ["阿依古丽·买买提"]
    pk = Member.objects.get(person__name="曾翰墨").pk
    number = open_sealed([pk])[pk]["citizen_id"]
    assert names("secretary", now, q=number) == ["曾翰墨"]
    assert names("sibling_secretary", now, q=number) == []
    assert names("secretary", now, q=number[:-1] + ("0" if number[-1] != "0" else "1")) == []


def test_filters_and_order(cast: Cast, now: datetime) -> None:
    mobile = make_member(now=now, org=cast.sibling, name="马流动", joined_on=date(1980, 1, 1))
    services.change_member(
        member_id=mobile.pk, values={"is_mobile": True, "is_lost": True, "sex": "2", "born_on": date(1950, 1, 1)},
        version=version_of(mobile), actor=operator(), now=now,
    )  # fmt: skip
    assert names("clerk", now, mobile=True) == ["马流动"]
    assert names("clerk", now, lost=True, sex="2", age="61") == ["马流动"]
    assert names("clerk", now, age="35") == []
    assert names("clerk", now, category="probationary") == ["陈敏"]
    assert set(names("clerk", now, org_id=cast.sibling.pk)) == {"马流动", "刘长河"}
    assert names("secretary", now, org_id=cast.sibling.pk) == []
    assert len(names("clerk", now, org_id=cast.group.pk)) == 2
    assert names("clerk", now, sort="joined")[0] == "马流动"
    assert names("clerk", now, sort="born")[0] == "马流动"


def test_pages_follow_each_other_without_gap_or_double(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    for _ in range(60):
        make_member(now=now, org=cast.branch)
    actor = actor_named("clerk", today=now.date())
    for sort in ("name", "joined", "born"):
        found = queries.ways(actor, Filters(sort=sort), today=now.date())
        seen, at = [], ""
        while True:
            page = queries.page_of(found, at=at)
            seen += [m.pk for m in page.rows]
            at = page.next
            if not at:
                break
        assert seen == [m.pk for m in queries.print_rows(found.parts[0], sort=sort)]
        assert len(set(seen)) == 70
    client = sign_in(cast.clerk)
    page = client.get(reverse("members-index")).content.decode()
    assert "下一页" in page
    assert "共 70 条" in page


def test_the_list_takes_few_queries_however_long(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    client = sign_in(cast.clerk)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("members-index"))
        counts.append(len([q for q in captured if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "SET ROLE"))]))
        for _ in range(27):
            make_member(now=now, org=cast.branch)
    assert counts[0] == counts[1]
    assert counts[1] <= 10  # with session, actor and the bell of the shell


def test_figures_agree_with_their_lists_for_any_day(cast: Cast, now: datetime) -> None:
    left = make_member(now=now, org=cast.branch, name="离去者", joined_on=date(1970, 1, 1), full_on=date(1970, 1, 1))
    services.leave_branch(
        member_id=left.pk, left_on=date(2026, 3, 1), reason="died", version=version_of(get(left.pk)),
        actor=operator(), now=now,
    )  # fmt: skip
    for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 7, 1), now.date(), date(1990, 1, 1)):
        for name, figure in figures.items():
            if not name.startswith("members."):
                continue
            listed = names("clerk", now, figure=name, on=day, org_id=cast.township.pk)
            assert figure.count(cast.township.path, day) == len(listed), (name, day)
    assert figures["members.total"].count(cast.branch.path, date(2026, 2, 28)) == 9
    assert figures["members.total"].count(cast.branch.path, date(2026, 3, 1)) == 8
    assert figures["members.probationary"].count(cast.branch.path, now.date()) == 1
    assert figures["members.formal"].count(cast.branch.path, date(1990, 1, 1)) == 1


def get(pk: int) -> Member:
    return Member.objects.select_related("person").get(pk=pk)


def test_the_roster_of_a_day_knows_the_category_of_that_day(cast: Cast, now: datetime) -> None:
    young = cast.members[-1]
    services.change_member(
        member_id=young.pk, values={"category": "full", "full_on": date(2026, 11, 1)},
        version=version_of(get(young.pk)), actor=operator(), now=now,
    )  # fmt: skip
    before = {e.member_id: e for e in queries.roster(cast.branch.pk, date(2026, 10, 31))}
    assert (before[young.pk].is_formal, len(before)) == (False, 9)
    assert queries.formal_count(cast.branch.pk, date(2026, 10, 31)) == 8
    assert queries.formal_count(cast.branch.pk, date(2026, 11, 1)) == 9
    assert queries.formal_counts([cast.branch.pk, cast.sibling.pk], now.date()) == {
        cast.branch.pk: 9,
        cast.sibling.pk: 1,
    }
    assert len(queries.voters(cast.branch.pk, now.date())) == 9
    services.change_member(
        member_id=young.pk, values={"standing": "suspended"}, version=version_of(get(young.pk)),
        actor=operator(), now=now,
    )  # fmt: skip
    assert len(queries.voters(cast.branch.pk, now.date())) == 8
    assert [e.member_id for e in queries.roster(cast.group.pk, now.date())] == [
        m.pk for m in sorted(cast.members[:2], key=lambda m: m.name_key)
    ]


def test_the_workbook_is_exactly_what_is_shown_and_is_logged(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    response = sign_in(cast.clerk).post(reverse("members-export") + "?category=probationary")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[3:]] == ["陈敏"]
    assert AuditLine.objects.get(event="members.exported").after == {"count": 1}


def test_columns_are_chosen_and_go_into_the_sheet_and_on_paper(cast: Cast, sign_in: SignIn) -> None:
    client, asked = sign_in(cast.clerk), "?category=probationary&col=full&col=marks&col=age"
    page = client.get(reverse("members-index") + asked).content.decode()
    assert "<th>转正日期</th>" in page
    assert "<th>民族</th>" not in page
    assert '<input type="hidden" name="category" value="probationary">' in page
    sheet = client.post(reverse("members-export") + asked)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[2] == ["序号", "姓名", "年龄", "转正日期", "标记"]
    paper = client.get(reverse("members-print") + asked).content.decode()
    assert "<th>标记</th>" in paper
    assert "<th>性别</th>" not in paper
    assert "<th>性别</th>" in client.get(reverse("members-index"), {"col": "无此列"}).content.decode()


def test_a_number_is_looked_for_without_going_into_the_address(cast: Cast, sign_in: SignIn) -> None:
    client, member = sign_in(cast.clerk), cast.members[3]
    number = open_sealed([member.pk])[member.pk]["citizen_id"]
    found = client.post(reverse("members-find"), {"citizen_id": number})
    assert found.url == reverse("members-show", args=[member.pk])
    missed = client.post(reverse("members-find"), {"citizen_id": "990000"}, follow=True)
    assert "没有这个身份证号的党员" in missed.content.decode()


def test_a_card_tells_the_history_in_words(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    member = cast.members[3]
    client = sign_in(cast.clerk)
    edit = reverse("members-edit", args=[member.pk])
    form = client.get(edit).context["form"].initial
    values = {k: v for k, v in form.items() if v not in (None, False)}
    page = client.post(edit, values | {"joined_on": "2001-07-02", "phone": "13712345678"}, follow=True).content.decode()
    assert "已保存" in page
    assert "2001-07-01 → 2001-07-02" in page
    assert "137****5678" in page
    assert "13712345678" not in page
    stale = client.post(edit, values | {"job": "村医"}).content.decode()
    assert "刚被别人改过" in stale
    assert 'value="村医"' in stale
    refused = client.post(
        edit, values | {"version": version_of(get(member.pk)), "full_on": "1999-01-01"}
    ).content.decode()
    assert "转正日期早于入党日期" in refused


def test_somebody_who_left_keeps_his_card_where_he_left(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    member = get(cast.members[3].pk)
    services.leave_branch(
        member_id=member.pk, left_on=now.date(), reason="transferred_out", version=version_of(member),
        actor=operator(), now=now,
    )  # fmt: skip
    page = sign_in(cast.secretary).get(reverse("members-show", args=[member.pk]))
    assert "已于2026-11-22离开" in page.content.decode()
    assert sign_in(cast.sibling_secretary).get(reverse("members-show", args=[member.pk])).status_code == 404
    assert member.person.name not in names("secretary", now)
    assert member.person.name in names("secretary", now, on=now.date() - timedelta(days=1))


def test_derived_columns_are_those_of_their_sources(cast: Cast, now: datetime) -> None:
    assert services.recompute(actor=operator(), now=now) == 0
    Member.objects.filter(pk=cast.members[0].pk).update(group=None, name_key="x", initials="x")
    Member.objects.filter(pk=cast.members[1].pk).update(sex="9", born_on=date(1900, 1, 1))
    assert services.recompute(actor=operator(), now=now) == 2
    first, second = get(cast.members[0].pk), get(cast.members[1].pk)
    assert first.group_id == cast.group.pk
    assert (second.sex, second.born_on) == (second.person.sex, second.person.born_on)


def test_a_repeated_submission_adds_one_member(cast: Cast, now: datetime) -> None:
    person = people.add_person(name="赵甲", actor=operator(), now=now)
    number = uuid4()
    made = [
        services.add_member(
            person=person, org=cast.branch, category="full", joined_on=None, actor=operator(), now=now,
            submission=number,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert made[0] == made[1]
    with pytest.raises(Exception, match="已在党员名册上"):
        services.add_member(person=person, org=cast.branch, category="full", joined_on=None, actor=operator(), now=now)


def test_a_place_in_a_group_moves_and_ends(cast: Cast, now: datetime) -> None:
    member = get(cast.members[5].pk)
    member = services.place_in_group(
        member_id=member.pk, group_id=cast.group.pk, from_on=date(2026, 5, 1), version=version_of(member),
        actor=operator(), now=now,
    )  # fmt: skip
    assert member.group == cast.group
    services.place_in_group(
        member_id=member.pk, group_id=None, from_on=date(2026, 6, 1), version=version_of(get(member.pk)),
        actor=operator(), now=now,
    )  # fmt: skip
    assert len(queries.roster(cast.group.pk, date(2026, 5, 31))) == 3
    assert len(queries.roster(cast.group.pk, date(2026, 6, 1))) == 2
