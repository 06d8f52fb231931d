import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.files.rules import LONGEST_NAME, SCANS, TABLES, FileKind, clean_file_name, inspect
from jishi.kernel.decision import Refused

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def package(main: str, *others: str, types: bytes = b"<Types/>") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", types)
        for name in (main, *others):
            made.writestr(name, "<x/>")
    return out.getvalue()


DOCX = package("word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("议程.PDF", b"%PDF-1.7\n...", FileKind.PDF),
        ("签到表.jpeg", b"\xff\xd8\xff\xe0....", FileKind.JPG),
        ("签到表.png", PNG, FileKind.PNG),
        ("报告.docx", DOCX, FileKind.DOCX),
        ("名册.xlsx", package("xl/workbook.xml"), FileKind.XLSX),
        ("名册.csv", "姓名,性别\n张三,男\n".encode(), FileKind.CSV),
        ("名册.csv", "姓名,性别\n张三,男\n".encode("gbk"), FileKind.CSV),
        ("清单.txt", "一、花名册\n".encode(), FileKind.TXT),
        ("清单.TXT", "一、花名册\n".encode("utf-16"), FileKind.TXT),
    ],
)
def test_what_the_name_says_and_the_bytes_show_is_taken(name: str, content: bytes, kind: FileKind) -> None:
    assert inspect(name, io.BytesIO(content), allowed=frozenset(FileKind)) is kind


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.pdf", b"", "空的"),
        ("照片.png", b"<html><script>", "内容却不是"),
        ("网页.html", b"<html>", "不能上传这种文件"),
        ("没有后缀", b"%PDF-1.7", "不能上传这种文件"),
        ("图.svg", b"<svg onload=alert(1)>", "不能上传这种文件"),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "另存为 docx 或 xlsx"),
        ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...", "加了密码"),
        ("表.xlsx", DOCX, "不是完好的"),
        ("表.xlsx", b"PK\x03\x04 torn", "不是完好的"),
        ("宏.docx", package("word/document.xml", "word/vbaProject.bin"), "宏"),
        ("宏.docx", package("word/document.xml", types=b"x.macroEnabled.main+xml"), "宏"),
        ("嵌.docx", package("word/document.xml", "word/embeddings/oleObject1.bin"), "嵌入"),
        ("名册.csv", b"a,b\x00c", "读不出文字"),
        ("名册.csv", b"\xff\xff\xff\xff", "读不出文字"),
        ("名册.csv", b"MZ\x90", "内容却不是"),
        ("清单.txt", b"a\x00b", "另存为 docx"),
        ("清单.txt", b"\xff\xfea", "读不出文字"),
    ],
)
def test_anything_else_is_refused_with_what_to_do(name: str, content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        inspect(name, io.BytesIO(content), allowed=frozenset(FileKind))


def test_only_the_kinds_a_form_takes() -> None:
    with pytest.raises(Refused, match="xlsx、csv"):
        inspect("签到表.pdf", io.BytesIO(b"%PDF-"), allowed=TABLES)
    assert inspect("签到表.pdf", io.BytesIO(b"%PDF-"), allowed=SCANS) is FileKind.PDF


def test_a_package_that_unfolds_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishi.files.rules.UNPACKED_LIMIT", 10)
    with pytest.raises(Refused, match="太大"):
        inspect("报告.docx", io.BytesIO(DOCX))


def test_a_package_under_a_password_is_refused() -> None:
    torn = bytearray(DOCX)
    torn[torn.index(b"PK\x01\x02") + 8] |= 1  # the central directory's flag of encryption
    with pytest.raises(Refused, match="密码"):
        inspect("报告.docx", io.BytesIO(bytes(torn)))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("C:\\fakepath\\会议 记录.docx", "会议 记录.docx"),
        ("../../etc/passwd", "passwd"),
        ("表\u202excod.exe.pdf", "表xcod.exe.pdf"),
        ('a"b\r\nc.pdf', "a_b__c.pdf"),
        ("", "附件"),
        (".pdf", "附件.pdf"),
    ],
)
def test_names_lose_what_could_mislead(given_name: str, kept: str) -> None:
    assert clean_file_name(given_name) in (kept, kept.replace("附件.pdf", "pdf"))


@given(st.text(max_size=400))
def test_no_name_is_empty_too_long_or_a_path(name: str) -> None:
    cleaned = clean_file_name(name)
    assert 0 < len(cleaned) <= LONGEST_NAME
    assert not set(cleaned) & set('/\\:*?"<>|\r\n\x00')
    assert clean_file_name(cleaned) == cleaned
