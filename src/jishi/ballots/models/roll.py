"""选举人名册: who may vote and stand, who is expected, why; frozen at the meeting, every later change a row of its own."""

from django.db import models
from django.db.models import Q

from jishi.ballots.models.elections import Election
from jishi.ballots.rules.roll import Excusable, Mark


class Roll(models.Model):
    """The roll of one election. Until `frozen_at` it follows the roster; from that moment `RollEntry` holds what counts,
    and `members`, `with_right`, `left_out` the head counts of that moment (应到会 = with_right - left_out)."""

    election = models.OneToOneField(
        Election, models.CASCADE, primary_key=True, related_name="roll", verbose_name="换届选举"
    )
    taken_on = models.DateField("名册日期")
    frozen_at = models.DateTimeField("锁定时间", null=True)
    frozen_by = models.CharField("锁定人", max_length=100, blank=True)
    members = models.IntegerField("党员人数", default=0)
    with_right = models.IntegerField("有选举权的人数", default=0)
    left_out = models.IntegerField("不计入应到会的人数", default=0)

    class Meta:
        default_permissions = ()
        verbose_name = "选举人名册"
        constraints = [models.CheckConstraint(condition=Q(left_out__lte=models.F("with_right")), name="roll_adds_up")]


class RollEntry(models.Model):
    """One member on the roll. `may_vote`, `may_stand` and `reason` are what the roster and `mark` give; `mark` is what the
    branch knows beside the roster. `excused` counts only with `adopted` (`rules.roll.Voter.is_due`). `is_struck`: taken off
    after freezing, or gone from the roster; kept, counted nowhere."""

    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="roll_entries", verbose_name="换届选举"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="党员")
    name = models.CharField("姓名", max_length=60)
    is_full = models.BooleanField("正式党员")
    is_suspended = models.BooleanField("停止党籍", default=False)
    mark = models.CharField("影响选举权的情形", max_length=20, choices=Mark.choices(), blank=True)
    may_vote = models.BooleanField("有选举权")
    may_stand = models.BooleanField("有被选举权")
    reason = models.CharField("没有选举权的原因", max_length=120, blank=True)
    excused = models.CharField("可不计入应到会的情形", max_length=30, choices=Excusable.choices(), blank=True)
    excused_note = models.CharField("情形说明", max_length=120, blank=True)
    consented = models.BooleanField("已征得本人同意", default=False)
    adopted = models.BooleanField("党员大会通过", default=False)
    is_struck = models.BooleanField("已移出名册", default=False)

    class Meta:
        default_permissions = ()
        verbose_name = "选举人"
        constraints = [
            models.UniqueConstraint(fields=["election", "person"], name="one_roll_entry_per_person"),
            models.CheckConstraint(condition=~Q(excused="") | Q(adopted=False), name="adopted_only_if_excusable"),
            models.CheckConstraint(condition=Q(may_vote=True) | ~Q(reason=""), name="no_vote_has_its_reason"),
        ]


class RollChange(models.Model):
    """One change of a frozen roll: what was there, what is there now, why, by whom."""

    entry = models.ForeignKey(RollEntry, models.CASCADE, related_name="changes", verbose_name="选举人")
    at = models.DateTimeField("变更时间")
    by = models.CharField("变更人", max_length=100)
    before = models.CharField("变更前", max_length=120)
    after = models.CharField("变更后", max_length=120)
    why = models.CharField("变更原因", max_length=200)

    class Meta:
        default_permissions = ()
        verbose_name = "名册变更"
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="roll_change_has_reason")]
