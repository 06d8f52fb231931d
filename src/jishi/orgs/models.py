"""The tree of Party organisations and its history, committees and their terms, posts held, units, guidance."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce

from jishi.kernel.names import initials
from jishi.orgs.rules import OrgKind, PostKind, ReshapeKind, SeatRole, Sector, UnitNature, WorkField


class Days(Func):
    """`daterange(from_on, to_on)`: the days an interval row is true; from_on included, to_on not, blanks unbounded."""

    function = "daterange"
    output_field = models.Field()


class Just(Func):
    """A number as the range of it alone: what an exclusion compares without being an index for finding the number. GiST
    offers every one of its columns for that, and read through by its second it costs a thousand times what the planner
    thinks."""

    function = "int8range"
    template = "%(function)s(%(expressions)s, %(expressions)s, '[]')"


def never_overlapping(*same: str | Func, name: str, message: str, where: Q | None = None) -> ExclusionConstraint:
    """Interval rows that agree in `same`, columns or `Just` of a number, never share a day; `where` limits it to some
    rows."""
    agreeing = [
        (one, RangeOperators.OVERLAPS if isinstance(one, Just) else RangeOperators.EQUAL) for one in same
    ]  # fmt: skip
    return ExclusionConstraint(
        name=name,
        condition=where,
        expressions=[*agreeing, (Days("from_on", "to_on"), RangeOperators.OVERLAPS)],
        violation_error_message=message,
    )


class Organization(models.Model):
    """A Party organisation, down to the 党小组. Name, kind, parent and path are those of today, derived from the
    interval rows below; the past is asked of Placement and Naming."""

    name = models.CharField("党组织名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    initials = models.CharField("拼音首字母", max_length=170, blank=True, db_collation="C", editable=False)
    code = models.CharField("党组织编码", max_length=20, blank=True)
    kind = models.CharField("组织类别", max_length=30, choices=OrgKind.choices())
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), default=Sector.OTHER)
    sector_by_hand = models.BooleanField("领域由人工指定", default=False)
    path = models.CharField("路径", max_length=60, db_collation="C", unique=True, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="上级党组织")
    founded_on = models.DateField("建立日期", null=True)
    duties_from = models.DateField("事项起算日")
    ended_on = models.DateField("撤销日期", null=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("通讯地址", max_length=120, blank=True)
    place = models.CharField("常用会议地点", max_length=80, blank=True)
    version = models.IntegerField("版本", default=1)
    submission = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "党组织"
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="one_org_per_code",
                violation_error_message="编码已被使用",
            )
        ]
        indexes = [
            models.Index(fields=["parent", "path"], name="org_children"),
            models.Index(fields=["kind", "path"], name="org_by_kind"),
            GinIndex(Func("name", function="public.grams"), name="org_name_grams"),
            GinIndex(Func("short_name", function="public.grams"), name="org_short_name_grams"),
            GinIndex(Func("initials", function="public.grams"), name="org_initials_grams"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps `initials` what the names say; nothing writes a name in any other way."""
        self.initials = f"{initials(self.name)} {initials(self.short_name)}".strip()
        super().save(*args, **kwargs)


class Below(models.Model):
    """How many living organisations of a kind stand below one today, itself left out. Derived: the services count along
    (`services.counting`, the only writer: a regional table can have no trigger), `REBUILD_BELOW` makes it anew. Without
    it the top of a province would count 300,000 rows for every look."""

    pk = models.CompositePrimaryKey("org_id", "kind")
    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", db_index=False, verbose_name="党组织")
    kind = models.CharField("组织类别", max_length=30, db_collation="C")
    count = models.IntegerField("下级组织数")

    class Meta:
        default_permissions = ()
        verbose_name = "下级组织数"


# Everything of `Below`, from the organisations alone: four characters of a path are a level (`rules.places.STEP`).
COUNT_BELOW = """
SELECT t.id AS org_id, c.kind, count(*) AS count
FROM orgs_organization c CROSS JOIN generate_series(4, length(c.path) - 4, 4) s(level)
JOIN orgs_organization t ON t.path = left(c.path, s.level)
WHERE c.ended_on IS NULL GROUP BY t.id, c.kind
"""
REBUILD_BELOW = f"""
DELETE FROM orgs_below;
INSERT INTO orgs_below (org_id, kind, count) {COUNT_BELOW}
"""  # noqa: S608  no value is written into the text


class Placement(models.Model):
    """Where an organisation stood in the tree and as what kind, for the days from_on (included) to to_on (not)."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="党组织")
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", verbose_name="上级党组织")
    kind = models.CharField("组织类别", max_length=30, choices=OrgKind.choices())
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "隶属沿革"
        constraints = [never_overlapping("org", name="org_stands_in_one_place_a_day", message="隶属时间重叠")]


class Naming(models.Model):
    """What an organisation was called, for the days from_on (included) to to_on (not)."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="党组织")
    name = models.CharField("名称", max_length=120)
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "名称沿革"
        constraints = [never_overlapping("org", name="org_has_one_name_a_day", message="名称时间重叠")]


class Unit(models.Model):
    """A unit that an organisation stands in; a joint branch has several. Staff figures serve coverage."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="党组织")
    name = models.CharField("所在单位名称", max_length=120)
    nature = models.CharField("单位性质类别", max_length=30, choices=UnitNature.choices(), blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    staff = models.IntegerField("从业人数", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "所在单位"


class Term(models.Model):
    """One committee (or, without a committee, one secretary's) term: elected on, due to end on (day included)."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="terms", verbose_name="党组织")
    number = models.IntegerField("届次", null=True)
    elected_on = models.DateField("选举日期")
    ends_on = models.DateField("届满日期")
    extended_to = models.DateField("经批准延期至", null=True)
    extension_basis = models.CharField("延期批准文件", max_length=200, blank=True)
    until = models.GeneratedField(
        verbose_name="届满日期，含延期",
        expression=Coalesce("extended_to", "ends_on"),
        output_field=models.DateField(),
        db_persist=True,
    )
    closed_on = models.DateField("实际结束", null=True)
    early_basis = models.CharField("提前换届批准文件", max_length=200, blank=True)
    seats = models.IntegerField("委员职数", null=True)
    has_committee = models.BooleanField("设委员会", default=True)

    class Meta:
        default_permissions = ()
        verbose_name = "届次"
        constraints = [
            models.UniqueConstraint(fields=["org"], condition=Q(closed_on=None), name="one_open_term_per_org"),
            models.UniqueConstraint(fields=["org", "elected_on"], name="one_term_per_election"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("elected_on")), name="term_ends_after_election"),
        ]
        indexes = [
            models.Index(fields=["until", "org"], condition=Q(closed_on=None), name="term_by_end"),
            models.Index(fields=["elected_on", "org"], condition=Q(closed_on=None), name="term_by_election"),
        ]


class PostHeld(models.Model):
    """Who held which post, for the days from_on (included) to to_on (not). Rights follow from the posts of today."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    org = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="党组织")
    post = models.CharField("职务", max_length=30, choices=PostKind.choices())
    is_full_time = models.BooleanField("专职", default=False)
    duty_note = models.CharField("分工", max_length=100, blank=True)
    order = models.IntegerField("排序", default=50)
    from_on = models.DateField("任职日期", null=True)
    to_on = models.DateField("免职日期（当日起不任）", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "任职"
        constraints = [
            never_overlapping(
                Just("person"), Just("org"), "post", name="post_held_once_a_day", message="同一职务时间重叠"
            ),
            never_overlapping(
                "org", name="one_secretary_a_day", message="同一时间只有一名书记", where=Q(post=PostKind.SECRETARY)
            ),
        ]
        indexes = [
            models.Index(fields=["org", "post"], name="post_by_org"),
            models.Index(fields=["person"], name="post_by_person"),
        ]


class Guidance(models.Model):
    """An organisation (条) guides another across the tree, beside its owner (块): it sees it and below, never owns it."""

    guide = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="指导单位")
    guided = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="被指导组织")
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "指导关系"
        constraints = [never_overlapping("guide", "guided", name="guidance_once_a_day", message="指导时间重叠")]


class Reshaping(models.Model):
    """One merging, splitting, dissolving or changing of kind with its members, as it was confirmed. `undo` is what it
    changed, by ids: enough to take it back while nothing has followed."""

    kind = models.CharField("调整方式", max_length=10, choices=ReshapeKind.choices())
    org = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="办理的党组织")
    on = models.DateField("生效日期")
    basis = models.CharField("依据", max_length=200)
    at = models.DateTimeField("办理时间")
    by = models.CharField("办理人", max_length=100)
    members = models.IntegerField("转移党员数", default=0)
    undo = models.JSONField("撤回依据", default=dict)
    undone_at = models.DateTimeField("撤回时间", null=True)
    submission = models.UUIDField("提交编号", null=True, unique=True)

    class Meta:
        default_permissions = ()
        verbose_name = "组织调整"
        indexes = [models.Index(fields=["org", "-on"], name="reshaping_by_org")]


class Succession(models.Model):
    """承接: from `on` on, what was the one organisation's is the other's. Gone again when the act is taken back."""

    act = models.ForeignKey(Reshaping, models.CASCADE, related_name="+", verbose_name="组织调整")
    predecessor = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="原党组织")
    successor = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="承接的党组织")
    on = models.DateField("生效日期")
    kind = models.CharField("调整方式", max_length=10, choices=ReshapeKind.choices())
    basis = models.CharField("依据", max_length=200)
    members = models.IntegerField("转移党员数", default=0)

    class Meta:
        default_permissions = ()
        verbose_name = "承接关系"
        constraints = [
            models.UniqueConstraint(fields=["act", "predecessor", "successor"], name="one_succession_per_pair_and_act"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="nobody_succeeds_itself"),
        ]
        indexes = [
            models.Index(fields=["predecessor"], name="succession_by_predecessor"),
            models.Index(fields=["successor"], name="succession_by_successor"),
        ]


class Charge(models.Model):
    """分管: who in a committee is in charge of a field of work, for the days from_on (included) to to_on (not). It
    counts only while that person holds a post in the organisation."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="党组织")
    field = models.CharField("工作领域", max_length=30, choices=WorkField.choices())
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="分管人")
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    submission = models.UUIDField("表单编号", null=True, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "班子分工"
        constraints = [
            never_overlapping(
                "org", "field", name="one_in_charge_of_a_field_a_day", message="同一时间一个领域只由一人分管"
            ),
            models.UniqueConstraint(fields=["submission", "field"], name="a_form_divides_a_field_once"),
        ]
        indexes = [models.Index(fields=["person"], name="charge_by_person")]


class Assistance(models.Model):
    """A department that assists a committee in a field: an organisation of the tree, or a free name."""

    org = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="党组织")
    field = models.CharField("工作领域", max_length=30, choices=WorkField.choices())
    helper = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", verbose_name="协助的党组织")
    helper_name = models.CharField("协助部门", max_length=80, blank=True)
    from_on = models.DateField("起", null=True)
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    submission = models.UUIDField("表单编号", null=True, unique=True, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "协助部门"
        constraints = [
            models.CheckConstraint(
                condition=Q(helper=None) ^ Q(helper_name=""),
                name="assistance_names_one_helper",
                violation_error_message="协助部门选一个党组织，或写一个部门名称",
            ),
            never_overlapping("org", "field", "helper", name="org_assists_once_a_day", message="同一组织协助时间重叠"),
            never_overlapping(
                "org",
                "field",
                "helper_name",
                name="department_assists_once_a_day",
                message="同一部门协助时间重叠",
                where=~Q(helper_name=""),
            ),
        ]

    @property
    def called(self) -> str:
        """The department's name, on the tree or not."""
        return self.helper.name if self.helper else self.helper_name


class StudySeat(models.Model):
    """Who belongs to a committee's 理论学习中心组, by days. A committee that has named nobody studies as it sits."""

    org = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="党组织")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    role = models.CharField("中心组身份", max_length=20, choices=SeatRole.choices(), default=SeatRole.MEMBER)
    from_on = models.DateField("起")
    to_on = models.DateField("止（不含）", null=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "中心组成员"
        constraints = [
            never_overlapping("org", "person", name="study_seat_once_a_day", message="同一人时间重叠"),
            never_overlapping(
                "org", name="one_leader_of_study_a_day", message="同一时间只有一名组长", where=Q(role=SeatRole.LEADER)
            ),
        ]


class ContactPoint(models.Model):
    """A leading cadre of the committee `org` and the organisation `place` that is the cadre's 联系点, by days."""

    org = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="党组织")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="联系领导")
    place = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="联系的党组织")
    from_on = models.DateField("起")
    to_on = models.DateField("止（不含）", null=True)
    basis = models.CharField("依据", max_length=200)
    end_basis = models.CharField("结束依据", max_length=200, blank=True)
    submission = models.UUIDField("提交编号", unique=True, null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "联系点"
        constraints = [
            never_overlapping("org", "person", "place", name="contact_point_once_a_day", message="同一联系点时间重叠"),
            models.CheckConstraint(
                condition=~Q(org=F("place")), name="contact_point_is_below", violation_error_message="联系点不能是本级"
            ),
        ]
        indexes = [models.Index(fields=["place", "from_on"], name="contact_point_by_place")]
