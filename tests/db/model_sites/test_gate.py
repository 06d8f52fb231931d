"""Nothing starts without a recorded approval by an organiser entitled to it; others are told why and offered what they
may do."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.model_sites import services
from jishi.model_sites.models import Programme, SiteCategory
from jishi.model_sites.rules import ProgrammeKind
from jishi.orgs.rules import OrgKind
from tests.conftest import SignIn
from tests.db.model_sites.conftest import MODEL, Room


def test_a_county_without_its_approval_begins_nothing(room: Room) -> None:
    for missing in ("approved_by", "approval", "approved_on"):
        with pytest.raises(Refused) as refusal:
            room.begin(**{missing: None if missing == "approved_on" else ""})
        assert refusal.value.field == "approval"
        assert "批准" in refusal.value.reason
    assert not Programme.objects.exists()


def test_an_approval_of_tomorrow_is_none(room: Room) -> None:
    with pytest.raises(Refused) as refusal:
        room.begin(approved_on=date(2027, 1, 1))
    assert refusal.value.field == "approved_on"


def test_a_township_begins_no_model_sites_even_with_a_paper(room: Room) -> None:
    with pytest.raises(Refused, match="第四条"):
        services.begin_programme(
            org=room.cast.township, kind=ProgrammeKind.MODEL, actor=room.clerk, now=room.now, **MODEL
        )


def test_the_database_itself_refuses_a_programme_without_a_basis(room: Room) -> None:
    row = room.begin()
    for broken in ({"approval": ""}, {"approved_on": None}, {"host_kind": OrgKind.TOWNSHIP_COMMITTEE}, {"level": ""}):
        with pytest.raises(IntegrityError, match="model_programme_has_its_approval"), transaction.atomic():
            Programme.objects.filter(pk=row.pk).update(**broken)
    with pytest.raises(IntegrityError, match="only_a_model_programme_says_model"), transaction.atomic():
        Programme.objects.filter(pk=row.pk).update(kind=ProgrammeKind.PILOT, level="")


def test_what_a_township_may_do_works(room: Room) -> None:
    facts = {
        "purpose": "找准差距",
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 12, 20),
        "people": 1,
        "minutes": 30,
    }
    town = room.cast.township
    for kind, title in ((ProgrammeKind.INTERNAL, "先锋支部"), (ProgrammeKind.PILOT, "积分制试点")):
        made = services.begin_programme(org=town, kind=kind, title=title, actor=room.clerk, now=room.now, **facts)
        assert (made.level, made.approval) == ("", "")
    with pytest.raises(Refused, match="示范"):
        services.begin_programme(
            org=town, kind=ProgrammeKind.INTERNAL, title="示范支部", actor=room.clerk, now=room.now, **facts
        )
    with pytest.raises(Refused, match="等级"):
        services.begin_programme(
            org=town, kind=ProgrammeKind.GRADING, title="分类定级", actor=room.clerk, now=room.now, **facts
        )


def test_the_page_tells_a_township_why_not_and_what_instead(room: Room, sign_in: SignIn) -> None:
    page = sign_in(room.cast.clerk).get(f"/model-sites/gate/{room.cast.township.pk}/").content.decode()
    for words in ("不能主办示范点创建", "第四条", "读过原文", "据新华社报道转述", "内部命名", "分类定级", "试点"):
        assert words in page
    assert "/model/" not in page
    county = sign_in(room.cast.department).get(f"/model-sites/gate/{room.cast.county.pk}/").content.decode()
    assert f"/model-sites/gate/{room.cast.county.pk}/model/" in county


def test_a_county_begins_on_the_page(room: Room, sign_in: SignIn) -> None:
    client, where = sign_in(room.cast.department), f"/model-sites/gate/{room.cast.county.pk}/model/"
    sent = {
        "title": "示范点创建", "level": "county", "approved_by": "省委办公厅", "approval": "", "approved_on": "2026-02-20",
        "purpose": "办事要有样", "opens_on": "2026-03-01", "closes_on": "2026-02-01", "people": "2", "minutes": "60",
        "submission": str(uuid4()), "watched": ["red_duty"],
    }  # fmt: skip
    assert "请填写批准文号" in client.post(where, sent).content.decode()
    assert "申报截止不能早于开始" in client.post(where, sent | {"approval": "7号"}).content.decode()
    good = sent | {"approval": "7号", "closes_on": "2026-12-01"}
    for _ in range(2):
        assert client.post(where, good).status_code == 302
    row = Programme.objects.get()
    page = client.get(f"/model-sites/programmes/{row.pk}/").content.decode()
    assert "先加创建类别" in page
    assert client.get(f"/model-sites/gate/{room.cast.county.pk}/nothing/").status_code == 404
    own = client.get(f"/model-sites/gate/{room.cast.county.pk}/grading/").content.decode()
    assert "等级名称" in own
    assert "批准机关" not in own


def test_a_programme_is_changed_by_its_people_only_and_still_passes_the_gate(room: Room) -> None:
    row = room.begin()
    with pytest.raises(NotAllowed):
        services.end_programme(row.pk, row.version, why="", actor=room.clerk, now=room.now)
    changed = services.edit_programme(row.pk, row.version, actor=room.county, now=room.now, **MODEL | {"people": 3})
    assert changed.people == 3
    with pytest.raises(EditConflict):
        services.edit_programme(row.pk, row.version, actor=room.county, now=room.now, **MODEL)
    with pytest.raises(Refused, match="批准"):
        services.edit_programme(row.pk, changed.version, actor=room.county, now=room.now, **MODEL | {"approval": ""})
    services.end_programme(row.pk, changed.version, why="办完", actor=room.county, now=room.now)
    with pytest.raises(Refused, match="结束"):
        services.end_programme(row.pk, changed.version + 1, why="办完", actor=room.county, now=room.now)
    with pytest.raises(Refused, match="结束"):
        services.edit_programme(row.pk, changed.version + 1, actor=room.county, now=room.now, **MODEL)


def test_categories_keep_their_names_apart(room: Room) -> None:
    row = room.begin()
    submission = uuid4()
    first = room.category(row, submission=submission)
    assert room.category(row, submission=submission).pk == first.pk
    with pytest.raises(Refused, match="已有"):
        room.category(row)
    facts = {"name": "村", "sector": "", "quota": 2, "standard": "条件", "points": ""}
    services.edit_category(first.pk, first.version, actor=room.county, now=room.now, **facts)
    with pytest.raises(EditConflict):
        services.edit_category(first.pk, first.version, actor=room.county, now=room.now, **facts)
    services.apply_for(org=room.cast.branch, category_id=first.pk, actor=room.secretary, now=room.now)
    now_is = SiteCategory.objects.get(pk=first.pk)
    with pytest.raises(Refused, match="领域"):
        services.edit_category(
            first.pk, now_is.version, actor=room.county, now=room.now, **facts | {"sector": "village"}
        )


def test_what_it_asks_of_a_branch_lies_on_record_as_a_demand(room: Room) -> None:
    row = room.begin()
    with pytest.raises(Refused, match="类别"):
        services.lay_cost(row.pk, row.version, actor=room.county, now=room.now)
    room.category(row)
    laid = services.lay_cost(row.pk, row.version, actor=room.county, now=room.now)
    assert laid.demand is not None
    assert (laid.demand.people, laid.demand.minutes, laid.demand.sectors) == (2, 240, ["village"])
    with pytest.raises(Refused, match="登记过"):
        services.lay_cost(row.pk, laid.version, actor=room.county, now=room.now)
