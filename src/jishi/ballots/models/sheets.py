"""The ballot as data: one sheet for each office an election fills."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jishi.ballots.models.elections import Election
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.layout import BareWriteIn, MarkCell, Order, Signs


class BallotSheet(models.Model):
    """How the ballot for one office is laid out. `order_ids` are candidate ids in the order set by hand, used only with
    `Order.MANUAL` or `Order.APPROVED`; the remark says why. `write_ins` empty: as many places as the rule gives. No row:
    the usual layout."""

    pk = models.CompositePrimaryKey("election_id", "office")
    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="sheets", verbose_name="换届选举"
    )
    office = models.CharField("选举职务", max_length=10, choices=Office.choices())
    mark = models.CharField("符号位置", max_length=6, choices=MarkCell.choices(), default=MarkCell.ABOVE)
    signs = models.CharField("符号", max_length=12, choices=Signs.choices(), default=Signs.CIRCLE)
    bare_write_in = models.CharField(
        "另选人未作记号", max_length=12, choices=BareWriteIn.choices(), default=BareWriteIn.ABSTENTION
    )
    order = models.CharField("排列顺序", max_length=10, choices=Order.choices(), default=Order.STROKES)
    order_remark = models.CharField("排列说明", max_length=60, blank=True)
    order_ids = ArrayField(models.BigIntegerField(), verbose_name="自行排列的顺序", default=list)
    write_ins = models.IntegerField("另选人空格", null=True)
    colour = models.CharField("纸张颜色", max_length=10, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "选票样式"
        constraints = [
            models.CheckConstraint(
                condition=~Q(order=Order.MANUAL) | ~Q(order_remark=""), name="manual_order_has_remark"
            )
        ]
