"""The organisations a form offers to choose from."""

from django.db.models import QuerySet

from jishi.orgs.models import Organization

OFFERED = 200
MORE = f"组织多，这里只列出前 {OFFERED} 个。别的请在组织架构里找到它，从它的卡片点进来。"


def offered(rows: QuerySet[Organization], *asked: str) -> tuple[list[tuple[int, str]], str]:
    """(id, name) of `rows` in the order of the tree; of very many the first OFFERED and, before them, those asked for by
    their ids. And what is to be said beside the field, "" where all are there. One query, another where some are asked for
    beyond the first."""
    found = list(rows.order_by("path").values_list("pk", "name")[: OFFERED + 1])
    if len(found) <= OFFERED:
        return found, ""
    found.pop()
    known = {pk for pk, _ in found}
    wanted = {int(one) for one in asked if one.isdecimal() and len(one) < 19} - known
    further = list(rows.filter(pk__in=wanted).order_by("path").values_list("pk", "name")) if wanted else []
    return further + found, MORE
