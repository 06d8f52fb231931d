"""Forms as a browser would send them untouched."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The fields of the form whose id is `wanted`."""

    def __init__(self, html: str, wanted: str) -> None:
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self._wanted, self._inside, self._select, self._area = wanted, False, "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type", "text")
        self._inside = self._inside or (tag == "form" and given.get("id") == self._wanted)
        if not self._inside or not (name or self._select):
            return
        if tag == "input" and kind not in {"submit", "file", "button"}:
            if kind not in {"checkbox", "radio"} or "checked" in given:
                self.data.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.data.setdefault(self._select, []).append(given.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self.data.setdefault(name, [""])

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] = [data.lstrip("\n")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area
