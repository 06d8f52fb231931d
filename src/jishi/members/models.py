"""Members and where they belonged when; the staging of roster imports."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce

from jishi.members.rules import Category, MembershipKind, Standing
from jishi.members.rules.batches import BatchState
from jishi.members.rules.roster import Outcome
from jishi.orgs.models import never_overlapping
from jishi.people.rules import Sex

LATE = date(9999, 12, 31)
BELONGS = models.Q(org__isnull=False)
JOINED_KEY = Coalesce("joined_on", models.Value(LATE, models.DateField()))
BORN_KEY = Coalesce("born_on", models.Value(LATE, models.DateField()))


class Member(models.Model):
    """A Party member, as of today. Narrow: lists of seven million rows are read from its indexes. What is
    `editable=False` and `county` are derived (a law test holds them equal to their source); `org` and `group` are
    today's Membership rows, null once the member has left."""

    keeps_person = True  # people.queries.is_kept_elsewhere

    person = models.OneToOneField(
        "people.Person", models.PROTECT, primary_key=True, related_name="+", verbose_name="人员"
    )
    # Indexes below begin with these three: their own would only cost disk and time.
    org = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="所在党支部"
    )
    group = models.ForeignKey(
        "orgs.Organization", models.SET_NULL, null=True, db_index=False, related_name="+", verbose_name="党小组"
    )
    county = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="所属县级"
    )
    name_key = models.CharField("拼音序", max_length=400, db_collation="C", editable=False)
    initials = models.CharField("拼音首字母", max_length=60, db_collation="C", editable=False)
    # Prefixes of other spellings (重 as c or z), empty for most names: found by containment, so that one index serves.
    other_initials = ArrayField(
        models.CharField(max_length=60), verbose_name="其他拼音首字母", default=list, editable=False
    )
    sex = models.CharField("性别", max_length=1, choices=Sex.choices(), default=Sex.UNKNOWN, editable=False)
    born_on = models.DateField("出生日期", null=True, editable=False)
    category = models.CharField("人员类别", max_length=15, choices=Category.choices())
    joined_on = models.DateField("加入党组织日期", null=True)
    full_on = models.DateField("转为正式党员日期", null=True)
    standing = models.CharField("党籍状态", max_length=10, choices=Standing.choices(), default=Standing.NORMAL)
    standing_correction_months = models.IntegerField("党龄校正值（月）", default=0)
    job = models.CharField("工作岗位", max_length=60, blank=True)
    is_mobile = models.BooleanField("流动党员", default=False)
    mobile_to = models.CharField("外出流向", max_length=60, blank=True)
    is_lost = models.BooleanField("失联党员", default=False)
    lost_on = models.DateField("失去联系日期", null=True)
    left_on = models.DateField("离开日期", null=True)
    submission = models.UUIDField("提交编号", null=True, unique=True)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "党员"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(full_on=None) | models.Q(full_on__gte=models.F("joined_on")),
                name="full_membership_not_before_joining",
                violation_error_message="转正日期早于入党日期",
            ),
            models.CheckConstraint(
                condition=models.Q(category=Category.FULL) | models.Q(full_on=None),
                name="probationary_member_has_no_full_date",
                violation_error_message="预备党员没有转正日期",
            ),
            models.CheckConstraint(
                condition=models.Q(is_lost=True) | models.Q(lost_on=None),
                name="only_lost_members_have_lost_date",
                violation_error_message="没有失联的党员不填失去联系日期",
            ),
            models.CheckConstraint(
                condition=models.Q(org=None) | models.Q(left_on=None),
                name="member_of_branch_has_not_left",
            ),
        ]
        # A page of any list is read from one of these, never by sorting a county (docs/performance.md). Who has left is
        # in none of the lists, and in none of the indexes: what they hold is the answer.
        indexes = [
            models.Index(fields=["org", "name_key", "person"], name="member_by_org_name"),
            models.Index(
                fields=["county", "name_key", "person"],
                include=["sex", "born_on"],
                condition=BELONGS,
                name="member_of_county",
            ),
            models.Index(
                fields=["name_key", "person"],
                include=["county", "sex", "born_on"],
                condition=BELONGS,
                name="member_by_name_county",
            ),
            models.Index(JOINED_KEY, "person", condition=BELONGS, name="member_by_joined"),
            models.Index(BORN_KEY, "person", condition=BELONGS, name="member_by_birth"),
            models.Index(fields=["initials"], name="member_by_initials"),
            GinIndex(fields=["other_initials"], name="member_other_initials"),
            models.Index(fields=["group"], name="member_by_group"),
            models.Index(fields=["full_on"], name="member_by_full_on"),
            # What few are of is found without a look at the many who are not.
            models.Index(
                fields=["county", "name_key", "person"],
                condition=BELONGS & models.Q(category=Category.PROBATIONARY),
                name="member_probationary",
            ),
            models.Index(
                fields=["county", "name_key", "person"],
                condition=BELONGS & models.Q(is_mobile=True),
                name="member_mobile",
            ),
            models.Index(
                fields=["county", "name_key", "person"],
                condition=BELONGS & models.Q(is_lost=True),
                name="member_lost",
            ),
        ]


class Membership(models.Model):
    """Where a member belonged, for the days from_on (included) to to_on (not). `org` is a branch for formal and
    attached rows, a 党小组 for group rows."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+", verbose_name="党员")
    org = models.ForeignKey(
        "orgs.Organization", models.PROTECT, db_index=False, related_name="+", verbose_name="党组织"
    )  # membership_by_org begins with it
    kind = models.CharField("关系", max_length=10, choices=MembershipKind.choices())
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    reason = models.CharField("进入或离开方式", max_length=40, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "党员隶属"
        constraints = [never_overlapping("member", "kind", name="member_belongs_once_a_day", message="隶属时间重叠")]
        indexes = [models.Index(fields=["org", "kind", "from_on"], name="membership_by_org")]


class RosterBatch(models.Model):
    """One uploaded roster on its way in: what was read, how it was understood, what came of it. The file itself is
    never kept; its rows are sealed and purged (`members.jobs`) a week after the upload."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="导入到")
    file_name = models.CharField("文件名", max_length=150)
    account_id = models.BigIntegerField("账号", null=True)
    actor_name = models.CharField("操作人", max_length=100)
    created_at = models.DateTimeField("上传时间")
    state = models.CharField("状态", max_length=12, choices=BatchState.choices(), default=BatchState.READ)
    good_rows_only = models.BooleanField("只导入没有问题的行", default=False)
    header = models.JSONField("表头", default=list)
    mapping = models.JSONField("列的对应", default=dict)
    total = models.IntegerField("行数", default=0)
    done = models.IntegerField("已处理", default=0)
    summary = models.JSONField("结果", default=dict)
    finished_at = models.DateTimeField("完成时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    purged_at = models.DateTimeField("清除时间", null=True)
    submission = models.UUIDField("提交编号", null=True, unique=True)

    class Meta:
        default_permissions = ()
        verbose_name = "名册导入"
        indexes = [models.Index(fields=["org", "-created_at"], name="roster_batch_by_org")]


class RosterBlock(models.Model):
    """The cells of some hundred rows of a batch, sealed together: {row number: cells}. Sealing row by row would take
    longer than writing the members."""

    batch = models.ForeignKey(RosterBatch, models.CASCADE, related_name="+", verbose_name="批次")
    first = models.IntegerField("首行行号")
    last = models.IntegerField("末行行号")
    cells = models.BinaryField("内容")

    class Meta:
        default_permissions = ()
        verbose_name = "名册内容"
        constraints = [models.UniqueConstraint(fields=["batch", "first"], name="one_block_per_row_of_batch")]


class RosterRow(models.Model):
    """A row of a batch: its number in the sheet and what became of it. `changes` (sealed) is empty for a stranger, of
    whom everything is new: the preview reads the cells. `undo` (sealed) is what it was before, for taking the batch
    back."""

    batch = models.ForeignKey(RosterBatch, models.CASCADE, related_name="+", verbose_name="批次")
    number = models.IntegerField("表中行号")
    name = models.CharField("姓名", max_length=60, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices(), blank=True)
    is_applied = models.BooleanField("已写入", default=False)
    reasons = models.JSONField("原因", default=list)
    warnings = models.JSONField("提示", default=list)
    changes = models.BinaryField("变化", default=bytes)
    undo = models.BinaryField("撤销依据", default=bytes)
    member_id = models.BigIntegerField("党员", null=True)
    # Which rows of the sheet name the same person is found by these two, in the database: a keyed hash of number or
    # branch, name and birth date, and the person somebody already is.
    who = models.BinaryField("认人依据", default=bytes)
    known_id = models.BigIntegerField("已有人员", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "名册行"
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number_in_batch")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="roster_row_by_outcome")]


class RosterNewcomer(models.Model):
    """A row of a batch that brings somebody nobody knows, ready to be written: the columns of person, sealed fields and
    member by their names. The table is not logged: after a crash of the database it is empty, and the rows are judged
    again from their cells."""

    pk = models.CompositePrimaryKey("batch_id", "number")
    batch = models.ForeignKey(RosterBatch, models.CASCADE, db_index=False, related_name="+", verbose_name="批次")
    number = models.IntegerField("表中行号")
    org_id = models.BigIntegerField("所在党支部")
    group_id = models.BigIntegerField("党小组", null=True)
    name = models.CharField("姓名", max_length=60)
    name_key = models.CharField("拼音序", max_length=400, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=60, db_collation="C")
    other_initials = ArrayField(models.CharField(max_length=60), verbose_name="其他拼音首字母")
    sex = models.CharField("性别", max_length=1)
    born_on = models.DateField("出生日期", null=True)
    ethnicity = models.CharField("民族", max_length=2)
    native_place = models.CharField("籍贯", max_length=60)
    education = models.CharField("学历", max_length=2)
    education_label = models.CharField("学历（原填）", max_length=20)
    degree = models.CharField("学位", max_length=20)
    employer = models.CharField("工作单位及职务", max_length=120)
    citizen_id = models.BinaryField("公民身份号码")
    citizen_id_hash = models.CharField("身份号码检索码", max_length=64)
    phone = models.BinaryField("联系电话")
    address = models.BinaryField("家庭住址")
    category = models.CharField("人员类别", max_length=15)
    joined_on = models.DateField("加入党组织日期", null=True)
    full_on = models.DateField("转为正式党员日期", null=True)
    standing = models.CharField("党籍状态", max_length=10)
    standing_correction_months = models.IntegerField("党龄校正值（月）")
    job = models.CharField("工作岗位", max_length=60)
    is_mobile = models.BooleanField("流动党员")
    mobile_to = models.CharField("外出流向", max_length=60)
    is_lost = models.BooleanField("失联党员")
    lost_on = models.DateField("失去联系日期", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "名册新增人员"
