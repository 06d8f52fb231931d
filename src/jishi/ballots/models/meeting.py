"""The meeting that elects, as it was held: who came, who counted, each round of voting, what was decided and taken back,
what was reported and answered. Rows of one election are written under the lock of the election."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from jishi.ballots.models.elections import Edited, Election
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Base, Verdict
from jishi.ballots.rules.meeting import UNDER_WAY, CountDuty, ReportState, RoundKind, RoundState, Ruling, Stage
from jishi.orgs.rules import PostKind, WorkField


class Assembly(Edited):
    """One of the two meetings: 选举大会 or the new committee's first. `due` and `present` count people with the right to
    vote, as counted in the hall; `base` is what the 选举办法 that this meeting adopted names, "" where it names none."""

    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="assemblies", verbose_name="换届选举"
    )
    stage = models.CharField("会议", max_length=10, choices=Stage.choices())
    held_on = models.DateField("开会日期")
    place = models.CharField("地点", max_length=100, blank=True)
    chair = models.CharField("主持人", max_length=60)
    recorder = models.CharField("记录人", max_length=60, blank=True)
    due = models.IntegerField("应到会有选举权的人数", null=True)
    present = models.IntegerField("实到会有选举权的人数", null=True)
    absent_said = models.CharField("缺席情况", max_length=120, blank=True)
    base = models.CharField("过半数的基数", max_length=8, choices=Base.choices(), blank=True)
    is_by_votes = models.BooleanField("报告结果按得票多少排列", default=True)
    method_for = models.IntegerField("同意选举办法的人数", null=True)
    officials_for = models.IntegerField("同意监票人、计票人的人数", null=True)
    introduced = models.CharField("介绍候选人和答复询问情况", max_length=300, blank=True)
    is_closed = models.BooleanField("已散会", default=False)

    class Meta(Edited.Meta):
        verbose_name = "选举会议"
        constraints = [
            models.UniqueConstraint(fields=["election", "stage"], name="one_assembly_of_each_kind"),
            models.CheckConstraint(condition=Q(present=None) | Q(present__lte=F("due")), name="present_among_the_due"),
        ]


class SignIn(models.Model):
    """Somebody with the right to vote who was expected at a meeting, and whether he came; `reason` where not."""

    pk = models.CompositePrimaryKey("assembly_id", "person_id")
    assembly = models.ForeignKey(
        Assembly, models.CASCADE, db_index=False, related_name="sign_ins", verbose_name="选举会议"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="选举人")
    name = models.CharField("姓名", max_length=60)
    is_present = models.BooleanField("到会", default=True)

    class Meta:
        default_permissions = ()
        verbose_name = "签到"


class Official(models.Model):
    """A 监票人 or 计票人 whom the meeting accepted. `person` is empty for somebody who is not on the platform."""

    assembly = models.ForeignKey(
        Assembly, models.CASCADE, db_index=False, related_name="officials", verbose_name="选举会议"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    duty = models.CharField("职责", max_length=10, choices=CountDuty.choices())

    class Meta:
        default_permissions = ()
        verbose_name = "监票人、计票人"
        constraints = [models.UniqueConstraint(fields=["assembly", "person"], name="one_duty_at_the_count")]


class Round(Edited):
    """One vote on one office. `due`, `present` and `base` are those of its day and stay with it; `received`, `issued`,
    `returned` and `void` count ballots. `after` is the round it follows from. The counts of the names are filled when two
    people agree on them (`confirmed_by` names the second)."""

    assembly = models.ForeignKey(
        Assembly, models.CASCADE, db_index=False, related_name="rounds", verbose_name="选举会议"
    )
    number = models.IntegerField("第几次投票")
    office = models.CharField("选举职务", max_length=10, choices=Office.choices())
    kind = models.CharField("投票类别", max_length=10, choices=RoundKind.choices(), default=RoundKind.FIRST)
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="接续的投票")
    state = models.CharField("进行情况", max_length=10, choices=RoundState.choices(), default=RoundState.VOTING)
    seats = models.IntegerField("应选名额")
    due = models.IntegerField("应到会有选举权的人数")
    present = models.IntegerField("实到会有选举权的人数")
    base = models.CharField("过半数的基数", max_length=8, choices=Base.choices(), blank=True)
    received = models.IntegerField("领到选票", null=True)
    issued = models.IntegerField("发出选票", null=True)
    returned = models.IntegerField("收回选票", null=True)
    void = models.IntegerField("废票", null=True)
    confirmed_by = models.CharField("核对人", max_length=100, blank=True)
    confirmed_at = models.DateTimeField("核对时间", null=True)
    announced_at = models.DateTimeField("宣布时间", null=True)

    class Meta(Edited.Meta):
        verbose_name = "一次投票"
        constraints = [
            models.UniqueConstraint(fields=["assembly", "number"], name="rounds_are_numbered"),
            models.UniqueConstraint(
                fields=["assembly", "office"],
                condition=Q(state__in=UNDER_WAY),
                name="one_round_of_an_office_at_a_time",
                violation_error_message="这项选举正在投票",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="round_fills_a_seat"),
            models.CheckConstraint(condition=Q(void=None) | Q(void__lte=F("returned")), name="void_among_returned"),
            models.CheckConstraint(condition=Q(issued=None) | Q(issued__lte=F("received")), name="issued_of_received"),
        ]


class RoundName(models.Model):
    """A name in a round: those on the ballot in its order, then those written in. The counts are empty until agreed.
    `verdict` is fixed when the chair announces; `ruling` is the reason where the chair overrode a hold."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False, related_name="names", verbose_name="投票")
    order = models.IntegerField("次序")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="人员")
    name = models.CharField("姓名", max_length=60)
    is_write_in = models.BooleanField("另选人", default=False)
    in_favour = models.IntegerField("赞成", null=True)
    against = models.IntegerField("不赞成", default=0)
    abstained = models.IntegerField("弃权", default=0)
    spoiled = models.IntegerField("无法辨认", default=0)
    verdict = models.CharField("结果", max_length=12, choices=Verdict.choices(), blank=True)
    ruling = models.CharField("主持人裁定的理由", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "得票"
        constraints = [
            models.UniqueConstraint(fields=["round", "order"], name="one_name_in_a_place"),
            models.CheckConstraint(
                condition=Q(in_favour=None) | Q(in_favour__gte=0, against__gte=0, abstained__gte=0, spoiled__gte=0),
                name="votes_not_negative",
            ),
        ]


class Tally(Edited):
    """One person's count of a round. `slot` is 1 for the only or first, 2 for the independent second. `cells` holds what was
    typed: rows of (赞成, 不赞成, 弃权, 无法辨认) in the order of the ballot, and the names written in with their votes."""

    round = models.ForeignKey(Round, models.CASCADE, db_index=False, related_name="tallies", verbose_name="投票")
    slot = models.IntegerField("第几份")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="录入人")
    account_id = models.BigIntegerField("录入账号", null=True)
    void = models.IntegerField("废票")
    cells = models.JSONField("各格数字")

    class Meta(Edited.Meta):
        verbose_name = "计票录入"
        constraints = [
            models.UniqueConstraint(fields=["round", "slot"], name="two_counts_of_a_round"),
            models.UniqueConstraint(fields=["round", "person"], name="nobody_counts_twice"),
            models.CheckConstraint(condition=Q(slot__in=[1, 2]), name="one_or_two_counts"),
        ]


class MeetingRuling(models.Model):
    """A decision of the meeting or something taken back, with its reason: never removed, shown on the page."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="rulings", verbose_name="换届选举")
    round = models.ForeignKey(Round, models.CASCADE, null=True, related_name="+", verbose_name="投票")
    ruling = models.CharField("事项", max_length=12, choices=Ruling.choices())
    said = models.CharField("内容和理由", max_length=300)
    agreed = models.IntegerField("同意人数", null=True)
    at = models.DateTimeField("时间")
    by = models.CharField("记录人", max_length=100)

    class Meta:
        default_permissions = ()
        verbose_name = "会议决定和更正"
        constraints = [models.CheckConstraint(condition=~Q(said=""), name="ruling_has_its_reason")]


class Allotment(models.Model):
    """委员分工 as the first meeting settled it: the post a member of the new committee takes beside what was elected, and
    the fields of work. It becomes posts and charges of the organisation when the superior has received the report."""

    pk = models.CompositePrimaryKey("election_id", "person_id")
    election = models.ForeignKey(
        Election, models.CASCADE, db_index=False, related_name="allotments", verbose_name="换届选举"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="委员")
    post = models.CharField("职务", max_length=30, choices=PostKind.choices())
    fields = ArrayField(
        models.CharField(max_length=30, choices=WorkField.choices()), verbose_name="分管工作", default=list
    )

    class Meta:
        default_permissions = ()
        verbose_name = "委员分工"


class ResultReport(Edited):
    """选举结果的报告 and what the superior answered: committee members filed (备案), secretary and deputy approved (批复).
    `term` is the term that began with it."""

    election = models.OneToOneField(
        Election, models.CASCADE, primary_key=True, related_name="result_report", verbose_name="换届选举"
    )
    state = models.CharField("办理情况", max_length=10, choices=ReportState.choices(), default=ReportState.SENT)
    reported_on = models.DateField("报告日期")
    paper = models.CharField("报告文号", max_length=60, blank=True)
    filed_on = models.DateField("备案日期", null=True)
    filed_by = models.CharField("备案人", max_length=100, blank=True)
    approved_on = models.DateField("批复日期", null=True)
    approval = models.CharField("批复文号", max_length=60, blank=True)
    approved_by = models.CharField("批复登记人", max_length=100, blank=True)
    published_on = models.DateField("公布日期", null=True)
    term = models.ForeignKey("orgs.Term", models.SET_NULL, null=True, related_name="+", verbose_name="新一届")

    class Meta(Edited.Meta):
        verbose_name = "选举结果报告"
        constraints = [
            models.CheckConstraint(condition=Q(approved_on=None) | ~Q(approval=""), name="approval_has_its_paper")
        ]
