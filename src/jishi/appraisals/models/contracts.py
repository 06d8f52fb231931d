"""目标管理责任书: what a committee lays down for all below it in a year, and the contract of each, signed by both sides.

The points of an item are those of the scheme. The agreed numbers of a contract in force are the `Target`s of its
assessment, so that the assessment by the scheme is the assessment of the contract."""

from django.db import models
from django.db.models import Q

from jishi.appraisals.rules import ContractState, Side
from jishi.kernel.keeping import Kept, Noted
from jishi.orgs.rules import Sector


class ContractSet(Kept):
    """The contracts of `org` (甲方) with those right below it for a year, by a version in force of its scheme."""

    year = models.IntegerField("年度")
    edition = models.ForeignKey(
        "appraisals.SchemeVersion", models.PROTECT, related_name="+", verbose_name="考核办法的一版"
    )
    round = models.ForeignKey(
        "appraisals.AssessmentRound", models.PROTECT, null=True, related_name="+", verbose_name="一次考核"
    )
    preamble = models.TextField("依据和目的", max_length=1000, blank=True)
    measures = models.TextField("保证措施", max_length=1000, blank=True)
    rewards = models.TextField("奖惩", max_length=1000, blank=True)
    sign_by = models.DateField("签订最晚日期", null=True)
    check_by = models.DateField("半年自检最晚日期", null=True)
    published_on = models.DateField("发出日期", null=True)
    late_why = models.CharField("第一季度以后才发出的原因", max_length=200, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "责任书（一批）"
        constraints = [
            models.UniqueConstraint(
                fields=["org", "edition", "year"],
                name="contracts_of_a_version_once_a_year",
                violation_error_message="这套办法本年度的责任书已经起草",
            ),
            models.CheckConstraint(
                condition=Q(published_on=None, round=None) | Q(published_on__isnull=False, round__isnull=False),
                name="published_contracts_are_assessed",
            ),
        ]


class ContractTerm(models.Model):
    """An item of the scheme as it is laid down for all. `passes` is the drafter's own contract item that it passes down."""

    set = models.ForeignKey(
        ContractSet, models.CASCADE, db_index=False, related_name="+", verbose_name="责任书（一批）"
    )  # the first column of the unique index below
    indicator = models.ForeignKey("appraisals.Indicator", models.PROTECT, related_name="+", verbose_name="指标")
    passes = models.ForeignKey(
        "appraisals.ContractItem", models.PROTECT, null=True, related_name="+", verbose_name="分解自本级的哪一项"
    )
    target = models.IntegerField("目标数", null=True)
    measure = models.CharField("量化指标", max_length=300, blank=True)
    due_on = models.DateField("完成时限", null=True)
    evidence = models.CharField("佐证材料", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = "责任书的一项"
        constraints = [
            models.UniqueConstraint(fields=["set", "indicator"], name="one_term_an_item_of_the_scheme"),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=0),
                name="a_term_is_no_debt",
                violation_error_message="目标数不能小于0",
            ),
        ]


class ContractDifference(models.Model):
    """What is laid down otherwise for a sector, or for one organisation, which goes before its sector."""

    term = models.ForeignKey(
        ContractTerm, models.CASCADE, db_index=False, related_name="+", verbose_name="责任书的一项"
    )  # the first column of the unique index below
    sector = models.CharField("领域", max_length=20, choices=Sector.choices(), blank=True)
    org = models.ForeignKey("orgs.Organization", models.PROTECT, null=True, related_name="+", verbose_name="党组织")
    target = models.IntegerField("目标数", null=True)
    measure = models.CharField("量化指标", max_length=300, blank=True)
    due_on = models.DateField("完成时限", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "责任书的差别"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "sector", "org"], nulls_distinct=False, name="one_difference_for_whom_it_is"
            ),
            models.CheckConstraint(
                condition=(Q(sector="") & Q(org__isnull=False)) | (~Q(sector="") & Q(org=None)),
                name="a_difference_is_of_a_sector_or_of_one",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=0),
                name="a_difference_is_no_debt",
                violation_error_message="目标数不能小于0",
            ),
        ]


class Contract(Kept):
    """The contract of one organisation (`org`, 乙方). `check_lines` is the half-year self-check as it was sent, with the
    numbers of that day."""

    set = models.ForeignKey(
        ContractSet, models.PROTECT, db_index=False, related_name="+", verbose_name="责任书（一批）"
    )  # the first column of the unique index below
    assessment = models.OneToOneField(
        "appraisals.Assessment", models.PROTECT, related_name="+", verbose_name="党组织考核"
    )
    state = models.CharField("进行情况", max_length=10, choices=ContractState.choices(), default=ContractState.OFFERED)
    in_force_on = models.DateField("生效日期", null=True)
    check_text = models.TextField("半年自检说明", max_length=2000, blank=True)
    check_lines = models.JSONField("半年自检数字", null=True)
    check_on = models.DateField("半年自检日期", null=True)
    check_by = models.CharField("半年自检人", max_length=100, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "目标管理责任书"
        indexes = [models.Index(fields=["org"], name="contract_by_org")]
        constraints = [
            models.UniqueConstraint(fields=["set", "org"], name="one_contract_an_organisation"),
            models.CheckConstraint(
                condition=Q(state=ContractState.IN_FORCE, in_force_on__isnull=False)
                | (~Q(state=ContractState.IN_FORCE) & Q(in_force_on=None)),
                name="a_contract_in_force_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(check_on=None, check_lines__isnull=True)
                | Q(check_on__isnull=False, check_lines__isnull=False),
                name="a_self_check_keeps_its_numbers",
            ),
        ]


class ContractItem(models.Model):
    """One item of one contract, as agreed: fixed once the first side has signed, but for who answers for it."""

    contract = models.ForeignKey(
        Contract, models.CASCADE, db_index=False, related_name="+", verbose_name="目标管理责任书"
    )  # the first column of the unique index below
    term = models.ForeignKey(ContractTerm, models.PROTECT, related_name="+", verbose_name="责任书的一项")
    owner = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    target = models.IntegerField("目标数", null=True)
    measure = models.CharField("量化指标", max_length=300, blank=True)
    due_on = models.DateField("完成时限", null=True)

    class Meta:
        default_permissions = ()
        verbose_name = "责任书里的一项"
        constraints = [
            models.UniqueConstraint(fields=["contract", "term"], name="a_term_once_a_contract"),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=0),
                name="an_agreed_target_is_no_debt",
                violation_error_message="目标数不能小于0",
            ),
        ]


class ContractProposal(Noted):
    """What the one side wants otherwise, and the answer of the other."""

    item = models.ForeignKey(ContractItem, models.CASCADE, related_name="+", verbose_name="责任书里的一项")
    text = models.CharField("修改意见", max_length=300)
    target = models.IntegerField("建议目标数", null=True)
    due_on = models.DateField("建议完成时限", null=True)
    is_taken = models.BooleanField("是否采纳", null=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_on = models.DateField("答复日期", null=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)

    class Meta(Noted.Meta):
        verbose_name = "责任书修改意见"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_taken=None, answered_on=None) | Q(is_taken__isnull=False, answered_on__isnull=False),
                name="an_answered_proposal_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | Q(target__gte=0),
                name="a_proposed_target_is_no_debt",
                violation_error_message="目标数不能小于0",
            ),
        ]


class ContractSignature(Noted):
    """Who signed for a side, in which post, on which day: on the platform (`person`), or on paper (`is_paper`, as noted by
    `by`). `is_heir`: whoever answers for the side today goes on with what another signed."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="+", verbose_name="目标管理责任书")
    side = models.CharField("哪一方", max_length=10, choices=Side.choices())
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", verbose_name="签订人")
    name = models.CharField("姓名", max_length=60)
    post = models.CharField("职务", max_length=60)
    on = models.DateField("签订日期")
    is_paper = models.BooleanField("纸质签订", default=False)
    is_heir = models.BooleanField("继任续责", default=False)

    class Meta(Noted.Meta):
        verbose_name = "责任书签字"
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], condition=Q(is_heir=False), name="a_side_signs_once"),
            models.UniqueConstraint(
                fields=["contract", "side", "person"], condition=Q(is_heir=True), name="an_heir_goes_on_once"
            ),
            models.CheckConstraint(
                condition=Q(is_paper=True) | Q(person__isnull=False), name="who_signs_here_is_a_person"
            ),
        ]


class ContractProgress(Noted):
    """How far an item has come, where no records say it: the number reached so far, or that it is done."""

    item = models.ForeignKey(ContractItem, models.CASCADE, related_name="+", verbose_name="责任书里的一项")
    on = models.DateField("日期")
    reached = models.IntegerField("已完成数", null=True)
    is_done = models.BooleanField("已经完成", default=False)
    text = models.CharField("进展情况", max_length=300)
    activity = models.ForeignKey(
        "activities.Activity", models.PROTECT, null=True, related_name="+", verbose_name="组织生活记录"
    )

    class Meta(Noted.Meta):
        verbose_name = "责任书进展"
        indexes = [models.Index(fields=["item", "-on", "-id"], name="contract_progress_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reached=None) | Q(reached__gte=0),
                name="what_is_reached_is_no_debt",
                violation_error_message="已完成数不能小于0",
            )
        ]
