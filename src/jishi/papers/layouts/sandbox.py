"""The small language that layouts may use: print a name, loop over a list, choose by a condition. Nothing else.

The sandbox of Jinja is the second fence; the first is that a template whose tree holds any other node is refused, so
there are no calls, no arithmetic, no filters, no macros and no imports, and a loop inside a loop may only go over a list
of the outer one: what comes out cannot be longer than the layout times the facts."""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import ChainableUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

LOOP_WORDS = {"index": "序号", "first": "是否第一个", "last": "是否最后一个", "length": "总数"}
MAX_DEPTH = 3
MAX_FILLED = 60_000_000  # characters of one part of the finished file
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Const,
    nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip


def path_of(node: nodes.Node) -> tuple[str, ...] | None:
    """("记录", "议题") for 记录.议题; None for anything but names joined by dots."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        before = path_of(node.node)
        return None if before is None else (*before, node.attr)
    return None


def refuse_strangers(tree: nodes.Template) -> None:
    """Raise TemplateSyntaxError in Chinese unless every node is of the small language."""
    for node in (tree, *tree.find_all(nodes.Node)):
        if not isinstance(node, _ALLOWED):
            raise TemplateSyntaxError("只能写占位符名称、for 循环和 if 判断，不能写计算、函数或其他指令", node.lineno)
        if isinstance(node, nodes.Name | nodes.Getattr):
            word = node.name if isinstance(node, nodes.Name) else node.attr
            if word.startswith("_"):
                raise TemplateSyntaxError("名称不能以下划线开头", node.lineno)
    _refuse_wide_loops(tree, ())


def _refuse_wide_loops(node: nodes.Node, around: tuple[str, ...]) -> None:
    for child in node.iter_child_nodes():
        if not isinstance(child, nodes.For):
            _refuse_wide_loops(child, around)
            continue
        source = path_of(child.iter)
        if source is None or child.recursive or child.test or not isinstance(child.target, nodes.Name):
            raise TemplateSyntaxError("循环只能写成 for 名称 in 清单", child.lineno)
        if around and (source[0] != around[-1] or len(source) != 2):
            raise TemplateSyntaxError(f"循环里面的循环只能用外层“{around[-1]}”自己的清单", child.lineno)
        if len(around) >= MAX_DEPTH:
            raise TemplateSyntaxError("循环套得太深", child.lineno)
        _refuse_wide_loops(child, (*around, child.target.name))


def bounded(pieces: Iterable[str]) -> str:
    """The pieces joined; raises TemplateError rather than fill the memory."""
    kept, length = [], 0
    for piece in pieces:
        length += len(piece)
        if length > MAX_FILLED:
            raise TemplateError("填好后的文件过大，请精简表样")
        kept.append(piece)
    return "".join(kept)


class LayoutEnvironment(ImmutableSandboxedEnvironment):
    """Escapes every value, knows no globals, filters or tests, and reads facts from dictionaries only."""

    concat = staticmethod(bounded)

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=ChainableUndefined, extensions=[])
        self.globals.clear()
        self.filters.clear()
        self.tests.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        refuse_strangers(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if attribute in LOOP_WORDS and type(obj).__name__ == "LoopContext":
            return getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        raise SecurityError("getitem")

    def call(self, *args: Any, **kwargs: Any) -> Any:
        raise SecurityError("call")
