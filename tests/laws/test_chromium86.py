"""What our browsers of 2020 do not know, and what the content policy forbids, stays out of css, scripts and templates."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "jishi"
STYLES = sorted(HOUSE.glob("*/static/**/*.css"))
SCRIPTS = sorted(HOUSE.glob("*/static/**/*.js"))
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))

TOO_NEW_CSS = {
    ":has(": r":has\(",
    "@layer": r"@layer\b",
    "@container": r"@container\b",
    "@property": r"@property\b",
    "inset shorthand": r"(?<![\w-])inset(-inline|-block)?\s*:",
    "aspect-ratio": r"(?<![\w-])aspect-ratio\s*:",
    "accent-color": r"(?<![\w-])accent-color\s*:",
    "color-mix": r"color-mix\(",
    "dynamic viewport units": r"\d(d|s|l)v(h|w)\b",
    "text-wrap": r"(?<![\w-])text-wrap\s*:",
    "individual transforms": r"[{;]\s*(rotate|scale|translate)\s*:",
    "import": r"@import\b",
    "something fetched from elsewhere": r"url\(\s*['\"]?(https?:)?//",
}
TOO_NEW_JS = {
    "Array.at": r"\.at\(",
    "structuredClone": r"\bstructuredClone\b",
    "randomUUID": r"\brandomUUID\b",
    "logical assignment": r"(\|\||&&)=",
    "replaceAll on 84 and below is fine; eval is not": r"\beval\(",
}
NOT_IN_TEMPLATES = {
    "inline style": r"\sstyle\s*=",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "style element": r"<style\b",
    "javascript address": r"javascript:",
    "script in htmx": r"\bhx-on|hx-vals=['\"]?js:",
    "something fetched from elsewhere": r"(src|href)=['\"]?(https?:)?//",
}


def nested_rules(css: str) -> list[str]:
    """Selectors of rules that stand inside another rule which is no @media, @supports or @page."""
    found, stack = [], []
    for piece in re.finditer(r"([^{};]*)([{};])", re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        head, sign = piece[1].strip(), piece[2]
        if sign == "{":
            if stack and not stack[-1].startswith("@"):
                found.append(head)
            stack.append(head)
        elif sign == "}":
            stack.pop()
    return found


def offences(path: Path, patterns: dict[str, str]) -> list[str]:
    text = re.sub(r"/\*.*?\*/|{#.*?#}", "", path.read_text(), flags=re.S)
    return [f"{path.name}: {what}" for what, pattern in patterns.items() if re.search(pattern, text)]


@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.name)
def test_styles_are_understood_by_chromium_86(path: Path) -> None:
    assert offences(path, TOO_NEW_CSS) == []
    assert nested_rules(path.read_text()) == []


def test_scripts_are_understood_by_chromium_86() -> None:
    assert [o for path in SCRIPTS for o in offences(path, TOO_NEW_JS)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_templates_keep_the_content_policy(path: Path) -> None:
    assert offences(path, NOT_IN_TEMPLATES) == []


def test_the_law_finds_what_it_looks_for(tmp_path: Path) -> None:
    assert STYLES
    assert TEMPLATES
    assert nested_rules("@media print { a { b: c; } } d { e { f: g } }") == ["e"]
    bad = tmp_path / "bad.html"
    bad.write_text('<p style="x" onclick="y"><script>z</script><a href="//cdn">')
    assert len(offences(bad, NOT_IN_TEMPLATES)) == 4
    bad.write_text("a:has(b) { inset: 0; box-shadow: inset 3px 0 red; }")
    assert len(offences(bad, TOO_NEW_CSS)) == 2
