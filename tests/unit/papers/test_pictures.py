"""One run of LibreOffice over one of each paper: pages, and Chinese text that survives."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from jishi.papers.layouts import minutes_context, render, starter
from jishi.papers.minutes import blank_minutes, minutes, sign_in_sheet
from jishi.papers.xlsx import Column, Sheet, table
from jishi.papers.yearbook import yearbook
from tests.unit.papers.samples import BOOK, LATE, LECTURE, MEETING, SIGN_IN, THEME_DAY

OFFICE = shutil.which("soffice") and shutil.which("pdftotext") and shutil.which("soffice")
ALL = {
    "meeting.docx": (minutes(MEETING), range(1, 2), "张大勇同志提出不同意见"),
    "late.docx": (minutes(LATE), range(1, 3), "本记录为会后补记"),
    "theme.docx": (minutes(THEME_DAY), range(1, 2), "重温入党誓词"),
    "lecture.docx": (minutes(LECTURE), range(1, 2), "学习党章"),
    "blank.docx": (blank_minutes("红旗村党支部", "党员大会"), range(1, 2), "会议内容"),
    "sign.docx": (sign_in_sheet(SIGN_IN), range(1, 2), "列席人员"),
    "layout.docx": (render(starter("minutes"), minutes_context(MEETING)), range(1, 2), "讨论冬季农田水利整修方案"),
    "book.docx": (yearbook(BOOK), range(18, 24), "本节暂无记录"),
    "list.xlsx": (
        table(Sheet(title="党员名册", columns=[Column(title="姓名")], rows=[("王建国",)] * 60, org="红旗村党支部")),
        range(2, 4),
        "填报单位：红旗村党支部",
    ),
}


def printed(into: Path) -> dict[str, str]:
    """The text of every paper as the printer would show it; nothing where there is no LibreOffice."""
    for name, (data, _, _) in ALL.items():
        (into / name).write_bytes(data)
    command = [
        OFFICE or "true",
        f"-env:UserInstallation={(into / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(into), "XDG_RUNTIME_DIR": str(into)}
    subprocess.run([*command, *ALL], cwd=into, env=environment, check=True, capture_output=True, timeout=120)
    return {
        pdf.stem: subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True).stdout.decode()
        for pdf in sorted(into.glob("*.pdf"))
    }


def test_printed_papers_have_their_pages_and_their_chinese(tmp_path: Path) -> None:
    texts = printed(tmp_path)
    found = {name: (text.count("\f"), text.replace(" ", "")) for name, text in texts.items()}
    wrong = {
        name: found[Path(name).stem]
        for name, (_, pages, words) in ALL.items()
        if Path(name).stem in found
        and (found[Path(name).stem][0] not in pages or words not in found[Path(name).stem][1])
    }
    assert wrong == {}
    assert OFFICE or pytest.skip("没有安装 LibreOffice（soffice）和 pdftotext，未转换成图样；安装后会自动检查。")
    assert len(found) == len(ALL)
