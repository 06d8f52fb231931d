"""What rooms that keep things for an organisation begin and end with: the bases of their rows, the row held against
others, what changed by the words of its columns, and the checks of what was typed."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import models

from jishi.kernel.decision import EditConflict, Refused

CHANGED = "（已改）"

type Facts = dict[str, object]


class Kept(models.Model):
    """What belongs to an organisation and is edited: one submission makes it once, a version guards each edit."""

    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="党组织")
    submission = models.UUIDField("提交编号", unique=True, null=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        abstract = True
        default_permissions = ()


class Noted(models.Model):
    """A line under something kept: who wrote it and when, once a submission."""

    at = models.DateTimeField("填报时间")
    by = models.CharField("填报人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        abstract = True
        default_permissions = ()


def held[M: Kept](model: type[M], pk: int, version: int | None) -> M:
    """The row locked for this transaction, its version counted on; whoever holds it asks for the right next. Raises
    EditConflict when another has saved since (None: the caller shows no version)."""
    row = model._default_manager.select_for_update(of=("self",), no_key=True).select_related("org").get(pk=pk)
    if version is not None and row.version != version:
        raise EditConflict
    row.version += 1
    return row


def put(row: models.Model, facts: Mapping[str, Any], *, untold: Collection[str] = ()) -> tuple[Facts, Facts]:
    """Set the facts (field or attribute names) that differ; (before, after) by the words of the columns. What is long,
    points to a row or is `untold` says only that it changed."""
    before: Facts = {}
    after: Facts = {}
    for name, value in facts.items():
        old = getattr(row, name)
        if old == value:
            continue
        field: Any = row._meta.get_field(name.removesuffix("_id"))
        word = str(getattr(field, "verbose_name", name))
        quiet = name in untold or isinstance(field, (models.ForeignKey, models.TextField)) or isinstance(value, list)
        before[word] = CHANGED if quiet else _said(field, old)
        after[word] = CHANGED if quiet else _said(field, value)
        setattr(row, name, value)
    return before, after


def _said(field: Any, value: object) -> object:
    return dict(field.choices or ()).get(value, value)


def demand_text(text: str, field: str, sentence: str) -> str:
    """The text without outer blanks; Refused with `sentence` when nothing is left."""
    if not text.strip():
        raise Refused(sentence, field)
    return text.strip()


def demand_past(day: date, *, today: date, field: str) -> date:
    """A day that has come. Raises Refused for a later one."""
    if day > today:
        raise Refused("日期还没有到，办完以后再填。", field)
    return day
