"""Docs that tell the truth about where things are."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE_PATH = re.compile(r"`((?:src|tests|docs|tools|benchmarks|requirements)/[\w./-]+\w)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_and_paths_in_docs_exist(page: Path) -> None:
    text = page.read_text()
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    missing += [path for path in CODE_PATH.findall(text) if not (ROOT / path).exists()]
    assert missing == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_person_in_the_repo_could_be_real() -> None:
    """Eighteen-digit citizen numbers in tracked text all carry an area code that belongs to nobody."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    number = re.compile(r"(?<!\d)([1-9]\d{5})(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".yaml", ".html", ".csv", ".tsv", ".txt"} and path.exists():
            foreign = [area for area in number.findall(path.read_text()) if not area.startswith("99")]
            assert foreign == [], name
