"""评选表彰 from the quota to the certificate, with reasons all the way."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from jishi.appraisals.models import MemberReview, ReviewRound
from jishi.campaigns import queries, services
from jishi.campaigns.models import Honour, Nominee, Selection
from jishi.campaigns.rules import HonourKind, NomineeState, OpinionFrom, SelectionState
from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices import services as notices
from jishi.notices.models import Objection, Publicity
from jishi.notices.rules import Issuer
from jishi.orgs.rules import PostKind
from tests.builders import actor_named, make_member, make_person, make_post
from tests.conftest import SignIn
from tests.db.campaigns.conftest import Town

LATER = timedelta(days=20)
SHOW = {
    "shown_where": "公开栏",
    "contact": "镇党建办 0990-1234",
    "from_on": date(2026, 11, 23),
    "to_on": date(2026, 11, 27),
}


def selection(town: Town, **facts: Any) -> Selection:
    given: dict[str, Any] = {"title": "七一表彰", "basis": "镇党〔2026〕8号", "year": 2026, "level": "committee_level"}
    given |= {"quotas": {"member": 1, "org": 1}, "conditions": ["full", "one_title"]}
    return services.open_selection(org=town.org, actor=town.clerk, now=town.now, **(given | facts))


def recommend(town: Town, found: Selection, **facts: Any) -> Nominee:
    given: dict[str, Any] = {"kind": "member", "person_id": town.cast.members[2].pk, "deeds": "带头修渠。"}
    return services.recommend(
        selection_id=found.pk, org=town.branch, actor=town.secretary, now=town.now, **(given | facts)
    )


def agree(town: Town, nominee: Nominee) -> None:
    for whose, actor in (
        (OpinionFrom.BRANCH, town.secretary), (OpinionFrom.COMMITTEE, town.clerk), (OpinionFrom.DISCIPLINE, town.clerk)
    ):  # fmt: skip
        services.note_opinion(
            nominee_id=nominee.pk, whose=whose, agrees=True, text="同意", on=town.now.date(), actor=actor, now=town.now
        )


def shown(town: Town, found: Selection) -> Selection:
    version = Selection.objects.get(pk=found.pk).version
    return services.show_selection(found.pk, version, actor=town.clerk, now=town.now, **SHOW)  # type: ignore[arg-type]  # words given by name


def concluded(town: Town, found: Selection) -> datetime:
    assert found.publicity is not None
    later = town.now + LATER
    notices.conclude_publicity(
        found.publicity.pk, issuer=Issuer.of(town.org), conclusion="没有收到反映", actor=town.clerk, now=later
    )
    return later


def test_who_does_not_meet_a_condition_is_told_why(town: Town) -> None:
    found = selection(town)
    young = town.cast.members[-1].pk
    with pytest.raises(Refused, match=r"不符合：正式党员（是预备党员）"):
        recommend(town, found, person_id=young)
    rows = {one.pk: one for one in queries.possible(found, town.branch, "member", town.now.date())}
    assert not rows[young].is_eligible
    assert rows[town.cast.members[2].pk].is_eligible
    made = recommend(town, found)
    assert made.checks[0] == ["正式党员", "是正式党员", "党员名册"]
    for wrong, words in (
        ({}, "一人一个称号"), ({"kind": "worker", "person_id": town.cast.members[3].pk}, "没有这个称号的名额"),
        ({"kind": "org"}, "集体称号推荐党组织"), ({"person_id": town.neighbour.person_id}, "本组织和下级"),
        ({"person_id": town.cast.members[3].pk, "deeds": " "}, "主要事迹"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            recommend(town, found, **wrong)


def test_a_selection_has_a_basis_and_a_quota(town: Town) -> None:
    number = uuid4()
    first = selection(town, submission=number)
    assert selection(town, submission=number) == first
    with pytest.raises(Refused, match="名额"):
        selection(town, quotas={"member": 0})
    with pytest.raises(Refused, match="通知文号"):
        selection(town, basis="")
    with pytest.raises(NotAllowed):
        services.open_selection(
            org=town.org, title="x", basis="y", year=2026, level="committee_level", quotas={"member": 1}, conditions=[],
            actor=town.secretary, now=town.now,
        )  # fmt: skip


def test_the_review_s_grade_is_asked_of_who_may_see_it(town: Town) -> None:
    found = selection(town, conditions=["excellent", "not_low"])
    person = town.cast.members[2].pk
    with pytest.raises(Refused, match="没有评定等次"):
        recommend(town, found)
    ended = date(2025, 12, 20)
    settled = ReviewRound.objects.create(
        org=town.branch, year=2025, state="settled", began_on=date(2025, 12, 1), ended_on=ended, submitted_on=ended,
        submitted_by="某人", answered_on=ended, answered_by="某人",
    )  # fmt: skip
    MemberReview.objects.create(round=settled, person_id=person, is_probationary=False, grade="excellent")
    assert recommend(town, found).checks[0][1] == "2025年度优秀"
    watcher = make_person(now=town.now, username="watcher")
    make_post(now=town.now, person_id=watcher.pk, org=town.branch, post=PostKind.PUBLICITY_MEMBER)
    plain = actor_named("watcher", today=town.now.date())
    with pytest.raises(NotAllowed):
        queries.get_recommending(plain, Act.RECORD, found.pk, town.branch.pk)
    with pytest.raises(Nominee.DoesNotExist):
        queries.get_nominee(plain, Act.RECORD_VIEW, Nominee.objects.get().pk)
    with pytest.raises(NotAllowed):
        services.recommend(
            selection_id=found.pk,
            org=town.branch,
            kind="member",
            person_id=person,
            deeds="x",
            actor=plain,
            now=town.now,
        )


def test_the_whole_way_to_the_register(town: Town) -> None:
    found = selection(town)
    with pytest.raises(Refused, match="还没有推荐对象"):
        shown(town, found)
    one, other = recommend(town, found), recommend(town, found, person_id=town.cast.members[3].pk)
    group = recommend(town, found, kind="org", person_id=None, target_id=town.branch.pk)
    with pytest.raises(Refused, match="还缺：党支部意见"):
        shown(town, found)
    for nominee in (one, other, group):
        agree(town, nominee)
    services.edit_nominee(
        one.pk, Nominee.objects.get(pk=one.pk).version, deeds="带头修渠两里。", actor=town.secretary, now=town.now
    )
    with pytest.raises(Refused, match="不少于 5 个工作日"):
        services.show_selection(
            found.pk, 1, actor=town.clerk, now=town.now, **(SHOW | {"to_on": date(2026, 11, 26)})  # type: ignore[arg-type]  # words given by name
        )  # fmt: skip
    public = shown(town, found)
    assert public.publicity is not None
    assert "优秀共产党员" in public.publicity.text
    assert "正式党员" not in public.publicity.text
    assert [p.pk for p in queries.publicities_for(town.secretary, None, date(2026, 11, 25))] == [public.publicity.pk]
    with pytest.raises(Refused, match="推荐名单不再改"):
        recommend(town, found, person_id=town.cast.members[4].pk)
    decide = {"decision": "镇党〔2026〕20号", "on": date(2026, 12, 10), "actor": town.clerk}
    with pytest.raises(Refused, match="还没有写结果"):
        services.decide_selection(found.pk, public.version, ids=[one.pk], now=town.now, **decide)  # type: ignore[arg-type]  # words given by name
    later = concluded(town, public)
    for ids, words in (([], "至少一个"), ([one.pk, other.pk], "名额 1 个，选了 2 个")):
        with pytest.raises(Refused, match=words):
            services.decide_selection(found.pk, public.version, ids=ids, now=later, **decide)  # type: ignore[arg-type]  # words given by name
    with pytest.raises(EditConflict):
        services.decide_selection(found.pk, 1, ids=[one.pk], now=later, **decide)  # type: ignore[arg-type]  # words given by name
    done = services.decide_selection(found.pk, public.version, ids=[one.pk, group.pk], now=later, **decide)  # type: ignore[arg-type]  # words given by name
    assert done.state == SelectionState.DECIDED
    assert set(Honour.objects.values_list("kind", "number")) == {
        ("member", decide["decision"]),
        ("org", decide["decision"]),
    }
    other.refresh_from_db()
    assert (other.state, other.why) == (NomineeState.DROPPED, "没有列入表彰决定")
    with pytest.raises(Refused, match="已经作出"):
        services.decide_selection(found.pk, done.version, ids=[other.pk], now=later, **decide)  # type: ignore[arg-type]  # words given by name
    facts = queries.person_facts(found, "member", [one.person_id or 0], date(2026, 12, 12))
    assert facts[one.person_id or 0].honoured == (2026,)


def test_objections_are_answered_before_anything_is_concluded(town: Town) -> None:
    found = selection(town)
    agree(town, recommend(town, found))
    public = shown(town, found)
    assert public.publicity is not None
    issuer = Issuer.of(town.org)
    common: dict[str, Any] = {"issuer": issuer, "actor": town.clerk}
    with pytest.raises(Refused, match="才满"):
        notices.conclude_publicity(public.publicity.pk, conclusion="x", now=town.now, **common)
    soon = town.now + timedelta(days=2)
    with pytest.raises(Refused, match="还没有开始"):
        notices.note_objection(
            publicity_id=public.publicity.pk, on=date(2026, 11, 22), text="x", now=town.now, **common
        )
    number = uuid4()
    first = notices.note_objection(
        publicity_id=public.publicity.pk, on=date(2026, 11, 24), text="事迹不实", now=soon, submission=number, **common
    )
    again = notices.note_objection(
        publicity_id=public.publicity.pk, on=date(2026, 11, 24), text="事迹不实", now=soon, submission=number, **common
    )
    assert first == again
    later = town.now + LATER
    with pytest.raises(Refused, match="没有答复"):
        notices.conclude_publicity(public.publicity.pk, conclusion="x", now=later, **common)
    notices.answer_objection(first.pk, answer="查了账，属实", is_upheld=False, now=later, **common)
    notices.conclude_publicity(public.publicity.pk, conclusion="反映一件，不属实", now=later, **common)
    with pytest.raises(Refused, match="已经写了结果"):
        notices.answer_objection(first.pk, answer="x", is_upheld=True, now=later, **common)


def test_a_publicity_begins_today_at_the_earliest_and_once(town: Town) -> None:
    given: dict[str, Any] = {
        "issuer": Issuer.of(town.org),
        "title": "公示",
        "text": "名单",
        "actor": town.clerk,
    }
    given |= {**SHOW, "now": town.now, "submission": uuid4()}
    assert notices.publicise(**given) == notices.publicise(**given)
    with pytest.raises(Refused, match="过去的日子"):
        notices.publicise(**(given | {"from_on": date(2026, 11, 1), "submission": None}))
    with pytest.raises(NotAllowed):
        notices.publicise(**(given | {"actor": town.neighbour}))


def test_opinions_are_those_of_who_may_give_them(town: Town) -> None:
    made = recommend(town, selection(town))
    common: dict[str, Any] = {"nominee_id": made.pk, "on": town.now.date(), "now": town.now}
    with pytest.raises(NotAllowed):
        services.note_opinion(whose="discipline_opinion", agrees=True, text="x", actor=town.secretary, **common)
    number = uuid4()
    first = services.note_opinion(
        whose="branch_opinion", agrees=False, text="再看看", actor=town.secretary, submission=number, **common
    )
    assert first == services.note_opinion(
        whose="branch_opinion", agrees=True, text="x", actor=town.secretary, submission=number, **common
    )
    assert queries.line_of_nominee(made).missing[0] == "党支部意见"
    services.drop_nominee(made.pk, Nominee.objects.get().version, why="本人推辞", actor=town.secretary, now=town.now)
    assert queries.publicity_text(made.selection) == ""


def test_the_pages_from_quota_to_certificate(town: Town, sign_in: SignIn) -> None:
    client, branch = sign_in(town.cast.clerk), sign_in(town.cast.secretary)
    assert "现在没有评选表彰" in client.get("/campaigns/selections/").content.decode()
    form = f"/campaigns/selections/new/{town.org.pk}/"
    assert client.get(form).status_code == 200
    sent = {"title": "七一表彰", "basis": "镇党〔2026〕8号", "year": 2026, "level": "committee_level", "member": 2, "org": 1,
            "conditions": ["full"], "campaign": "", "submission": str(uuid4())}  # fmt: skip
    client.post(form, sent)
    found = Selection.objects.get()
    page = f"/campaigns/selections/{found.pk}/"
    assert "看谁符合条件" in branch.get(page).content.decode()
    chosen = f"{page}choose/{town.branch.pk}/"
    listed = branch.get(f"{chosen}member/").content.decode()
    assert "是预备党员" in listed
    assert branch.get(f"{chosen}org/").status_code == 200
    assert branch.get(f"{chosen}medal/").status_code == 404
    person = town.cast.members[2]
    one = f"{chosen}member/{person.pk}/"
    assert "是正式党员" in branch.get(one).content.decode()
    assert branch.get(f"{chosen}member/0/").status_code == 404
    words = {"worked_since": "1998年7月", "resume": "务农", "rewards": "", "deeds": "带头修渠"}
    branch.post(one, words | {"submission": str(uuid4())})
    branch.post(f"{chosen}org/{town.branch.pk}/", words | {"submission": str(uuid4())})
    made = Nominee.objects.get(kind=HonourKind.MEMBER)
    card = f"/campaigns/nominees/{made.pk}/"
    assert "带头修渠" in branch.get(card).content.decode()
    assert branch.get(f"{card}edit/").status_code == 200
    branch.post(f"{card}edit/", words | {"deeds": "带头修渠两里", "version": 1})
    for nominee in Nominee.objects.all():
        assert branch.get(f"/campaigns/nominees/{nominee.pk}/print/").content[:2] == b"PK"
        for whose, who in (("branch_opinion", branch), ("committee_opinion", client), ("discipline_opinion", client)):
            where = f"/campaigns/nominees/{nominee.pk}/opinions/add/"
            asked = who.get(where).content.decode()
            assert ("纪检机关" in asked) == (who is client)
            who.post(
                where, {"whose": whose, "agrees": "yes", "on": "2026-11-20", "text": "同意", "submission": str(uuid4())}
            )
    spare = recommend(town, found, person_id=town.cast.members[3].pk)
    drop = f"/campaigns/nominees/{spare.pk}/drop/"
    assert branch.get(drop).status_code == 200
    branch.post(drop, {"why": "本人推辞", "version": 1})
    assert client.get(f"{page}print/").content[:2] == b"PK"
    assert "拟表彰优秀共产党员" in client.get(f"{page}publicity/").content.decode()
    assert client.get(f"{page}objections/add/").status_code == 404
    assert client.get(f"{page}conclude/").status_code == 404
    assert client.get(f"{page}objections/1/").status_code == 404
    version = Selection.objects.get().version
    client.post(f"{page}publicity/", {**{k: str(v) for k, v in SHOW.items()}, "version": version})
    assert client.get(f"{page}objections/add/").status_code == 200
    client.post(f"{page}objections/add/", {"on": "2026-11-22", "text": "x", "submission": str(uuid4())})
    Publicity.objects.update(from_on=date(2026, 11, 10), to_on=date(2026, 11, 20))
    client.post(f"{page}objections/add/", {"on": "2026-11-12", "text": "事迹不实", "submission": str(uuid4())})
    objection = Objection.objects.get()
    assert "事迹不实" in client.get(f"{page}objections/{objection.pk}/").content.decode()
    client.post(f"{page}objections/{objection.pk}/", {"is_upheld": "no", "answer": "查了，不属实"})
    assert client.get(f"{page}conclude/").status_code == 200
    client.post(f"{page}conclude/", {"conclusion": "反映一件，不属实"})
    assert "作出决定" in client.get(page).content.decode()
    assert client.get(f"{page}decide/").status_code == 200
    ids = list(Nominee.objects.filter(state="proposed").values_list("pk", flat=True))
    version = Selection.objects.get().version
    client.post(
        f"{page}decide/", {"ids": ids, "decision": "镇党20号", "on": "2026-11-22", "activity": "", "version": version}
    )
    assert "镇党20号" in client.get(page).content.decode()
    assert "优秀共产党员" in client.get("/campaigns/honours/").content.decode()
    for honour in Honour.objects.all():
        assert client.get(f"/campaigns/honours/{honour.pk}/certificate/").content[:2] == b"PK"
    assert "七一表彰" in client.get("/campaigns/selections/").content.decode()


def test_a_member_of_a_branch_knows_what_is_shown(town: Town, sign_in: SignIn) -> None:
    found = selection(town)
    agree(town, recommend(town, found))
    shown(town, found)
    Publicity.objects.update(from_on=town.now.date())
    member = make_member(now=town.now, org=town.branch, username="plain")
    actor = actor_named("plain", today=town.now.date())
    assert actor.person_id == member.pk
    assert len(queries.publicities_for(actor, queries.home_of(actor), town.now.date())) == 1
