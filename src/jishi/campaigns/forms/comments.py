"""Shapes of what is typed about 领导点评 and 群众评议."""

from django import forms

from jishi.campaigns.rules import COMMENT_PARTS, CommentWay
from jishi.ui.fields import Choosing, Edit, New, chips, day, picked, text, words

_LABELS = dict(COMMENT_PARTS)


def _part(name: str, *, required: bool = False) -> forms.CharField:
    return words(_LABELS[name], 300, required=required)


class _CommentFields(Choosing):
    filled_by = {"leader": "people"}
    leader = picked("点评人")
    on = day("点评日期")
    way = chips("方式", CommentWay.choices(), initial=CommentWay.TOGETHER)
    carried_out = _part("carried_out")
    promises = _part("promises")
    work = _part("work")
    masses = _part("masses")
    conduct = _part("conduct")
    lacking = _part("lacking", required=True)
    direction = _part("direction", required=True)


class CommentForm(New, _CommentFields):
    filled_by = _CommentFields.filled_by


class CommentEditForm(Edit, _CommentFields):
    filled_by = _CommentFields.filled_by


class CommentAnswerForm(forms.Form):
    answer = words("整改打算", 300, rows=4, required=True, help_text="点到的不足，怎么改、几时改好。")


class MassReviewForm(New):
    note = text("说明", 200, help_text="印在票上，如“请村民代表评一评”。")
