"""Secret polls (decision 0012): what is asked, who took part and by which way, and apart from both what was opened.

While a poll is open its ballots lie in a table of their own in the schema `jishi_polls`, made, written and closed by functions
of the owner (migration 0004) and out of reach for the web role. Nothing here joins the roll to a choice."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from jishi.ballots.models.elections import Edited
from jishi.ballots.rules.polls import PollKind, PollLayout, PollState, PollWay, QuestionKind


class Poll(Edited):
    """One secret poll of an organisation. Groups A/B/C of one evaluation are polls of the same `series`, each with its
    weight. `is_named`: the roll names who may take part; otherwise (the masses) only how many ballots were handed out
    is known. `key` is the sealed private key of its blind signatures, `modulus` the public half. `first` is what was fixed
    at opening, `box` what was locked away at closing where the poll is sealed, `seal` what closes the board. `lost_at`: when it was noted that the database had lost what was cast."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    kind = models.CharField("类别", max_length=12, choices=PollKind.choices())
    layout = models.CharField("表样", max_length=12, choices=PollLayout.choices(), default=PollLayout.PLAIN)
    state = models.CharField("进行情况", max_length=10, choices=PollState.choices(), default=PollState.DRAFT)
    public = models.CharField("投票页编号", max_length=12, unique=True)
    title = models.CharField("名称", max_length=80)
    note = models.CharField("说明", max_length=300, blank=True)
    ways = ArrayField(models.CharField(max_length=8, choices=PollWay.choices()), verbose_name="投票方式")
    least = models.IntegerField("不足几份不显示")
    is_named = models.BooleanField("按名册", default=True)
    without_self = models.BooleanField("不评本人", default=False)
    is_sealed = models.BooleanField("由两名监票人加封", default=False)
    handed = models.IntegerField("发出份数", null=True)
    series = models.UUIDField("分组编号", null=True)
    group = models.CharField("组别", max_length=20, blank=True)
    weight = models.IntegerField("权重（%）", default=100)
    organiser = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+", verbose_name="组织人")
    slips = models.IntegerField("印出票条", default=0)
    pause = models.IntegerField("领票后隔几分钟才能投", default=5)
    key = models.BinaryField("签发密钥", default=bytes)
    modulus = models.TextField("验证用的公开数", blank=True)
    first = models.CharField("开始时的校验码", max_length=64, blank=True)
    box = models.CharField("封箱时的校验码", max_length=64, blank=True)
    seal = models.CharField("结束时的校验码", max_length=64, blank=True)
    opened_at = models.DateTimeField("开始时间", null=True)
    closed_at = models.DateTimeField("结束时间", null=True)
    lost_at = models.DateTimeField("发现丢票的时间", null=True)
    taken_part = models.IntegerField("参加人数", null=True)
    ballots = models.IntegerField("计入票数", null=True)
    sheets = models.IntegerField("其中纸质票", null=True)
    void = models.IntegerField("纸质废票", null=True)
    excess_why = models.CharField("票比人多的原因", max_length=200, blank=True)
    ended_why = models.CharField("作废原因", max_length=200, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "无记名测评"
        constraints = [
            models.CheckConstraint(
                condition=Q(without_self=False) | Q(ways=["paper"]), name="poll_without_self_is_on_paper"
            ),
            models.CheckConstraint(condition=Q(least__gte=5), name="poll_shows_nothing_below_five"),
            models.CheckConstraint(
                condition=~Q(state="sealed") | Q(is_sealed=True, box__regex="^[0-9a-f]{64}$"),
                name="only_a_sealed_poll_waits_to_be_opened",
            ),
            models.UniqueConstraint(fields=["series", "group"], name="poll_group_once"),
        ]
        indexes = [models.Index(fields=["org", "-id"], name="poll_by_org")]


class PollQuestion(models.Model):
    """One row of the sheet."""

    pk = models.CompositePrimaryKey("poll_id", "number")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", verbose_name="无记名测评")
    number = models.IntegerField("题号")
    kind = models.CharField("答法", max_length=8, choices=QuestionKind.choices())
    subject = models.CharField("评谁", max_length=60, blank=True)
    person = models.ForeignKey("people.Person", models.SET_NULL, null=True, related_name="+", verbose_name="被评议人")
    title = models.CharField("题目", max_length=120)
    options = ArrayField(models.CharField(max_length=60), verbose_name="选项")
    most = models.IntegerField("最多选几项或满分", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "测评题目"


class PollScrutineer(models.Model):
    """Who watches: elected at the meeting. May read the result and recount. Of a poll that is sealed, `lock` is the public half
    of the key that a passphrase makes with `salt`; `halves` is what this key gave towards opening each sealed answer, in the
    order of their numbers, kept from the first scrutineer's passphrase to the second's. No private key is ever stored."""

    pk = models.CompositePrimaryKey("poll_id", "person_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", verbose_name="无记名测评")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="监票人")
    salt = models.BinaryField("口令的盐", default=bytes)
    lock = models.BinaryField("锁", default=bytes)
    halves = models.BinaryField("开封用的半份", default=bytes)
    unlocked_at = models.DateTimeField("开锁时间", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "测评监票人"


class PollVoter(models.Model):
    """The roll: who may take part, whether they did and by which way. No time, no sequence; rewritten in the order of
    persons at closing. `blinded` is the covered number that was signed, so that a lost answer can be asked for again; it
    says nothing of the token and goes at closing."""

    pk = models.CompositePrimaryKey("poll_id", "person_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", verbose_name="无记名测评")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="参加人")
    way = models.CharField("投票方式", max_length=8, choices=PollWay.choices(), blank=True)
    blinded = models.BinaryField("盖住的数", default=bytes)

    class Meta:
        default_permissions = ()
        verbose_name = "测评名册"
        constraints = [
            models.CheckConstraint(condition=Q(way="token") | Q(blinded=b""), name="only_a_token_has_a_blinded_number")
        ]
        indexes = [models.Index(fields=["person", "poll"], name="poll_voter_by_person")]


class PollSlip(models.Model):
    """A printed slip, as the salted hash of its code. Never changed by casting: what was cast stands elsewhere."""

    pk = models.CompositePrimaryKey("poll_id", "digest")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", verbose_name="无记名测评")
    digest = models.CharField("票号的摘要", max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = "票条"


class PollPile(models.Model):
    """The paper ballots as one teller counted them; two must agree. Gone at closing. Of a poll that is sealed the counts are
    sealed too, and a keyed hash (`tag`) tells whether two agree."""

    pk = models.CompositePrimaryKey("poll_id", "person_id")
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", verbose_name="无记名测评")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="计票人")
    sheets = models.IntegerField("有效票")
    void = models.IntegerField("废票")
    counts = models.JSONField("各题票数", default=dict)
    sealed = models.BinaryField("封住的各题票数", default=bytes)
    tag = models.CharField("核对码", max_length=64, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "纸质票录入"


class PollSealed(models.Model):
    """One answer of a poll that is closed and not opened yet, in a shuffled order and locked twice; number 0 is a pile of
    paper. Gone when both scrutineers have opened."""

    id = models.UUIDField("编号", primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+", verbose_name="无记名测评")
    number = models.IntegerField("题号")
    sealed = models.BinaryField("封住的答案")

    class Meta:
        default_permissions = ()
        verbose_name = "待开封的答案"


class PollReceipt(models.Model):
    """One line of the board: a receipt and the chain up to it, in the order of the receipts themselves."""

    append_only = True
    pk = models.CompositePrimaryKey("poll_id", "receipt")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+", verbose_name="无记名测评")
    receipt = models.CharField("收据", max_length=64)
    chain = models.CharField("校验链", max_length=64)

    class Meta:
        default_permissions = ()
        verbose_name = "公示的收据"


class PollChoice(models.Model):
    """One answer to one question, opened in a shuffled order. No ballot is kept whole: answers of one voter to two
    questions cannot be laid together."""

    append_only = True
    id = models.UUIDField("编号", primary_key=True)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+", verbose_name="无记名测评")
    number = models.IntegerField("题号")
    answer = models.CharField("答案", max_length=500)

    class Meta:
        default_permissions = ()
        verbose_name = "开出的选项"
