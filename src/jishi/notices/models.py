"""Notices inside the platform: to a person or a post, about one thing, with the page to open; announcements with material
attached; reminders, which leave once a week per matter, and what became of each message."""

from django.db import models
from django.db.models import Q

from jishi.notices.rules import ChannelKind, DeliveryState, GroupKind


class Announcement(models.Model):
    """通知文件: what an organisation issues to posts or persons. Never edited: a correction is a new row that replaces the
    old one, a withdrawal is said on it."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="发文组织")
    title = models.CharField("标题", max_length=100)
    number = models.CharField("文号", max_length=60, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    text = models.TextField("正文")
    signed = models.CharField("落款", max_length=120)
    addressed = models.CharField("主送", max_length=300)
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.CharField("发出人", max_length=100)
    edition = models.IntegerField("第几版", default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="+", verbose_name="更正的是")
    correction = models.CharField("更正说明", max_length=300, blank=True)
    is_replaced = models.BooleanField("已更正", default=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.CharField("撤回人", max_length=100, blank=True)
    withdrawal = models.CharField("撤回原因", max_length=300, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "通知文件"
        indexes = [models.Index(fields=["issuer", "-issued_at"], name="announcement_by_issuer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawal=""),
                name="a_withdrawal_says_why",
                violation_error_message="撤回要写原因",
            )
        ]


class Material(models.Model):
    """A file attached to an announcement; served only through the announcement's door."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="+", verbose_name="通知文件")
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name="附件")
    order = models.IntegerField("排序", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "通知附件"
        constraints = [models.UniqueConstraint(fields=["announcement", "file"], name="material_attached_once")]


class Notice(models.Model):
    """`link` is a path on this site. Addressed to a person, or to a post (`to_org`, `post`): then it follows the post, and
    whoever holds it reads it for the post. Read once; reading is nobody's score. `is_void`: withdrawn or corrected before
    it was read, so nobody waits for it."""

    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+", verbose_name="收件人")
    to_org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="收件职务所在组织"
    )
    post = models.CharField("收件职务", max_length=30, blank=True, default="")
    announcement = models.ForeignKey(Announcement, models.CASCADE, null=True, related_name="+", verbose_name="通知文件")
    org_id = models.BigIntegerField("组织", null=True)
    text = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)
    read_by = models.CharField("阅读人", max_length=100, blank=True, default="")
    is_void = models.BooleanField("作废", default=False)

    class Meta:
        default_permissions = ()
        verbose_name = "通知"
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notice_by_person"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["to_org", "post", "-created_at"], name="notice_by_post"),
            models.Index(fields=["announcement", "to_org"], name="notice_by_announcement"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, to_org=None, post="")
                | (Q(person=None, to_org__isnull=False) & ~Q(post="")),
                name="a_notice_goes_to_a_person_or_a_post",
            ),
            models.UniqueConstraint(
                fields=["announcement", "person"], condition=Q(person__isnull=False), name="announced_to_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["announcement", "to_org", "post"],
                condition=Q(to_org__isnull=False),
                name="announced_to_a_post_once",
            ),
        ]


class Sending(models.Model):
    """One press of 提醒责任人, or one run of the weekly clock: who reminded, for which organisation, when."""

    issuer = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="提醒的组织")
    at = models.DateTimeField("提醒时间")
    by = models.CharField("提醒人", max_length=100)
    is_automatic = models.BooleanField("自动提醒", default=False)

    class Meta:
        default_permissions = ()
        verbose_name = "提醒批次"
        indexes = [models.Index(fields=["issuer", "-at"], name="sending_by_issuer")]


class Reminder(models.Model):
    """One matter told of in one ISO week. The constraint, not a look beforehand, keeps it from being told twice."""

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="+", verbose_name="提醒批次")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    matter = models.CharField("事项", max_length=120, db_collation="C")
    week = models.CharField("周", max_length=8, db_collation="C")
    title = models.CharField("事项名称", max_length=200)
    link = models.CharField("链接", max_length=200, blank=True)
    addressee = models.CharField("提醒对象", max_length=120)
    note = models.CharField("说明", max_length=100, blank=True)
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+", verbose_name="通知")

    class Meta:
        default_permissions = ()
        verbose_name = "提醒"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "matter", "week"],
                name="a_matter_is_reminded_once_a_week",
                violation_error_message="这件事项本周已提醒过",
            )
        ]
        indexes = [models.Index(fields=["notice"], name="reminder_by_notice")]


class Delivery(models.Model):
    """One message that left, or was to leave, the platform for a sending: mail to a person beside a notice, or a text to
    an organisation's group."""

    sending = models.ForeignKey(Sending, models.CASCADE, null=True, related_name="+", verbose_name="提醒批次")
    channel = models.CharField("渠道", max_length=5, choices=ChannelKind.choices())
    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="工作群的组织"
    )
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+", verbose_name="收件人")
    notice = models.ForeignKey(Notice, models.SET_NULL, null=True, related_name="+", verbose_name="通知")
    text = models.TextField("内容")
    state = models.CharField("结果", max_length=7, choices=DeliveryState.choices(), default=DeliveryState.QUEUED)
    detail = models.CharField("结果说明", max_length=200, blank=True)
    created_at = models.DateTimeField("排队时间")
    done_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "发送记录"
        indexes = [
            models.Index(fields=["sending"], name="delivery_by_sending"),
            models.Index(fields=["org", "-created_at"], name="delivery_by_org"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(org=None, person__isnull=False) | Q(org__isnull=False, person=None),
                name="a_message_goes_to_a_person_or_a_group",
            ),
            models.UniqueConstraint(fields=["notice", "person"], name="one_mail_a_person_and_notice"),
            models.UniqueConstraint(fields=["sending", "org"], name="one_group_message_an_org_and_sending"),
        ]


class ReminderSetting(models.Model):
    """提醒设置 of an organisation: whether reminders leave by themselves every week, and its group. The group's address is
    a key (who has it can write to the group), so it is sealed; `group_host` is what may be shown of it."""

    org = models.OneToOneField("orgs.Organization", models.CASCADE, related_name="+", verbose_name="党组织")
    is_weekly = models.BooleanField("每周自动提醒", default=False)
    weekday = models.IntegerField("星期几", default=1)
    last_week = models.CharField("最近自动提醒的周", max_length=8, blank=True, default="")
    group_kind = models.CharField("群机器人", max_length=10, choices=GroupKind.choices(), blank=True, default="")
    group_url = models.BinaryField("群地址", default=bytes)
    group_host = models.CharField("群地址的主机", max_length=255, blank=True, default="")
    set_at = models.DateTimeField("设置时间")
    set_by = models.CharField("设置人", max_length=100)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "提醒设置"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="a_weekday_is_one_of_seven")
        ]


class MailAddress(models.Model):
    """Where a person wants reminders by mail; given by that person, and taken away as easily."""

    person = models.OneToOneField(
        "people.Person", models.CASCADE, primary_key=True, related_name="+", verbose_name="人员"
    )
    address = models.BinaryField("邮箱")
    set_at = models.DateTimeField("设置时间")

    class Meta:
        default_permissions = ()
        verbose_name = "提醒邮箱"


class Publicity(models.Model):
    """公示: a text shown to those below its issuer for some working days, what was objected meanwhile, and what came of it.
    It is about something of a room above, which points to it."""

    issuer = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="公示的党组织")
    title = models.CharField("标题", max_length=100)
    text = models.TextField("公示内容")
    shown_where = models.CharField("公示地点和方式", max_length=120)
    contact = models.CharField("受理单位、电话和地址", max_length=120)
    from_on = models.DateField("公示起")
    to_on = models.DateField("公示止")
    conclusion = models.CharField("公示结果", max_length=300, blank=True)
    concluded_on = models.DateField("公示结束日期", null=True)
    at = models.DateTimeField("登记时间")
    by = models.CharField("登记人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "公示"
        indexes = [models.Index(fields=["issuer", "-to_on"], name="publicity_by_issuer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=models.F("from_on")),
                name="publicity_ends_after_it_begins",
                violation_error_message="公示止日早于起日",
            ),
            models.CheckConstraint(
                condition=Q(concluded_on=None) | (~Q(conclusion="") & Q(concluded_on__gt=models.F("to_on"))),
                name="publicity_concluded_after_its_days",
                violation_error_message="公示期满以后才写结果",
            ),
        ]


class Objection(models.Model):
    """反映 received during a 公示: what was said, never by whom, and how it was answered."""

    publicity = models.ForeignKey(Publicity, models.CASCADE, related_name="+", verbose_name="公示")
    on = models.DateField("收到日期")
    text = models.CharField("反映的内容", max_length=300)
    answer = models.CharField("核实和答复", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    is_upheld = models.BooleanField("反映属实", default=False)
    at = models.DateTimeField("登记时间")
    by = models.CharField("登记人", max_length=100)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "公示期间的反映"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | ~Q(answer=""),
                name="an_answered_word_of_a_publicity_has_its_answer",
                violation_error_message="要写核实和答复的情况",
            )
        ]
