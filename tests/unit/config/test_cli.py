"""The command line: what it accepts, what it says, what it exits with."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from jishi.config import cli, commands
from jishi.kernel import registry
from jishi.kernel.decision import Refused
from jishi.kernel.registry import Figure
from jishi.kernel.reports import ImportReport, RowProblem

ODD = RowProblem(7, "王建国", ("缺少手机号。",))
BAD = RowProblem(5, "李秀英", ("身份证号校验码不对。",))


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "database", lambda data: nullcontext())


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "名册.csv"
    path.write_text("姓名\n")
    return str(path)


def importing(monkeypatch: pytest.MonkeyPatch, answer: Callable[..., ImportReport]) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []

    def service(path: Path, **options: Any) -> ImportReport:
        calls.append(options)
        return answer()

    monkeypatch.setattr("jishi.members.services.import_roster", service, raising=False)
    monkeypatch.setattr("jishi.orgs.services.import_orgs", service, raising=False)
    return calls


def test_a_clean_file_exits_0_and_prints_the_fixed_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sheet: str
) -> None:
    calls = importing(monkeypatch, lambda: ImportReport(new=3, warned=[ODD], imported=True))
    assert cli.main(["import-roster", sheet, "--json", "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": [],
        "warned": [{"row": 7, "name": "王建国", "reasons": ["缺少手机号。"]}],
    }
    assert calls[0]["dry_run"] is True
    assert calls[0]["good_rows_only"] is False
    assert calls[0]["actor"].name == "本机运维"


def test_a_refused_row_exits_1_unless_only_good_rows_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sheet: str
) -> None:
    importing(monkeypatch, lambda: ImportReport(refused=[BAD]))
    assert cli.main(["import-orgs", sheet]) == 1
    out = capsys.readouterr().out
    assert "第 5 行　李秀英：身份证号校验码不对。" in out
    assert "一行也没有导入" in out
    importing(monkeypatch, lambda: ImportReport(new=1, refused=[BAD], imported=True))
    assert cli.main(["import-orgs", sheet, "--good-rows-only"]) == 0


def test_a_preview_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sheet: str) -> None:
    importing(monkeypatch, lambda: ImportReport(new=1))
    assert cli.main(["import-orgs", sheet, "--dry-run"]) == 0
    assert "这是预览" in capsys.readouterr().out


def test_a_file_that_cannot_be_opened_or_read_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sheet: str
) -> None:
    def refuse() -> ImportReport:
        raise Refused("没有找到“姓名”这一列。")

    importing(monkeypatch, refuse)
    assert cli.main(["import-roster", "没有.xlsx"]) == 2
    assert cli.main(["import-roster", sheet]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 2
    assert "打不开文件 没有.xlsx" in captured.err
    assert "没有找到“姓名”这一列。" in captured.err


def test_due_prints_what_the_duties_say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    row = {
        "org": "001",
        "period": "2026-Q4",
        "title": "党课",
        "state": "open",
        "due_on": date(2026, 12, 31),
        "owner": None,
    }
    asked: list[tuple[str, date]] = []
    opened: list[date] = []

    def report(code: str, on: date) -> list[dict[str, Any]]:
        asked.append((code, on))
        return [row]

    monkeypatch.setattr("jishi.orgs.queries.org_by_code", lambda code: SimpleNamespace(path="0001"), raising=False)
    monkeypatch.setattr("jishi.duties.queries.due_report", report)
    monkeypatch.setattr("jishi.duties.services.open_periods", opened.append)
    assert cli.main(["due", "--org", "001", "--on", "2026-11-22", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["due_on"] == "2026-12-31"
    assert cli.main(["due", "--org", "001", "--on", "2026-11-22"]) == 0
    assert "党课\topen\t2026-12-31\t（无）" in capsys.readouterr().out
    assert asked == [("001", date(2026, 11, 22))] * 2
    assert opened == [date(2026, 11, 22)] * 2


def test_figures_are_counted_below_the_organisation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    figure = Figure("members.total", "党员总数", lambda path, on: len(path) + on.day)
    monkeypatch.setattr(registry, "figures", {"members.total": figure})
    monkeypatch.setattr("jishi.orgs.queries.org_by_code", lambda code: SimpleNamespace(path="00010002"), raising=False)
    assert cli.main(["figures", "--org", "001", "--on", "2026-11-22", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"members.total": 30}
    assert cli.main(["figures", "--org", "001", "--on", "2026-11-22"]) == 0
    assert capsys.readouterr().out == "党员总数\t30\n"


def test_an_unknown_code_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nobody(code: str) -> None:
        raise ObjectDoesNotExist

    monkeypatch.setattr("jishi.orgs.queries.org_by_code", nobody, raising=False)
    assert cli.main(["figures", "--org", "9", "--on", "2026-11-22"]) == 2
    assert capsys.readouterr().err == "没有编码为“9”的党组织。编码前面的 0 不能省。\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["due", "--org", "1"], "缺少 --on"),
        (["due", "--org", "1", "--on", "22日"], "“22日”不是日期"),
        (["serve", "--port", "80000"], "不是端口号"),
        (["无此命令"], "没有这个选择"),
        (["check", "--wrong"], "不认识 --wrong"),
        (["due", "--org"], "后面要有一个值"),
    ],
)
def test_wrong_words_are_answered_in_chinese(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_what_follows_test_is_for_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr("jishi.config.testing.run", lambda words: given.extend(words) or 5)
    assert cli.main(["test", "-k", "roster", "tests/unit"]) == 5
    assert given == ["-k", "roster", "tests/unit"]


def test_every_command_explains_itself_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    out = capsys.readouterr().out
    for name in ("demo", "serve", "test", "import-orgs", "import-roster", "due", "figures", "check"):
        assert name in out
    assert "用法：" in out
    assert "usage" not in out
