"""Whether an upload is a harmless .docx at all, told before anything opens it."""

import re
import zipfile
from io import BytesIO

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_TEXT_PART = 4 * 1024 * 1024
MAX_PARTS = 400
MAX_RATIO = 200  # an honest part shrinks to a tenth; a bomb to a thousandth
_EXTERNAL = re.compile(rb'TargetMode\s*=\s*["\']External["\']', re.IGNORECASE)
_RELATION = re.compile(rb"<[^<>]*Relationship\b[^<>]*>")

NOT_DOCX = "这不是 .docx 文件。请在 WPS 或 Word 中“另存为”，类型选“Word 文档（*.docx）”后再上传。"
TOO_BIG = f"文件超过 {MAX_BYTES // 1024 // 1024} MB。请压缩或删除其中的图片后再上传。"
BOMB = "文件解开后过大，无法使用。请删除其中的大图片和无关内容后再上传。"
DAMAGED = "文件已损坏，打不开。请在 WPS 或 Word 中打开后重新另存再上传。"
MACROS = "文件中带有宏，不能使用。请另存为“Word 文档（*.docx）”，不要用带宏的格式。"
EMBEDDED = "文件中嵌入了其他对象（表格、控件或程序），不能使用。请删除嵌入对象后再上传。"
EXTERNAL = "文件引用了外部文件或模板，不能使用。请把引用的图片粘贴为嵌入图片，并取消附加的模板后再上传。"
ENTITIES = "文件中有不允许的内容声明（DOCTYPE）。请在 WPS 或 Word 中打开后重新另存再上传。"


def faults(data: bytes) -> list[str]:
    """Sentences that say why the upload cannot be a layout; empty if it is a plain .docx."""
    if len(data) > MAX_BYTES:
        return [TOO_BIG]
    if not data.startswith(b"PK"):
        return [NOT_DOCX]
    try:
        with zipfile.ZipFile(BytesIO(data)) as parcel:
            return _inside(parcel)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return [DAMAGED]


def _inside(parcel: zipfile.ZipFile) -> list[str]:
    parts = parcel.infolist()
    names = {part.filename for part in parts}
    if not {"[Content_Types].xml", "word/document.xml"} <= names:
        return [NOT_DOCX]
    if len(parts) > MAX_PARTS or len(names) != len(parts) or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return [BOMB]
    for part in parts:
        is_text = part.filename.endswith((".xml", ".rels"))
        if part.file_size > max(part.compress_size, 1024) * MAX_RATIO or (is_text and part.file_size > MAX_TEXT_PART):
            return [BOMB]
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "vbadata" in name for name in lowered):
        return [MACROS]
    if b"macroEnabled" in parcel.read("[Content_Types].xml"):
        return [MACROS]
    if any(name.startswith(("word/embeddings/", "word/activex/", "word/control")) for name in lowered):
        return [EMBEDDED]
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            fault = _text_fault(part.filename, parcel.read(part))
            if fault:
                return [fault]
    return []


def _text_fault(name: str, text: bytes) -> str:
    # Bytes of a UTF-16 part hide from a search for ASCII words; Word writes UTF-8.
    if b"\x00" in text or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        return ENTITIES
    if name.endswith(".rels") and any(
        _EXTERNAL.search(relation) and b"/hyperlink" not in relation for relation in _RELATION.findall(text)
    ):
        return EXTERNAL
    if b"INCLUDETEXT" in text or b"INCLUDEPICTURE" in text or b"DDEAUTO" in text:
        return EXTERNAL
    return ""
