"""The whole way of an application through the pages, and what each page shows."""

from datetime import date
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from jishi.model_sites.models import Finding, Naming, Programme, Recheck, Site, SiteCategory, SiteCost
from jishi.model_sites.rules import SiteState
from jishi.notices.models import Objection, Publicity
from tests.conftest import SignIn
from tests.db.model_sites.conftest import Room
from tests.unit.papers.samples import text_of


def sent(**facts: object) -> dict[str, object]:
    return facts | {"submission": str(uuid4())}


def test_from_the_category_to_the_plaque(room: Room, sign_in: SignIn) -> None:
    county, branch, clerk = (sign_in(getattr(room.cast, who)) for who in ("department", "secretary", "clerk"))
    row = room.begin()
    where = f"/model-sites/programmes/{row.pk}/"
    category = {"name": "农村类", "sector": "village", "quota": "2", "standard": "公开栏", "points": "公开栏\n台账"}
    county.post(f"{where}categories/add/", sent(**category))
    made = SiteCategory.objects.get()
    county.post(f"/model-sites/categories/{made.pk}/", category | {"quota": "3", "version": made.version})
    county.post(f"{where}cost/", {"version": row.version})
    branch.post(f"{where}apply/", sent(org=room.cast.branch.pk, category=made.pk))
    site = Site.objects.get()
    one = f"/model-sites/applications/{site.pk}/"
    form = branch.get(f"{one}edit/").content.decode()
    assert "上面取自平台记录" in form
    words = {
        "basics": "六个组",
        "practice": "一事一记",
        "self_review": "做到了",
        "own_0": "met",
        "version": site.version,
    }
    branch.post(f"{one}edit/", words)
    assert "逐条自评" in branch.post(f"{one}step/", sent(kind="submit")).content.decode()
    branch.post(f"{one}edit/", words | {"own_1": "partly", "version": site.version + 1})
    branch.post(f"{one}step/", sent(kind="submit"))
    clerk.post(f"{one}step/", sent(kind="opinion", note="推荐"))
    county.post(f"{one}step/", sent(kind="review"))
    visit = {"on": "2026-11-20", "visitors": "何伟", "hosts": "2", "minutes": "60", "seen_0": "met", "seen_1": "partly"}
    assert "对方自评：部分符合" in county.get(f"{one}visit/").content.decode()
    assert "请选择公开栏" in county.post(f"{one}visit/", sent(on="2026-11-20")).content.decode()
    county.post(f"{one}visit/", sent(**visit, note_1="缺两页"))
    site.refresh_from_db()
    county.post(f"{one}tests/", {"poll": "", "version": site.version})
    county.post(f"{one}step/", sent(kind="pass", note="符合"))
    page = branch.get(one).content.decode()
    for said in ("考核验收通过", "缺两页", "部分符合", "推荐", "等公示命名"):
        assert said in page
    county.post(f"{where}batches/add/", sent(batch="第一批", site_ids=[site.pk]))
    batch = Naming.objects.get()
    listed = f"/model-sites/batches/{batch.pk}/"
    assert "下一步" in county.get(listed).content.decode()
    assert county.get(f"{listed}publicity/print/").status_code == 404
    assert county.get(f"{listed}conclude/").status_code == 404
    assert county.get(f"{listed}objections/add/").status_code == 404
    assert county.get(f"{listed}objections/1/").status_code == 404
    county.post(f"{listed}edit/", {"site_ids": [site.pk], "version": batch.version})
    batch.refresh_from_db()
    shown = {"from_on": "2026-11-22", "to_on": "2026-11-27", "shown_where": "公告栏", "contact": "县委组织部"}
    assert "红旗村党支部" in county.get(f"{listed}publish/").content.decode()
    county.post(f"{listed}publish/", shown | {"version": batch.version})
    Publicity.objects.update(from_on=date(2026, 11, 5), to_on=date(2026, 11, 17))
    county.post(f"{listed}objections/add/", sent(on="2026-11-10", text="公开栏旧"))
    heard = Objection.objects.get()
    assert "公开栏旧" in county.get(listed).content.decode()
    assert "公开栏旧" not in branch.get(listed).content.decode()
    county.post(f"{listed}objections/{heard.pk}/", {"is_upheld": "no", "answer": "看过是新的"})
    county.post(f"{listed}conclude/", {"conclusion": "收到一件，不属实"})
    assert "不属实" in branch.get(listed).content.decode()
    batch.refresh_from_db()
    decided = {"decided_on": "2026-11-22", "number": "晴委31号", "site_ids": [site.pk], "version": batch.version}
    county.post(f"{listed}decide/", decided)
    site.refresh_from_db()
    assert site.state == SiteState.NAMED
    paper = text_of(county.get(f"{listed}print/").content)
    for said in ("省委办批〔2026〕7号", "序号", "命名批次", "有效期至", "牌匾文字", "红旗村党支部"):
        assert said in paper
    assert "公示时间" in text_of(county.get(f"{listed}publicity/print/").content)
    assert (
        "红旗村党支部"
        in sign_in(room.cast.sibling_secretary).get("/model-sites/named/?sector=village").content.decode()
    )
    assert county.get("/model-sites/named/export/").status_code == 200
    assert "命名" in branch.get(f"/orgs/{room.cast.branch.pk}/part/ties/").content.decode()


def test_the_years_after_the_naming(room: Room, sign_in: SignIn) -> None:
    site, county = room.named(), sign_in(room.cast.department)
    one = f"/model-sites/applications/{site.pk}/"
    county.post(f"{one}recheck/", sent(year="2026", on="2026-11-21", result="mend", why="旧了", mend_by="2026-12-01"))
    check = Recheck.objects.get()
    assert "限期整改" in county.get(one).content.decode()
    county.post(
        f"/model-sites/rechecks/{check.pk}/", {"on": "2026-11-22", "mended": "换了", "keep": "yes", "version": "1"}
    )
    county.post(f"{one}finding/", sent(on="2026-11-21", what="弄虚作假", source="督查"))
    found = Finding.objects.get()
    assert "弄虚作假" not in sign_in(room.cast.secretary).get(one).content.decode()
    assert "线索等核实" in county.get("/model-sites/").content.decode()
    assert site.org.name in county.get("/model-sites/named/?state=heard").content.decode()
    settled = {"state": "upheld", "outcome": "属实", "version": "1"}
    county.post(f"/model-sites/findings/{found.pk}/", settled)
    cost = {
        "on": "2026-11-21",
        "kind": "building",
        "what": "公开栏",
        "people": "2",
        "minutes": "30",
        "fen": "８６０。５",
    }
    branch = sign_in(room.cast.secretary)
    assert "谁出的钱" in branch.post(f"{one}cost/", sent(**cost)).content.decode()
    branch.post(f"{one}cost/", sent(**cost, paid_by="superior"))
    assert SiteCost.objects.get().fen == 86_050
    page = branch.get(one).content.decode()
    for said in ("弄虚作假", "860.50", "2 人次", "换了"):
        assert said in page
    assert "860.50 元" in county.get(f"/model-sites/programmes/{site.programme_id}/").content.decode()
    assert "860" not in text_of(branch.get(f"{one}print/").content)


def test_the_plaque_goes_out_and_comes_back(room: Room, sign_in: SignIn) -> None:
    site, county = room.named(), sign_in(room.cast.department)
    one = f"/model-sites/applications/{site.pk}/"
    assert "县级2026年党建示范点创建" in county.get(f"{one}plaque/").content.decode()
    county.post(f"{one}plaque/", {"plaque_on": "2026-11-20", "version": site.version})
    assert "授牌" in sign_in(room.cast.secretary).get(one).content.decode()
    county.post(f"{one}recheck/", sent(year="2026", on="2026-11-21", result="withdraw", why="弄虚作假"))
    assert "牌匾没有收回" in county.get("/model-sites/").content.decode()
    assert site.org.name in county.get("/model-sites/named/?state=plaque").content.decode()
    assert "还没有收回" in county.get(one).content.decode()
    version = Site.objects.get().version
    county.post(f"{one}plaque/", {"plaque_on": "2026-11-20", "plaque_back_on": "2026-11-22", "version": version})
    assert "牌匾没有收回" not in county.get("/model-sites/").content.decode()
    assert "11-22 收回" in county.get(one).content.decode()


def test_a_programme_of_ones_own_has_no_level_and_no_plaque(room: Room, sign_in: SignIn) -> None:
    clerk, where = sign_in(room.cast.clerk), f"/model-sites/gate/{room.cast.township.pk}/grading/"
    facts = {
        "title": "分类定级", "purpose": "找差距", "grades": "先进、一般、后进", "opens_on": "2026-03-01",
        "closes_on": "2026-12-01", "people": "1", "minutes": "30",
    }  # fmt: skip
    clerk.post(where, sent(**facts))
    row = Programme.objects.get()
    page = clerk.get(f"/model-sites/programmes/{row.pk}/").content.decode()
    assert "不用批准" in page
    clerk.post(f"/model-sites/programmes/{row.pk}/edit/", facts | {"people": "2", "version": row.version})
    row.refresh_from_db()
    assert row.people == 2
    category = room.category(room.begin())
    assert category.quota == 1
    clerk.post(f"/model-sites/programmes/{row.pk}/categories/add/", sent(name="村", quota="9", standard="条件"))
    branch = sign_in(room.cast.secretary)
    own = SiteCategory.objects.get(programme=row)
    branch.post(f"/model-sites/programmes/{row.pk}/apply/", sent(org=room.cast.branch.pk, category=own.pk))
    site = Site.objects.get()
    words = {"basics": "六个组", "practice": "一事一记", "self_review": "做到了", "version": site.version}
    one = f"/model-sites/applications/{site.pk}/"
    branch.post(f"{one}edit/", words)
    branch.post(f"{one}step/", sent(kind="submit"))
    clerk.post(f"{one}step/", sent(kind="review"))
    clerk.post(f"{one}visit/", sent(on="2026-11-20", visitors="甲", hosts="0", minutes="30"))
    assert "等级" in clerk.get(f"{one}step/").content.decode()
    clerk.post(f"{one}step/", sent(kind="pass", note="一般", grade="一般"))
    site.refresh_from_db()
    assert site.grade == "一般"
    page = clerk.get(f"/model-sites/programmes/{row.pk}/?state=passed").content.decode()
    assert "一般" in page
    row.refresh_from_db()
    clerk.post(f"/model-sites/programmes/{row.pk}/end/", {"why": "办完", "version": row.version})
    assert "办完" in clerk.get(f"/model-sites/programmes/{row.pk}/").content.decode()


def test_the_first_page_says_what_waits(room: Room, sign_in: SignIn) -> None:
    client = sign_in(room.cast.department)
    assert "还没有创建项目" in client.get("/model-sites/").content.decode()
    room.submitted()
    page = client.get("/model-sites/").content.decode()
    assert "等初审" in page
    assert "省委办批〔2026〕7号" in page
    assert "没有符合条件" in client.get("/model-sites/?find=没有的&kind=pilot").content.decode()
    assert "没有符合条件" in client.get("/model-sites/named/?find=没有的").content.decode()


def test_lists_cost_the_same_however_long(room: Room, sign_in: SignIn) -> None:
    client, site = sign_in(room.cast.department), room.named()
    addresses = ("/model-sites/", "/model-sites/named/", f"/model-sites/programmes/{site.programme_id}/")

    def counted() -> list[int]:
        found = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    before = counted()
    more = room.begin(title="第二项", approved_on=date(2026, 2, 21))
    category = room.category(more)
    Site.objects.create(
        org=room.cast.sibling, programme=more, category=category, state=SiteState.NAMED, naming=site.naming,
        drawn_on=room.now.date(),
    )  # fmt: skip
    assert counted() == before
