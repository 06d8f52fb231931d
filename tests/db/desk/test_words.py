"""The county's own words: on every page, in every sheet, in every process; and back to the standard."""

import importlib
import inspect
import pkgutil
from datetime import datetime
from io import BytesIO

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

import jishi
from jishi.audit.models import AuditLine
from jishi.desk.rules.vocabularies import VOCABULARIES
from jishi.kernel.decision import EditConflict, NotAllowed
from jishi.kernel.jobs import run
from jishi.kernel.labels import Labelled
from jishi.kernel.registry import jobs
from jishi.members.papers import template_workbook
from jishi.members.rules import Category
from jishi.members.rules.cells import category_of
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector
from jishi.site import services
from jishi.site.models import Word
from jishi.site.queries import hear_words
from tests.builders import Cast, actor_named
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
URL = "/settings/words/sectors/"


@pytest.fixture
def department(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.department)


def rename(vocabulary: type[Labelled], words: dict[str, str], *, version: int, now: datetime) -> None:
    services.set_words(
        vocabulary, words, title="词表", version=version, actor=actor_named("department", today=now.date()), now=now
    )
    hear_words()


def test_the_county_renames_a_word_and_every_page_says_it(cast: Cast, department: Client, sign_in: SignIn) -> None:
    page = department.post(URL, {"version": 0, "village": "嘎查村"}, follow=True).content.decode()
    assert "1 个用词有变化" in page
    assert 'value="嘎查村"' in page
    assert "行政村 → 嘎查村" in department.get("/settings/").content.decode()
    clerk = sign_in(cast.clerk)
    for url in ("/overview/", f"/orgs/{cast.branch.pk}/", "/orgs/list/", "/calendar/"):
        shown = clerk.get(url).content.decode()
        assert "嘎查村" in shown, url
    assert Organization.objects.get(pk=cast.branch.pk).get_sector_display() == "嘎查村"  # type: ignore[attr-defined]
    line = AuditLine.objects.get(event="words.set")
    assert (line.subject_name, line.before, line.after) == ("领域", {"行政村": "行政村"}, {"行政村": "嘎查村"})
    assert "嘎查村" in department.get("/orgs/log/").content.decode()


def test_blanks_and_the_button_go_back_to_the_standard(department: Client) -> None:
    department.post(URL, {"version": 0, "village": "嘎查村", "community": "小区"})
    department.post(URL, {"version": 1, "village": "", "community": "小区"})
    assert list(Word.objects.values_list("code", flat=True)) == ["community"]
    department.post(URL, {"version": 2, "community": "小区", "reset": "1"})
    assert not Word.objects.exists()
    department.get("/")
    assert Sector.VILLAGE.label == "行政村"
    assert "没有变化" in department.post(URL, {"version": 3, "village": "行政村"}, follow=True).content.decode()


def test_a_word_that_cannot_be_told_apart_is_refused_beside_its_field(department: Client) -> None:
    page = department.post(URL, {"version": 0, "village": "社区"}).content.decode()
    assert "和“社区”的用词重了" in page
    assert 'value="社区"' in page
    assert not Word.objects.exists()


def test_an_old_form_overwrites_nothing(department: Client, cast: Cast, now: datetime) -> None:
    department.post(URL, {"version": 0, "village": "嘎查村"})
    assert "刚被别人改过" in department.post(URL, {"version": 0, "village": "村"}).content.decode()
    with pytest.raises(EditConflict):
        rename(Sector, {"village": "村"}, version=0, now=now)


def test_a_vocabulary_that_is_none_is_not_there(department: Client) -> None:
    assert department.get("/settings/words/colours/").status_code == 404


def test_a_township_cannot_rename(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        services.set_words(
            Sector, {"village": "村"}, title="领域", version=0, actor=actor_named("clerk", today=now.date()), now=now
        )


def test_sheets_say_it_and_take_it_beside_the_standard_word(cast: Cast, now: datetime) -> None:
    rename(Category, {"probationary": "候补党员"}, version=0, now=now)
    assert [category_of(w) for w in ("候补党员", "预备党员", "正式党员")] == ["probationary", "probationary", "full"]
    cells = CalamineWorkbook.from_filelike(BytesIO(template_workbook()))
    assert any("候补党员" in row for name in cells.sheet_names for row in cells.get_sheet_by_name(name).to_python())
    rename(VOCABULARIES["natures"][1], {"administrative_village": "嘎查村"}, version=1, now=now)
    sheet = f"党组织名称,组织类别,上级党组织,单位性质类别\n新嘎查党支部,党支部,{cast.township.name},嘎查村\n".encode()
    report = orgs.import_orgs(
        sheet,
        dry_run=False,
        good_rows_only=False,
        actor=actor_named("clerk", today=now.date()),
        now=now,
        file_name="a.csv",
    )
    assert (report.new, report.refused) == (1, [])
    assert Organization.objects.get(name="新嘎查党支部").sector == Sector.VILLAGE


def test_no_form_freezes_a_word_of_a_renamable_vocabulary(cast: Cast, now: datetime) -> None:
    """Whatever form shows all members of such a vocabulary shows the words of the day."""
    renamed = set()
    for version, (_, vocabulary, _) in enumerate(VOCABULARIES.values()):
        first = next(iter(vocabulary))
        rename(vocabulary, {first.value: "本地叫法"}, version=version, now=now)
        renamed.add(tuple(member.standard for member in vocabulary))
    for module in pkgutil.walk_packages(jishi.__path__, "jishi."):
        if ".forms" not in module.name:
            continue
        for _, form in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, forms.ChoiceField):
                    words = tuple(str(word) for value, word in field.choices if value)  # type: ignore[misc]
                    assert words not in renamed, f"{form.__name__}.{name}"


def test_words_cost_one_query_a_page_and_none_a_label(cast: Cast, department: Client, now: datetime) -> None:
    department.get("/orgs/list/")
    with CaptureQueriesContext(connection) as standard:
        department.get("/orgs/list/")
    rename(Sector, {sector.value: f"本地{number}" for number, sector in enumerate(Sector)}, version=0, now=now)
    with CaptureQueriesContext(connection) as own:
        department.get("/orgs/list/")
    assert len(own) == len(standard)
    assert sum("site_sitechoice" in query["sql"] for query in own) == 1


def test_a_job_speaks_the_words_too(cast: Cast, department: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    department.post(URL, {"version": 0, "village": "嘎查村"})
    heard: list[str] = []
    monkeypatch.setitem(jobs, "test.words", lambda: heard.append(Sector.VILLAGE.label))
    run.enqueue("test.words", {})
    assert heard == ["嘎查村"]


def test_the_settings_page_gathers_what_a_county_chooses(department: Client) -> None:
    page = department.get("/settings/").content.decode()
    for word in ("年度安排时间", "自定义表样", "节假日和调休", "本地用词", "日历订阅链接", "公开页面"):
        assert word in page
    assert "2027年<strong>还没有填</strong>" in page
    assert ">设置</a>" in department.get("/").content.decode()
