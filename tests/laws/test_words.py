"""The words people read: Chinese, in the glossary, and set with Chinese punctuation."""

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

import jishi
from jishi.kernel.labels import Labelled

ROOT = Path(__file__).parents[2]
OURS = [model for model in apps.get_models() if model.__module__.startswith("jishi.")]
TEMPLATES = sorted(ROOT.glob("src/jishi/*/templates/**/*.html"))
HAN = "\u4e00-\u9fff"
# A half-width mark beside a Chinese character; quotes and brackets around Latin text stay half-width.
HALF_WIDTH = re.compile(rf"[{HAN}][,;:?!(]|[),;:?!(][{HAN}]|[{HAN}]\)")
# What our own rules forbid to build: location and phone check-ins, points, ranking of persons, screen time.
NEVER = re.compile("排名|名次|积分|打卡|签到定位|扫码签到|在线时长|学习时长排|红黑榜|末位")


def glossary() -> dict[str, str]:
    """中文 → what its rows say of code."""
    rows = re.findall(r"^\| (.+?) \| (.*?) \|", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    found: dict[str, str] = {}
    for word, code in rows:
        found[word] = f"{found.get(word, '')} {code}"
    return found


def choice_sets() -> list[type[Labelled]]:
    for module in pkgutil.walk_packages(jishi.__path__, "jishi."):
        if ".rules" in module.name or module.name.startswith(("jishi.kernel.", "jishi.papers.")):
            importlib.import_module(module.name)
    return [each for each in Labelled.__subclasses__() if each.__module__.startswith("jishi.")]


def test_tables_and_columns_are_named_in_chinese() -> None:
    names = {model._meta.label: model._meta.verbose_name for model in OURS}
    for model in OURS:
        own = [f for f in model._meta.get_fields() if isinstance(f, Field) and f.name not in ("id", "pk")]
        names |= {f"{model._meta.label}.{f.name}": f.verbose_name for f in own}
    assert [where for where, name in names.items() if not re.search(f"[{HAN}]", str(name))] == []


def test_tables_and_choices_stand_in_the_glossary() -> None:
    words = glossary()
    wanted = [(str(m._meta.verbose_name), m.__name__) for m in OURS]
    wanted += [(member.label, f"{each.__name__}.{member.name}") for each in choice_sets() for member in each]
    assert [(word, code) for word, code in wanted if f"{code}`" not in words.get(word, "")] == []


def test_the_glossary_names_no_choice_that_is_not_there() -> None:
    real = {f"{each.__name__}.{member.name}" for each in choice_sets() for member in each}
    named = re.findall(r"`(?:\w+\.)?([A-Z]\w+\.[A-Z_]+)`", (ROOT / "docs" / "glossary.md").read_text())
    assert sorted(set(named) - real) == []


def spoken(template: Path) -> str:
    """The text of a template, markup and tags cut out; what stood around them is kept apart."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|&[#\w]+;", "\n", template.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_chinese_is_set_with_full_width_marks(template: Path) -> None:
    said = spoken(template)
    quoted = "\n".join(re.findall(r'"([^"<>{}]*)"', template.read_text()))
    assert [found.group() for text in (said, quoted) for found in HALF_WIDTH.finditer(text)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_page_offers_what_people_here_would_never_accept(template: Path) -> None:
    # A page may say that it does none of this.
    sentences = re.split("[。；\n]", spoken(template))
    assert [line for line in sentences if NEVER.search(line) and not re.search("不|没有", line)] == []


def test_the_law_of_marks_sees_a_half_width_one() -> None:
    assert HALF_WIDTH.search("记录,已保存")
    assert HALF_WIDTH.search("党员(预备)")
    assert not HALF_WIDTH.search("党员（预备），见 docs (2026).")
    assert NEVER.search("党员积分")
