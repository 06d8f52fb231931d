"""Django's templates, run as Python functions.

A template is parsed by Django; then each list of nodes becomes one function, made once. Text, variables, filters, if, for,
with, url and simple tags are written into it; every other node renders itself as before, and `extends`, `block` and
`include` meet compiled lists below them. Names bound by `for` and `with` are local variables and stand in the context only
where a node that renders itself could ask for them. The language and the output are Django's (tests/laws/test_compiled.py
holds every page to that); what it saves is looking each name up through a stack of dictionaries, one node at a time."""

import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.template import Template
from django.template.base import Node, NodeList, TextNode, Variable, VariableNode
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    ForNode,
    IfNode,
    LoadNode,
    URLNode,
    WithNode,
)
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString, mark_safe

from jishi.ui import running

type Scope = Mapping[str, str]  # names of the template that are local variables of the function

# Nodes that render themselves and leave the context as they found it.
_QUIET = (IncludeNode, BlockNode, ExtendsNode, CsrfTokenNode, InclusionNode, StaticNode)
_LOOP = {"counter": "{0} + 1", "counter0": "{0}", "first": "{0} == 0", "last": "{0} == {1} - 1"}


class Loader(cached.Loader):
    """Loads each template once and has it compiled."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        template = super().get_template(template_name, skip)
        if not isinstance(template.nodelist, Compiled):
            _adopt(template.nodelist)
            template.nodelist = Compiled(template.nodelist)
        return template


class Compiled(NodeList):
    """A list of nodes that renders by a function of its own, made when first asked."""

    _run: Callable[[Any], str] | None = None

    def render(self, context: Any) -> SafeString:
        if not context.autoescape:
            return super().render(context)
        if self._run is None:
            self._run = _Writer(self).function()
        return SafeString(self._run(context))


def _is_written(node: Node) -> bool:
    """Whether the compiler knows the node and writes it into the function."""
    if isinstance(node, URLNode):
        return node.asvar is None
    if type(node) is SimpleNode:
        return node.target_var is None and not node.takes_context
    return type(node) in (TextNode, VariableNode, IfNode, ForNode, WithNode, LoadNode, CommentNode)


def _parts(node: Any) -> list[NodeList]:
    if isinstance(node, IfNode):
        return [nodes for _, nodes in node.conditions_nodelists]
    return [part for name in node.child_nodelists if (part := getattr(node, name, None)) is not None]


def _adopt(nodes: Iterable[Node]) -> None:
    """Put a compiled list wherever a node renders a list by itself."""
    for node in nodes:
        for part in _parts(node):
            _adopt(part)
        if not _is_written(node):
            for name in node.child_nodelists:
                if isinstance(nodes_of := getattr(node, name, None), NodeList):
                    setattr(node, name, Compiled(nodes_of))


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes and, of those that are written, everything inside."""
    for node in nodes:
        yield node
        if _is_written(node):
            for part in _parts(node):
                yield from _all(part)


def _asks_context(nodes: Iterable[Node]) -> bool:
    """Whether anything inside renders itself and may look names up in the context."""
    return not all(_is_written(node) for node in _all(nodes))


class _Writer:
    """Writes the function of one list of nodes."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes
        self.names: dict[str, Any] = {name: getattr(running, name) for name in running.__all__}
        self.lines: list[str] = []
        self.depth = 1
        self.literal: list[str] = []
        # A node that leaves something in the context forbids looking names up beforehand.
        self.free: dict[str, str] | None = (
            {} if all(_is_written(node) or isinstance(node, _QUIET) for node in _all(nodes)) else None
        )

    def function(self) -> Callable[[Any], str]:
        self.write(self.nodes, {})
        self.flush()
        first = [f"    {local} = find(context, {name!r})" for name, local in (self.free or {}).items()]
        source = ["def render(context):", "    out = []", "    add = out.append", *first, *self.lines]
        source.append("    return ''.join(out)")
        exec("\n".join(source), self.names)  # noqa: S102  of names, constants and nodes parsed by Django; no data
        made: Callable[[Any], str] = self.names["render"]
        return made

    def line(self, text: str) -> None:
        self.flush()
        self.lines.append("    " * self.depth + text)

    def flush(self) -> None:
        if self.literal:
            text, self.literal = "".join(self.literal), []
            self.lines.append("    " * self.depth + f"add({text!r})")

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        self.line(head)
        self.depth += 1
        before = len(self.lines)
        yield
        self.flush()
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    def new(self, hint: str = "v") -> str:
        name = f"{hint}_{len(self.names)}"
        self.names[name] = None
        return name

    def const(self, value: Any) -> str:
        name = self.new("k")
        self.names[name] = value
        return name

    def write(self, nodes: Iterable[Node], scope: Scope) -> None:
        for node in nodes:
            self.one(node, scope)

    def one(self, node: Any, scope: Scope) -> None:
        if not _is_written(node):
            self.line(f"add({self.const(node)}.render_annotated(context))")
        elif isinstance(node, TextNode):
            self.literal.append(node.s)
        elif isinstance(node, VariableNode):
            self.line(f"add({self.shown(node.filter_expression, scope)})")
        elif isinstance(node, IfNode):
            self.choice(node, scope)
        elif isinstance(node, ForNode):
            self.loop(node, scope)
        elif isinstance(node, WithNode):
            self.bound(node, scope)
        elif isinstance(node, URLNode):
            given = [self.value(node.view_name, scope), *self.arguments(node, scope)]
            self.line(f"add(address({', '.join(given)}))")
        elif isinstance(node, SimpleNode):
            self.line(f"add(escaped({self.const(node.func)}({', '.join(self.arguments(node, scope))})))")

    def shown(self, expression: Any, scope: Scope) -> str:
        if expression.is_var and not expression.filters:
            code, certain = self.variable(expression.var, scope)
            it = self.new("s")
            rest = f"text({it}, context)" if certain else f"shown({it}, context, {expression.token!r})"
            return f"({it} if type({it} := {code}) is str and not signs({it}) else {rest})"
        return f"text({self.value(expression, scope)}, context)"

    def arguments(self, node: Any, scope: Scope) -> list[str]:
        named = [f"{name}={self.value(value, scope)}" for name, value in node.kwargs.items()]
        return [*(self.value(value, scope) for value in node.args), *named]

    def choice(self, node: Any, scope: Scope) -> None:
        head = "if"
        for condition, nodes in node.conditions_nodelists:
            said = "else:" if condition is None else f"{head} {self.condition(condition, scope)}:"
            with self.block("if True:" if said == "else:" and head == "if" else said):
                self.write(nodes, scope)
            head = "elif"

    def condition(self, token: Any, scope: Scope, *, compared: bool = False) -> str:
        """Python for a condition. A name nobody gave is false by itself; only a comparison has to know it for None."""
        if token.id == "literal":
            expression = token.value
            if expression.is_var and not expression.filters and not compared:
                return self.variable(expression.var, scope)[0]
            return self.value(expression, scope, missing="None")
        if token.id == "not":
            return f"(not {self.condition(token.first, scope)})"
        plain = token.id in ("and", "or")
        first, second = (self.condition(side, scope, compared=not plain) for side in (token.first, token.second))
        if plain or token.id in ("==", "!=", "is", "is not"):
            return f"({first} {token.id} {second})"
        return f"holds({token.id!r}, lambda: {first} {token.id} {second})"

    def loop(self, node: Any, scope: Scope) -> None:
        items, index, count = self.new(), self.new("i"), self.new("n")
        self.line(f"{items} = items({self.value(node.sequence, scope, missing='None')}, {bool(node.is_reversed)})")
        self.line(f"{count} = len({items})")
        locals_ = [self.new() for _ in node.loopvars]
        inner = {**scope, **dict(zip(node.loopvars, locals_, strict=True))}
        target = locals_[0] if len(locals_) == 1 else f"({', '.join(locals_)})"
        asks = _asks_context(node.nodelist_loop) or _odd_loop(node.nodelist_loop)
        with self.block(f"if {count}:"):
            if asks:
                loop, top = self.new("loop"), self.new("top")
                inner["forloop"] = loop
                outer = scope.get("forloop", "find(context, 'forloop')")
                self.line(f"{loop} = {{'parentloop': {outer} or {{}}, 'length': {count}}}")
                pushed = self.block(f"with context.push(forloop={loop}) as {top}:")
                with pushed, self.block(f"for {index}, {target} in enumerate({items}):"):
                    self.line(f"count_loop({loop}, {index}, {count})")
                    for name, local in zip(node.loopvars, locals_, strict=True):
                        self.line(f"{top}[{name!r}] = {local}")
                    self.write(node.nodelist_loop, inner)
            else:
                inner["forloop"] = f"{index}|{count}"
                with self.block(f"for {index}, {target} in enumerate({items}):"):
                    self.write(node.nodelist_loop, inner)
        if node.nodelist_empty:
            with self.block("else:"):
                self.write(node.nodelist_empty, scope)

    def bound(self, node: Any, scope: Scope) -> None:
        inner = dict(scope)
        for name, value in node.extra_context.items():
            local = self.new()
            self.line(f"{local} = {self.value(value, scope)}")
            inner[name] = local
        if _asks_context(node.nodelist):
            given = ", ".join(f"{name!r}: {inner[name]}" for name in node.extra_context)
            with self.block(f"with context.push(**{{{given}}}):"):
                self.write(node.nodelist, inner)
        else:
            self.write(node.nodelist, inner)

    def value(self, expression: Any, scope: Scope, *, missing: str = "''") -> str:
        """Python for a filter expression; a name nobody gave is `missing`."""
        if not expression.is_var:
            code = self.const(expression.var)
        else:
            code, certain = self.variable(expression.var, scope)
            if not certain:
                code = f"given({code}, context, {expression.token!r})" if missing == "''" else f"known({code})"
        for func, args in expression.filters:
            code = self.filtered(func, args, code, scope)
        return code

    def filtered(self, func: Any, args: Any, code: str, scope: Scope) -> str:
        if getattr(func, "expects_localtime", False):
            code = f"localtime({code}, context.use_tz)"
        given = [self.argument(is_variable, arg, scope) for is_variable, arg in args]
        if getattr(func, "needs_autoescape", False):
            given.append("autoescape=True")
        call = self.const(func)
        if getattr(func, "is_safe", False):
            return f"safely({', '.join([call, code, *given])})"
        return f"{call}({', '.join([code, *given])})"

    def argument(self, is_variable: bool, arg: Any, scope: Scope) -> str:
        if not is_variable:
            return self.const(mark_safe(arg))  # noqa: S308  written in the template
        code, certain = self.variable(arg, scope)
        return code if certain else f"certain({code}, {arg.var!r})"

    def variable(self, variable: Variable, scope: Scope) -> tuple[str, bool]:
        """Python for a variable, and whether it is there for certain."""
        if variable.literal is not None or variable.translate:
            return self.const(variable.resolve({})), True
        assert variable.lookups is not None
        name, *bits = variable.lookups
        local = scope.get(name)
        if name == "forloop" and local and "|" in local:
            return f"({_LOOP[bits[0]].format(*local.split('|'))})", True
        code = local or self.outer(name)
        for bit in bits:
            code = f"index({code}, {int(bit)})" if bit.isdecimal() else self.stepped(code, bit)
        return code, local is not None and not bits

    def stepped(self, code: str, name: str) -> str:
        """Python for the attribute or item of this name. Most are plain attributes of plain objects: those are read on the
        spot, everything else by `step`."""
        if not name.isidentifier() or keyword.iskeyword(name):
            return f"step({code}, {name!r}, context)"
        it, found = self.new("it"), self.new("of")
        is_plain = f"type({it} := {code}) in plain and ({found} := getattr({it}, {name!r}, MISSING)) is not MISSING"
        return f"({found} if {is_plain} and not callable({found}) else step({it}, {name!r}, context))"

    def outer(self, name: str) -> str:
        """A name of the context: looked up once, before all, where nothing inside can change it."""
        if self.free is None:
            return f"find(context, {name!r})"
        if name not in self.free:
            self.free[name] = self.new(name if name.isidentifier() and not keyword.iskeyword(name) else "c")
        return self.free[name]


def _odd_loop(nodes: NodeList) -> bool:
    """Whether a loop asks for more of `forloop` than the compiler counts by itself."""
    said = "".join(str(node.token.contents) for node in _all(nodes) if node.token)
    simple = said
    for word in _LOOP:
        simple = simple.replace(f"forloop.{word}", "")
    return "forloop" in simple


__all__ = ["Compiled", "Loader"]
