"""What may be uploaded, judged by content; the states of a file made in the background. Pure."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import BinaryIO

from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused
from jishi.kernel.labels import Labelled

LONGEST_NAME = 150
UNPACKED_LIMIT = 300 * 1024 * 1024
_FORBIDDEN_IN_NAMES = dict.fromkeys([*range(32), 127, *map(ord, '/\\:*?"<>|')], "_")
# Characters that turn the direction of text make 表exe.docx out of 表xcod.exe.
_TURNING = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])


class FileKind(Labelled):
    """Kinds we take; the value is the extension."""

    PDF = "pdf", "PDF 文件"
    PNG = "png", "图片（png）"
    JPG = "jpg", "图片（jpg）"
    DOCX = "docx", "Word 文档（docx）"
    XLSX = "xlsx", "Excel 表格（xlsx）"
    CSV = "csv", "表格（csv）"
    TXT = "txt", "纯文本（txt）"


CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPG: "image/jpeg",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.CSV: "text/csv",
    FileKind.TXT: "text/plain",
}
PICTURES = frozenset({FileKind.PNG, FileKind.JPG})
SCANS = frozenset({FileKind.PDF, FileKind.PNG, FileKind.JPG})
TABLES = frozenset({FileKind.XLSX, FileKind.CSV})
# What proves something; a bare text is taken only where its lines are read.
GENERAL = frozenset(FileKind) - {FileKind.TXT}
_MAIN_PART = {FileKind.DOCX: "word/document.xml", FileKind.XLSX: "xl/workbook.xml"}
_NO_TEXT = (b"PK\x03\x04", b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"MZ", b"\x7fELF")
_BETTER = {FileKind.CSV: "xlsx", FileKind.TXT: "docx"}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def clean_file_name(name: str) -> str:
    """The last part of the name, without signs that mean something to a shell, a browser or a reader's eye."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = last.translate(_TURNING).translate(_FORBIDDEN_IN_NAMES).strip(" .")
    stem, dot, extension = cleaned.rpartition(".")
    if not dot:
        return cleaned[:LONGEST_NAME] or "附件"
    return f"{stem[: LONGEST_NAME - len(extension) - 1] or '附件'}.{extension}"


def _kind_named(name: str) -> FileKind | None:
    extension = name.rpartition(".")[2].lower()
    try:
        return FileKind({"jpeg": "jpg"}.get(extension, extension))
    except ValueError:
        return None


def _check_package(content: BinaryIO, kind: FileKind) -> None:
    broken = Refused(f"这个文件不是完好的{kind.label}。请用 WPS 或 Word 打开后另存一份再传。")
    try:
        with zipfile.ZipFile(content) as package:
            entries = package.infolist()
            names = [entry.filename.lower() for entry in entries]
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused("文件加了密码，请去掉密码后再传。")
            if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
                raise Refused("文件展开后太大，请拆成几份再传。")
            if "[content_types].xml" not in names or _MAIN_PART[kind] not in names:
                raise broken
            types = package.read(entries[names.index("[content_types].xml")])
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as problem:
        raise broken from problem
    macro = b"macroenabled" in types.lower() or any("vbaproject" in name for name in names)
    if macro or any("/embeddings/" in name or "/activex/" in name for name in names):
        raise Refused("文件里有宏或嵌入的对象，不能上传。请另存为不带宏的 docx 或 xlsx 再传。")


def _check_text(content: BinaryIO, kind: FileKind) -> None:
    raw = content.read()
    if kind is FileKind.TXT and raw.startswith((b"\xff\xfe", b"\xfe\xff")):  # what the editor of Windows calls Unicode
        with suppress(UnicodeDecodeError):
            raw = raw.decode("utf-16").encode()
    if b"\x00" not in raw:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            return
    raise Refused(
        f"这个 {kind.value} 文件读不出文字。请在 WPS 里另存为 {_BETTER[kind]}，或 UTF-8、GBK 编码的 {kind.value} 再传。"
    )


def inspect(name: str, content: BinaryIO, *, allowed: frozenset[FileKind] = GENERAL) -> FileKind:
    """The kind of the file, which its name and its bytes must agree on. `content` is read and left anywhere. Raises
    Refused with what to do: other kinds, old Office files, macros, embedded objects, passwords, broken files."""
    content.seek(0)
    head = content.read(1024)
    content.seek(0)
    if not head:
        raise Refused("文件是空的，请重新选择。")
    if head.startswith(_OLD_OFFICE):
        raise Refused("这是旧格式的文件（doc、xls）或加了密码。请在 WPS 里另存为 docx 或 xlsx 再传。")
    kind = _kind_named(name)
    if kind is None or kind not in allowed:
        taken = "、".join(k.value for k in FileKind if k in allowed)
        raise Refused(f"不能上传这种文件，请改用 {taken}。")
    starts = {
        FileKind.PDF: b"%PDF-" in head,
        FileKind.PNG: head.startswith(b"\x89PNG\r\n\x1a\n"),
        FileKind.JPG: head.startswith(b"\xff\xd8\xff"),
        FileKind.DOCX: head.startswith(b"PK\x03\x04"),
        FileKind.XLSX: head.startswith(b"PK\x03\x04"),
        FileKind.CSV: not head.startswith(_NO_TEXT),
        FileKind.TXT: not head.startswith(_NO_TEXT),
    }
    if not starts[kind]:
        raise Refused(f"文件名是 {kind.value}，内容却不是{kind.label}。请用原来的软件打开后另存一份再传。")
    if kind in _MAIN_PART:
        _check_package(content, kind)
    elif kind in _BETTER:
        _check_text(content, kind)
    return kind


class DownloadState(Labelled):
    """Waiting → making → done; failed and cancelled ones may be tried again."""

    WAITING = "waiting", "排队中"
    MAKING = "making", "正在生成"
    DONE = "done", "已生成"
    FAILED = "failed", "没有做成"
    CANCELLED = "cancelled", "已取消"


AT_WORK = (DownloadState.WAITING, DownloadState.MAKING)
KEPT_DAYS = 7
MOST_AT_WORK = 5  # of one account; one after another they would keep everybody else waiting
STILL = timedelta(minutes=10)  # without a step forward, whoever made it is taken for gone
RIGHTS_CHANGED = "您的职务或权限在这之后有变化，这个文件不能再取。需要时请重新生成。"


def rights_of(actor: Actor, acts: Iterable[str]) -> str:
    """A mark of where the actor may do these acts: equal marks, equal reach. It does not say where."""
    wanted = set(acts)
    reach = sorted({(g.act.value, g.path, g.subtree) for g in actor.grants if g.act.value in wanted})
    return hashlib.sha256(json.dumps(reach).encode()).hexdigest()


def stands_still(state: str, beat_at: datetime, now: datetime) -> bool:
    """Whether a file being made has not come further for so long that it may be begun anew."""
    return state == DownloadState.MAKING and now - beat_at > STILL
