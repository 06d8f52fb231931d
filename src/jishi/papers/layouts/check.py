"""What is wrong with an uploaded layout, in sentences that a clerk can act on."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from jinja2 import TemplateError, TemplateSyntaxError, nodes

from jishi.papers.layouts import parcel
from jishi.papers.layouts.fill import half_width, render
from jishi.papers.layouts.sandbox import LOOP_WORDS, LayoutEnvironment, path_of
from jishi.papers.layouts.terms import TERMS, sample_context
from jishi.papers.terms import Term

_TAG = re.compile(r"\{\{(?P<print>.*?)\}\}|\{%(?P<does>.*?)%\}|\{#.*?#\}", re.DOTALL)
_PLACE = re.compile(r"\A(?:p|tr|tc|r)\s")
MAX_SENTENCES = 12
MAX_PLACES = 3
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WILL_NOT_OPEN = (
    "试填后文件打不开。多半是循环标签的位置不对：for 和 endfor 要在同一个单元格里；表格里每行重复时，请把 {%tr for 项 in 清单 %} "
    "和 {%tr endfor %} 各放在单独的一行表格中。"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where a clerk finds it ("" where no one place is to blame)."""

    where: str
    sentence: str


def check(template: bytes, paper: str) -> list[str]:
    """Chinese sentences about everything that would keep this layout from printing `paper`, each with the paragraph or
    table cell where it stands; empty when it is fit. Raises KeyError for an unknown paper."""
    terms = TERMS[paper]
    faults = parcel.faults(template)
    if faults:
        return faults
    try:
        texts = list(_texts(Document(BytesIO(template))))
    except (OpcError, SyntaxError, BadZipFile, KeyError, ValueError, AttributeError):
        return [parcel.DAMAGED]
    found = [fault for where, text in texts for fault in _broken(where, text)]
    if not found:
        found = _unknown(texts, terms)
    if not found and not any(_TAG.search(text) for _, text in texts):
        found = [Fault("", f"表样里没有占位符。请在要填写的地方写上占位符，例如 {{{{{terms[0].name}}}}}。")]
    return _told(found)[:MAX_SENTENCES] or _trial(template, paper)


def _told(found: Iterable[Fault]) -> list[str]:
    """Each mistake once, with every place it was made in."""
    places: dict[str, list[str]] = {}
    for fault in found:
        places.setdefault(fault.sentence, []).append(fault.where)
    told = []
    for sentence, wheres in places.items():
        named = list(dict.fromkeys(where for where in wheres if where))
        more = f"等{len(named)}处" if len(named) > MAX_PLACES else ""
        told.append(f"{'、'.join(named[:MAX_PLACES])}{more}：{sentence}" if named else sentence)
    return told


def _texts(document: Any) -> Iterator[tuple[str, str]]:
    """(where, text) of every paragraph wherever it stands: body, tables, headers and footers."""
    roots = [("正文", document.element.body)]
    for section in document.sections:
        for name, places in (
            ("页眉", (section.header, section.even_page_header, section.first_page_header)),
            ("页脚", (section.footer, section.even_page_footer, section.first_page_footer)),
        ):
            roots += [(name, place._element) for place in places if not place.is_linked_to_previous]
    for name, root in roots:
        yield from _paragraphs(name, root)


def _paragraphs(name: str, root: Any) -> Iterator[tuple[str, str]]:
    tables: dict[Any, int] = {}
    number = 0
    for paragraph in root.iter(f"{_W}p"):
        above = list(paragraph.iterancestors(f"{_W}tbl", f"{_W}tr", f"{_W}tc"))
        if not above:
            number += 1
            where = f"{name}第{number}段"
        else:
            cell, row, table = above[-3:]  # of the outermost table
            at = tables.setdefault(table, len(tables) + 1)
            line = list(table.iterchildren(f"{_W}tr")).index(row) + 1
            where = f"{name}第{at}个表格第{line}行第{list(row.iterchildren(f'{_W}tc')).index(cell) + 1}格"
        text = "".join(piece.text or "" for piece in paragraph.iter(f"{_W}t"))
        if text:
            yield where, half_width(text)


def _near(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 30 else text[:30] + "…"


def _broken(where: str, text: str) -> list[Fault]:
    """Braces without their partner, and forms of tags that layouts do not need."""
    sentences = []
    for found in _TAG.finditer(text):
        printed = found["print"]
        if printed is not None and not printed.strip():
            sentences.append("有一处占位符是空的：{{ }}。请在花括号中写上名称。")
        if printed is not None and _PLACE.match(printed):
            sentences.append(f"占位符“{_near(found.group())}”写法有误：花括号中只写名称，例如 {{{{标题}}}}。")
        if printed is not None and ("{" in printed or "}" in printed):
            sentences.append(f"花括号没有配对：“{_near(found.group())}”。占位符前后各要两个花括号。")
    rest = _TAG.sub("", text)
    if any(mark in rest for mark in ("{{", "}}", "{%", "%}", "{#")):
        sentences.append(
            f"花括号没有配对：“{_near(rest)}”。占位符要写在同一段里，前后各两个花括号，例如 {{{{标题}}}}。"
        )
    return [Fault(where, sentence) for sentence in sentences]


def _unknown(texts: Iterable[tuple[str, str]], terms: tuple[Term, ...]) -> list[Fault]:
    """Names that are no placeholder, with the nearest that is; loops that do not close."""
    lines, places = [], []  # one tag a line, so that a line number leads to its place
    for where, text in texts:
        for found in _TAG.finditer(text):
            if found.group().startswith("{#"):
                continue
            if found["does"] is not None:
                line = "{%" + _PLACE.sub("", found["does"].strip(), count=1) + "%}"
            else:
                line = "{{" + (found["print"] or "''") + "}}"
            lines.append(line.replace("\n", " "))
            places.append(where)
    source = "\n".join(lines)
    try:
        tree = LayoutEnvironment().parse(source)
    except TemplateSyntaxError as error:
        unclosed = "Unexpected end of template" in str(error.message)
        where = "" if unclosed else "".join(places[max(error.lineno - 1, 0) :][:1])
        return [Fault(where, _said(error, source))]
    known = {term.name: term for term in terms}
    return [Fault(places[number - 1], sentence) for number, sentence in _walk(tree, known, {})]


def _said(error: TemplateSyntaxError, source: str) -> str:
    line = source.split("\n")[max(error.lineno - 1, 0) :][:1]
    near = f"（在“{_near(line[0])}”处）" if line else ""
    message = str(error.message)
    if "Unexpected end of template" in message:
        return "循环或判断没有结束。每个 for 后面要有 {% endfor %}，每个 if 后面要有 {% endif %}。"
    if "unknown tag" in message and ("endfor" in message or "endif" in message):
        return f"多了一个结束标签{near}。请删去，或补上前面的 for 或 if。"
    if "unknown tag" in message or "Expected an expression" in message or "expected token" in message:
        return f"标签写法有误{near}。占位符写成 {{{{名称}}}}，循环写成 {{% for 项 in 清单 %}}……{{% endfor %}}。"
    return (
        f"{message}{near}。" if re.search("[\u4e00-\u9fff]", message) else f"标签写法有误{near}，请对照占位符清单修改。"
    )


def _walk(node: nodes.Node, known: Mapping[str, Term], loops: Mapping[str, Term]) -> Iterator[tuple[int, str]]:
    """(line, sentence) of everything wrong below this node."""
    if isinstance(node, nodes.For):
        source = path_of(node.iter) or ()
        found = _find(source, known, loops)
        if isinstance(found, str):
            yield node.lineno, found
            return
        if found is None or not found.fields:
            yield node.lineno, f"“{'.'.join(source)}”不是清单，不能循环。可以循环的有：{_lists(known)}。"
            return
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        for child in (*node.body, *node.else_):
            yield from _walk(child, known, {**loops, target: found})
        return
    source_path = path_of(node) if isinstance(node, nodes.Name | nodes.Getattr) else None
    if source_path:
        found = _find(source_path, known, loops)
        if isinstance(found, str):
            yield node.lineno, found
        return
    for child in node.iter_child_nodes():
        if isinstance(node, nodes.Output) and (path := path_of(child)):
            found = _find(path, known, loops)
            if isinstance(found, Term) and found.fields:
                name = ".".join(path)
                field = found.fields[0].name
                yield (
                    child.lineno,
                    f"“{name}”是清单，要用循环：{{% for 项 in {name} %}}{{{{项.{field}}}}}{{% endfor %}}。",
                )
                continue
        yield from _walk(child, known, loops)


def _find(path: tuple[str, ...], known: Mapping[str, Term], loops: Mapping[str, Term]) -> Term | str | None:
    """The term a path leads to, None for `loop.index`, or the sentence that says it leads nowhere."""
    first, *rest = path
    if first == "loop":
        if loops and len(rest) == 1 and rest[0] in LOOP_WORDS:
            return None
        return "“loop”只能在循环里用，写成 {{loop.index}}，表示第几个。"
    if first in loops:
        term = loops[first]
        if not rest:
            return f"“{first}”是循环中的一项，要写明字段，例如 {{{{{first}.{term.fields[0].name}}}}}。"
    elif first in known:
        term = known[first]
        if not rest:
            return term
        if term.fields:
            return f"“{first}”是清单，其中的字段要在循环里用：{{% for 项 in {first} %}}{{{{项.{rest[0]}}}}}{{% endfor %}}。"
    else:
        return _no_such(first, list(known) + list(loops))
    for step, word in enumerate(rest):
        fields = {field.name: field for field in term.fields}
        if word not in fields:
            before = ".".join(path[: step + 1])
            return _no_such(f"{before}.{word}", [f"{before}.{name}" for name in fields])
        term = fields[word]
    return term


def _no_such(name: str, known: list[str]) -> str:
    guess = get_close_matches(name, known, n=1, cutoff=0.4)
    hint = f"是不是“{guess[0]}”？" if guess else "请对照占位符清单修改。"
    return f"没有“{name}”这个占位符，{hint}"


def _lists(known: Mapping[str, Term]) -> str:
    return "、".join(name for name, term in known.items() if term.fields)


def _trial(template: bytes, paper: str) -> list[str]:
    """Fill it with invented facts, once with every list empty and once with two entries in each: a loop that opens in one
    table cell and closes elsewhere breaks one of them."""
    try:
        filled = [Document(BytesIO(render(template, sample_context(paper, entries)))) for entries in (0, 2)]
        left = any("{{" in text or "{%" in text for document in filled for _, text in _texts(document))
    except (TemplateError, SyntaxError, OpcError, KeyError, ValueError, AttributeError, TypeError):
        left = True
    return [WILL_NOT_OPEN] if left else []
