"""Pages that join apps; the desk keeps no rows of its own but uploaded layouts, private calendar links, inspection lists, and the head counts
of 组织生活一览."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from jishi.desk.rules.inspection import minutes_between
from jishi.kernel.keeping import Kept
from jishi.orgs.rules import BRANCH_KINDS


class Layout(models.Model):
    """A county's own printed layout: a .docx with placeholders that replaces our default for everything below it."""

    org = models.ForeignKey("orgs.Organization", models.CASCADE, related_name="+", verbose_name="适用于")
    paper = models.CharField("表册", max_length=30)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name="表样文件")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        default_permissions = ()
        verbose_name = "自定义表样"
        constraints = [models.UniqueConstraint(fields=["org", "paper"], name="one_layout_per_paper_and_org")]


class CalendarLink(models.Model):
    """A private address from which one person's programs read a calendar. The address itself is stored nowhere: only a
    keyed hash of it, by which it is found."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", verbose_name="人员")
    org = models.ForeignKey("orgs.Organization", models.CASCADE, null=True, related_name="+", verbose_name="党组织")
    token_hash = models.CharField("链接校验值", max_length=64, unique=True)
    issued_at = models.DateTimeField("生成时间")
    revoked_at = models.DateTimeField("停用时间", null=True)
    submission = models.UUIDField("提交编号", unique=True)

    class Meta:
        default_permissions = ()
        verbose_name = "日历链接"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "org"],
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
                name="one_living_link_per_person_and_org",
            )
        ]


class Heads(models.Model):
    """Numbers of 组织生活一览. Derived (`services.heads` is the only writer): what is true today under quarter "", under a
    quarter who came out of whom was expected at its records."""

    quarter = models.CharField("季度", max_length=7, blank=True, db_collation="C")
    sector = models.CharField("领域", max_length=20, db_collation="C")
    branches = models.IntegerField("支部")
    members = models.IntegerField("党员")
    present = models.IntegerField("实到人次")
    expected = models.IntegerField("应到人次")

    class Meta:
        abstract = True
        default_permissions = ()


class OwnHeads(Heads):
    """What an organisation itself was last counted as, and at whom: `line` is those above it, the topmost first."""

    pk = models.CompositePrimaryKey("org_id", "quarter")
    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, db_index=False, related_name="+", verbose_name="党组织"
    )
    line = ArrayField(models.BigIntegerField(), verbose_name="上级组织")

    class Meta(Heads.Meta):
        verbose_name = "本级人数"


class HeadsBelow(Heads):
    """The sum of what stands below an organisation, itself left out, by sector."""

    pk = models.CompositePrimaryKey("org_id", "quarter", "sector")
    org = models.ForeignKey(
        "orgs.Organization", models.CASCADE, db_index=False, related_name="+", verbose_name="党组织"
    )

    class Meta(Heads.Meta):
        verbose_name = "下级人数"


_KINDS = ", ".join(f"'{kind.value}'" for kind in sorted(BRANCH_KINDS))
# What organisations are to be counted as, from organisations, members and records alone; {orgs} and {records} narrow both.
COUNT_OWN = f"""
SELECT o.id AS org_id, h.quarter, o.sector,
  ARRAY(SELECT t.id FROM generate_series(4, length(o.path) - 4, 4) s(level)
        JOIN orgs_organization t ON t.path = left(o.path, s.level) ORDER BY s.level) AS line,
  h.branches, h.members, h.present, h.expected
FROM orgs_organization o CROSS JOIN LATERAL (
  SELECT '' AS quarter, (o.kind IN ({_KINDS}) AND o.ended_on IS NULL)::int AS branches,
    (SELECT count(*) FROM members_member m WHERE m.org_id = o.id)::int AS members, 0 AS present, 0 AS expected
  UNION ALL
  SELECT to_char(v.held_on, 'YYYY"-Q"Q'), 0, 0, sum(v.present)::int, sum(v.expected)::int
  FROM activities_activity v
  WHERE v.org_id = o.id AND v.state = 'confirmed' AND v.expected > 0 {{records}}
  GROUP BY 1
) h WHERE {{orgs}}
"""  # noqa: S608  words of ours
REBUILD_HEADS = f"""
DELETE FROM desk_ownheads;
DELETE FROM desk_headsbelow;
INSERT INTO desk_ownheads (org_id, quarter, sector, line, branches, members, present, expected)
{COUNT_OWN.format(orgs="true", records="")};
INSERT INTO desk_headsbelow (org_id, quarter, sector, branches, members, present, expected)
SELECT node, quarter, sector, sum(branches), sum(members), sum(present), sum(expected)
FROM desk_ownheads CROSS JOIN unnest(line) AS node GROUP BY node, quarter, sector
"""  # noqa: S608  words of ours


class InspectionList(Kept):
    """调阅清单: what an inspection asks to see, by whom and on which basis. It only asks: what is gathered for it stands in
    the records, and nothing is made or dated from here. `packed_at` is when its package was first finished."""

    title = models.CharField("名称", max_length=100)
    asked_by = models.CharField("谁来调阅", max_length=80)
    basis = models.CharField("依据", max_length=200, blank=True)
    received_on = models.DateField("收到日期")
    at = models.DateTimeField("录入时间")
    by = models.CharField("录入人", max_length=100)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", verbose_name="原件")
    packed_at = models.DateTimeField("材料汇齐时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "调阅清单"
        indexes = [models.Index(fields=["org", "-id"], name="inspection_by_org")]

    @property
    def minutes(self) -> int | None:
        """Minutes from taking the list in to the first finished package; None before."""
        return minutes_between((self.packed_at - self.at).total_seconds()) if self.packed_at else None


class InspectionItem(models.Model):
    """One line of the list: the days it asks about, where the platform looks (`keys`), and whether a person chose these."""

    inspection = models.ForeignKey(InspectionList, models.CASCADE, related_name="+", verbose_name="调阅清单")
    number = models.IntegerField("序号")
    text = models.CharField("要什么", max_length=300)
    first_on = models.DateField("起")
    last_on = models.DateField("止")
    keys = ArrayField(models.CharField(max_length=80), verbose_name="对上的内容", default=list)
    by_hand = models.BooleanField("人工更正", default=False)
    version = models.IntegerField("版本", default=1)

    class Meta:
        default_permissions = ()
        verbose_name = "调阅清单的一项"
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="an_item_has_its_number"),
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="an_item_ends_after_it_begins",
                violation_error_message="止不能早于起",
            ),
        ]
