"""A committee's own life: what its 中心组 studies, its 民主生活会, its agendas, 调研, visits, contact duties, and, of every
organisation, its 制度 and yearly goals. Relations of persons to organisations (中心组成员, 联系点) stand in `orgs`."""

from django.db import models
from django.db.models import F, Q

from jishi.activities.rules import SpecialSubject
from jishi.committees.rules import (
    CarriedKind,
    ContactKind,
    GoalCategory,
    GoalLevel,
    GoalState,
    LifeStep,
    MatterState,
    ResultKind,
    ResultState,
    StudyForm,
)
from jishi.kernel.keeping import Kept, Noted
from jishi.orgs.rules import Sector


class StudyTopic(Kept):
    """One study of the 中心组: planned for a month, with its form and lead speakers; held when a record is linked."""

    year = models.IntegerField("年度")
    month = models.IntegerField("计划月份", null=True)
    form = models.CharField("学习形式", max_length=20, choices=StudyForm.choices(), default=StudyForm.COLLECTIVE)
    topic = models.CharField("学习内容", max_length=200)
    speakers = models.CharField("重点发言人", max_length=120, blank=True)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="学习记录"
    )

    class Meta(Kept.Meta):
        verbose_name = "中心组学习安排"
        indexes = [models.Index(fields=["org", "year", "month"], name="study_topic_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__range=(1, 12)),
                name="study_month_is_a_month",
                violation_error_message="月份只能是1到12",
            ),
            models.UniqueConstraint(fields=["activity"], name="one_topic_per_study_record"),
        ]


class SelfStudy(Noted):
    """个人自学 of one person on one topic: the day and the minutes, for study only."""

    topic = models.ForeignKey(StudyTopic, models.CASCADE, related_name="+", verbose_name="学习内容")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="人员")
    done_on = models.DateField("日期")
    minutes = models.IntegerField("学习时长（分钟）")

    class Meta(Noted.Meta):
        verbose_name = "个人自学"
        constraints = [
            models.UniqueConstraint(fields=["topic", "person", "done_on"], name="self_study_once_a_day"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0), name="self_study_takes_time", violation_error_message="时长要大于0"
            ),
        ]


class LifeMeeting(Kept):
    """民主生活会 of one year with what comes before and after. What was said of a person is never typed."""

    year = models.IntegerField("年度")
    theme = models.CharField("主题", max_length=200)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="会议记录"
    )

    class Meta(Kept.Meta):
        verbose_name = "民主生活会"
        constraints = [models.UniqueConstraint(fields=["org", "year"], name="one_life_meeting_a_year")]


class LifeStepDone(Noted):
    """A step done: its day and one sentence without names of those criticised."""

    meeting = models.ForeignKey(LifeMeeting, models.CASCADE, related_name="+", verbose_name="民主生活会")
    step = models.CharField("环节", max_length=20, choices=LifeStep.choices())
    done_on = models.DateField("日期")
    note = models.CharField("情况", max_length=200, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "民主生活会环节"
        constraints = [models.UniqueConstraint(fields=["meeting", "step"], name="a_life_step_once")]


class Talk(Noted):
    """谈心谈话 before the meeting: the day and the two who talked. What they said is theirs."""

    meeting = models.ForeignKey(LifeMeeting, models.CASCADE, related_name="+", verbose_name="民主生活会")
    held_on = models.DateField("日期")
    one = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="谈话人")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="谈话对象")

    class Meta(Noted.Meta):
        verbose_name = "谈心谈话（日期和双方）"
        constraints = [
            models.CheckConstraint(
                condition=~Q(one=F("other")), name="a_talk_has_two", violation_error_message="谈话双方不能是同一人"
            )
        ]


class Rectification(Noted):
    """An item of the 整改清单. The task it became is accepted by a second person."""

    meeting = models.ForeignKey(LifeMeeting, models.CASCADE, related_name="+", verbose_name="民主生活会")
    problem = models.CharField("问题", max_length=200)
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, related_name="+", verbose_name="整改任务"
    )  # fmt: skip

    class Meta(Noted.Meta):
        verbose_name = "整改清单"


class Agenda(Kept):
    """A draft agenda of a 专题会议 with the figures it was drafted from, each with its records, as of `drafted_on`."""

    subject = models.CharField("专题", max_length=20, choices=SpecialSubject.choices())
    title = models.CharField("名称", max_length=120)
    meet_on = models.DateField("拟开日期", null=True)
    drafted_on = models.DateField("汇总日期")
    points = models.JSONField("议题", default=list)
    figures = models.JSONField("背景数字", default=list)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="会议记录"
    )

    class Meta(Kept.Meta):
        verbose_name = "专题会议议程"
        indexes = [models.Index(fields=["org", "-drafted_on"], name="agenda_by_org")]


class Research(Kept):
    """调研 of one leading cadre: planned, made, written up; what came of it stands in its results."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="调研人")
    year = models.IntegerField("年度")
    subject = models.CharField("调研题目", max_length=120)
    place = models.CharField("调研地点", max_length=120, blank=True)
    from_on = models.DateField("开始", null=True)
    to_on = models.DateField("结束", null=True)
    findings = models.TextField("发现的情况", max_length=2000, blank=True)
    suggestions = models.TextField("意见建议", max_length=2000, blank=True)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="调研记录"
    )

    class Meta(Kept.Meta):
        verbose_name = "领导干部调研"
        indexes = [models.Index(fields=["org", "year", "person"], name="research_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(from_on__isnull=False, to_on__gte=F("from_on")),
                name="research_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期",
            )
        ]


class ResearchVisited(models.Model):
    """An organisation visited in a 调研."""

    research = models.ForeignKey(Research, models.CASCADE, related_name="+", verbose_name="调研")
    org = models.ForeignKey("orgs.Organization", models.PROTECT, related_name="+", verbose_name="走访的党组织")

    class Meta:
        default_permissions = ()
        verbose_name = "调研走访"
        constraints = [models.UniqueConstraint(fields=["research", "org"], name="an_org_visited_once_in_research")]


class ResearchResult(Noted):
    """What came of a 调研, with the task or the meeting where there is one."""

    research = models.ForeignKey(Research, models.CASCADE, related_name="+", verbose_name="调研")
    kind = models.CharField("成果", max_length=20, choices=ResultKind.choices())
    on = models.DateField("日期")
    note = models.CharField("内容", max_length=200)
    state = models.CharField("落实情况", max_length=20, choices=ResultState.choices(), default=ResultState.OPEN)
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="任务"
    )
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="采纳的会议"
    )
    version = models.IntegerField("版本", default=1)

    class Meta(Noted.Meta):
        verbose_name = "调研成果"


class PointVisit(Noted):
    """A visit to a contact point that is no record of organisational life of its own: day, what was done, what came of it."""

    point = models.ForeignKey("orgs.ContactPoint", models.CASCADE, related_name="+", verbose_name="联系点")
    on = models.DateField("日期")
    what = models.CharField("做了什么", max_length=200)
    came_of_it = models.CharField("结果", max_length=200, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "到联系点"
        indexes = [models.Index(fields=["point", "-on"], name="point_visit_by_point")]


class ContactDuty(Kept):
    """下访, 结亲 or 驻点 of one cadre: how often, where, with whom, from when to when. `households` is a form of address and
    a group, never a full name, and is read only by those who record for the committee or the branch concerned."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", verbose_name="干部")
    kind = models.CharField("方式", max_length=20, choices=ContactKind.choices())
    from_on = models.DateField("起")
    to_on = models.DateField("止")
    planned = models.IntegerField("计划次数")
    place = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="涉及的党组织"
    )
    where = models.CharField("地点", max_length=80, blank=True)
    households = models.CharField("联系对象（称呼和村组）", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "干部联系任务"
        indexes = [models.Index(fields=["org", "-from_on"], name="contact_duty_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="contact_duty_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期",
            ),
            models.CheckConstraint(
                condition=Q(planned__gt=0), name="contact_duty_is_planned", violation_error_message="计划次数要大于0"
            ),
        ]


class ContactDone(Noted):
    """One 下访, 结亲走访 or 驻点 that took place, and what became of what people raised. A matter that became a task is
    followed there."""

    duty = models.ForeignKey(ContactDuty, models.CASCADE, related_name="+", verbose_name="联系任务")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, blank=True)
    what = models.CharField("做了什么", max_length=200)
    matter = models.CharField("群众提出的事", max_length=200, blank=True)
    state = models.CharField("办理情况", max_length=20, choices=MatterState.choices(), default=MatterState.NONE)
    assignment = models.ForeignKey(
        "assignments.Assignment", models.PROTECT, null=True, related_name="+", verbose_name="任务"
    )
    version = models.IntegerField("版本", default=1)

    class Meta(Noted.Meta):
        verbose_name = "联系纪实"
        indexes = [models.Index(fields=["duty", "-on"], name="contact_done_by_duty")]


class Institution(Kept):
    """制度: something the organisation itself adopted; its text stands in its versions."""

    title = models.CharField("制度名称", max_length=120)
    adopted_on = models.DateField("制定日期")
    abolished_on = models.DateField("废止日期", null=True)
    abolished_why = models.CharField("废止原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "制度"
        indexes = [models.Index(fields=["org", "title"], name="institution_by_org")]
        constraints = [
            models.CheckConstraint(
                condition=Q(abolished_on=None) | Q(abolished_on__gte=F("adopted_on")) & ~Q(abolished_why=""),
                name="institution_abolished_after_adopted",
                violation_error_message="废止不能早于制定，并要写明原因",
            ),
            models.UniqueConstraint(
                fields=["org", "title"],
                condition=Q(abolished_on=None),
                name="one_institution_of_a_title",
                violation_error_message="已有同名的制度在执行",
            ),
        ]


class InstitutionVersion(Noted):
    """The text of a 制度 from a day on: by which meeting, what changed, the words or a file."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", verbose_name="制度")
    number = models.IntegerField("版次")
    on = models.DateField("通过日期")
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="通过的会议"
    )
    change = models.CharField("修订内容", max_length=300, blank=True)
    text = models.TextField("正文", max_length=20000, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, null=True, related_name="+", verbose_name="文件")

    class Meta(Noted.Meta):
        verbose_name = "制度文本"
        constraints = [models.UniqueConstraint(fields=["institution", "number"], name="one_text_per_number")]


class Carried(Noted):
    """Evidence that a 制度 is carried out: a record it was followed in, or the yearly look at it."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", verbose_name="制度")
    kind = models.CharField("方式", max_length=20, choices=CarriedKind.choices())
    on = models.DateField("日期")
    note = models.CharField("执行情况", max_length=300)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="有关记录"
    )

    class Meta(Noted.Meta):
        verbose_name = "制度执行"
        indexes = [models.Index(fields=["institution", "-on"], name="carried_by_institution")]


class Goal(Kept):
    """年度目标: what an organisation sets for a year, for itself or for those below it (of one sector or of all). It is
    followed by its records and a result in words; it has no score."""

    year = models.IntegerField("年度")
    level = models.CharField("层级", max_length=10, choices=GoalLevel.choices(), default=GoalLevel.OWN)
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), blank=True)
    category = models.CharField("类别", max_length=20, choices=GoalCategory.choices())
    text = models.CharField("目标", max_length=200)
    measure = models.CharField("怎样算完成", max_length=200)
    due_on = models.DateField("完成时限")
    state = models.CharField("状态", max_length=10, choices=GoalState.choices(), default=GoalState.OPEN)
    result = models.CharField("结果", max_length=300, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "年度目标"
        indexes = [models.Index(fields=["org", "year", "category"], name="goal_by_year")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=GoalState.OPEN) | ~Q(result=""),
                name="closed_goal_has_its_result",
                violation_error_message="要写明结果",
            )
        ]


class GoalProgress(Noted):
    """A step towards a goal, with the record that shows it: of the issuer, or of an organisation the goal is set for
    (`org`), which reports it."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="+", verbose_name="年度目标")
    org = models.ForeignKey(
        "orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="报进展的党组织"
    )
    on = models.DateField("日期")
    note = models.CharField("进展", max_length=300)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="有关记录"
    )

    class Meta(Noted.Meta):
        verbose_name = "目标进展"
        indexes = [models.Index(fields=["goal", "-on"], name="goal_progress_by_goal")]
