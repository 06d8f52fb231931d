"""The ledgers there are. To add a column, add it here and fill it where the rows are made."""

from jishi.papers.tables.shape import Col, TableForm

SIGNED_BELOW = ("党支部书记（签字）", "乡镇（街道）党委审核（签字）", "填表人", "填表日期")


def _held(kind: str, share: float = 27, *, dates: str = "日期", meaning: str = "") -> tuple[Col, Col]:
    """How often, and when."""
    return (
        Col(title="次数", share=9, name=f"{kind}次数", group=kind, sample=6, align="center", total=True),
        Col(title=dates, share=share, name=f"{kind}日期", group=kind, sample="1.10、2.12", meaning=meaning),
    )


HALF_YEAR = TableForm(
    code="half_year",
    word="三会一课开展情况半年统计表",
    entries="支部",
    columns=(
        Col(title="党支部", share=33, sample="示例村党支部", meaning="党支部名称"),
        *_held("党员大会", 19),
        *_held("支委会"),
        *_held("党小组会"),
        *_held("主题党日"),
        *_held("党课", 32, dates="日期、授课人", meaning="每次党课的日期和授课人"),
        Col(title="应到", share=11, group="出勤人次", sample=108, total=True, meaning="表中各次的应到人次"),
        Col(title="实到", share=11, group="出勤人次", sample=99, total=True, meaning="表中各次的实到人次"),
        Col(title="到会率", share=13, group="出勤人次", sample="91.7%", align="center", meaning="实到除以应到"),
        Col(title="支部书记签字", share=17, white=True),
        Col(title="备注", share=17, sample="7月党课未开，已说明"),
    ),
    signatures=("党委负责人（签字、盖章）", "审核人", "填表人", "联系电话"),
    size=8,
    height=10,
    note="注：一次记录同时开展几项的，各项分别计次，到会人次只计一次；次数与平台记录一致。",
)
BRANCH_HALF_YEAR = TableForm(
    code="branch_half_year",
    word="三会一课开展情况半年统计表（支部）",
    entries="项目",
    columns=(
        Col(title="项目", share=24, sample="党员大会", meaning="党员大会、支委会、党小组会、主题党日、党课"),
        Col(title="次数", share=14, sample=2, total=True),
        Col(title="日期", share=60, sample="1.10、4.12", meaning="每次的日期，党课另写授课人"),
        Col(title="应到人次", share=17, sample=18, total=False),
        Col(title="实到人次", share=17, sample=16, total=False),
        Col(title="到会率", share=17, sample="88.9%", align="center", meaning="实到除以应到"),
        Col(title="备注", share=26, sample="党小组会 2 个小组合计"),
    ),
    signatures=SIGNED_BELOW,
    landscape=False,
    size=10.5,
    height=16,
    note="注：一次记录同时开展几项的，各项分别计次；次数与平台记录一致。",
)
ROSTER = TableForm(
    code="roster",
    word="党员花名册",
    entries="党员",
    columns=(
        Col(title="姓名", share=16, sample="王某"),
        Col(title="性别", share=9, sample="男", align="center"),
        Col(title="民族", share=13, sample="汉族", align="center"),
        Col(title="出生年月", share=16, sample="1975.03", align="center"),
        Col(title="籍贯", share=17, sample="某省某县"),
        Col(title="学历", share=16, sample="大学专科", align="center"),
        Col(title="人员类别", share=17, sample="正式党员", align="center"),
        Col(title="入党时间", share=20, sample="2001.07.01", align="center"),
        Col(title="转正时间", share=20, sample="2002.07.01", align="center"),
        Col(title="单位及职务", share=25, sample="某村村民"),
        Col(title="党内职务", share=15, sample="书记", align="center"),
        Col(title="身份证号", share=34, chars=21, sample="99****4", meaning="遮住中间的身份证号；经登记查看的为全号"),
        Col(title="联系电话", share=22, sample="139****0001", meaning="遮住中间的电话；经登记查看的为全号"),
        Col(title="住址", share=20, sample="某省某县…", meaning="遮住门牌的住址；经登记查看的为全址"),
        Col(title="备注", share=14, sample="流动党员"),
    ),
    size=8,
)
# Above a branch the list says whose each member is.
ROSTER_BELOW = TableForm(
    code="roster_below",
    word="党员花名册（所属各支部）",
    entries="党员",
    columns=(ROSTER.columns[0], Col(title="所在党支部", share=28, sample="示例村党支部"), *ROSTER.columns[1:]),
    size=7.5,
)
COMMITTEE = TableForm(
    code="committee",
    word="班子成员表",
    entries="成员",
    columns=(
        Col(title="党组织", share=44, sample="示例村党支部", meaning="党组织名称"),
        Col(title="职务", share=22, sample="书记", align="center"),
        Col(title="姓名", share=20, sample="王某", align="center"),
        Col(title="性别", share=11, sample="男", align="center"),
        Col(title="民族", share=14, sample="汉族", align="center"),
        Col(title="出生年月", share=18, sample="1975.03", align="center"),
        Col(title="学历", share=18, sample="大学专科", align="center"),
        Col(title="入党时间", share=20, sample="2001.07.01", align="center"),
        Col(title="任职时间", share=20, sample="2024.03", align="center"),
        Col(title="专兼职", share=13, sample="兼职", align="center"),
        Col(title="分工", share=34, sample="主持全面工作"),
        Col(title="备注", share=18, sample="缺组织委员"),
    ),
    size=9,
)
TERMS = TableForm(
    code="terms",
    word="届次台账",
    entries="组织",
    columns=(
        Col(title="党组织", share=56, sample="示例村党支部", meaning="党组织名称"),
        Col(title="类别", share=24, sample="党支部", align="center"),
        Col(title="届次", share=16, sample="第8届", align="center"),
        Col(title="书记", share=20, sample="王某", align="center"),
        Col(title="选举日期", share=24, sample="2024.03.01", align="center"),
        Col(title="届满日期", share=24, sample="2027.03.01", align="center"),
        Col(title="延期至", share=24, sample="—", align="center"),
        Col(title="批准文件", share=28, sample="—", meaning="批准延期的文件"),
        Col(title="职数", share=12, sample=3),
        Col(title="现任", share=12, sample=3),
        Col(title="状态", share=36, sample="距届满还有 460 天"),
        Col(title="备注", share=14, sample=""),
    ),
    size=9.5,
)
TASKS = TableForm(
    code="tasks",
    word="任务清单",
    entries="任务",
    columns=(
        Col(
            title="任务类别",
            share=17,
            sample="组织生活",
            align="center",
            meaning="工作领域；没有分类的写会议议定或交办任务",
        ),
        Col(title="重点任务", share=40, sample="整修东渠", meaning="要办的事"),
        Col(title="具体措施、标准", name="措施标准", share=22, sample="逐段清，当天验"),
        Col(title="牵头单位", share=27, sample="示例村党支部", meaning="由哪个党组织办"),
        Col(title="配合单位", share=17, sample="水利站", meaning="协办的组织和人员"),
        Col(
            title="责任领导",
            share=17,
            sample="王某",
            align="center",
            meaning="任务写明的责任领导，没有写的是牵头单位的书记",
        ),
        Col(title="责任人", share=16, sample="李某", align="center"),
        Col(title="完成时限", share=22, sample="2026.12.10", align="center"),
        Col(title="进展情况", share=36, sample="东渠已清完", meaning="最近一次填报的进展"),
        Col(title="完成度", share=15, sample="100%", align="center", meaning="验收后为 100%，有分任务的按验收的分任务"),
        Col(title="状态", share=17, sample="已完成", align="center", meaning="未启动、进行中、逾期、待验收或已完成"),
        Col(title="佐证", share=20, sample="2026.11.20 会议记录"),
        Col(title="备注", share=17, sample="验收人：张某"),
    ),
    size=8.5,
)
REGISTER = TableForm(
    code="register",
    word="组织生活登记表",
    entries="记录",
    columns=(
        Col(title="日期", share=20, sample="2026.11.20", align="center"),
        Col(title="党组织", share=40, sample="示例村党支部"),
        Col(title="类别", share=30, sample="主题党日"),
        Col(title="主题或议题", share=66, sample="重温入党誓词"),
        Col(title="地点", share=30, sample="村部"),
        Col(title="应到", share=11, sample=9, total=True),
        Col(title="实到", share=11, sample=8, total=True),
        Col(title="主持人", share=20, sample="王某", align="center"),
        Col(title="备注", share=22, sample="事后补记"),
    ),
)
MONTH = TableForm(
    code="month_list",
    word="应办事项清单",
    entries="事项",
    columns=(
        Col(title="办结打√", name="办结", share=15, sample="□", align="center", meaning="打印一个方框，办结后手工打√"),
        Col(title="事项", share=44, sample="11月 支委会", meaning="要办什么"),
        Col(title="为什么办", share=62, sample="《支部工作条例》第十二条：每月至少一次", meaning="依据和要求"),
        Col(title="最晚日期", share=25, sample="2026.11.30", align="center"),
        Col(title="责任人", share=20, sample="王某", align="center"),
        Col(title="办理情况", share=26, sample="", white=True),
    ),
    signatures=("党组织负责人（签字）", "填表人"),
    seal=False,
    landscape=False,
    size=9.5,
    height=9,
)
PLAN = TableForm(
    code="plan",
    word="年度工作计划",
    entries="事项",
    columns=(
        Col(title="时间", share=26, sample="3月26日 15:00", align="center", meaning="月份，定了日子的写到日"),
        Col(title="工作内容", share=72, sample="3月主题党日；第一季度党员大会", meaning="一次活动办几件事的写在一起"),
        Col(title="措施", share=62, sample="请县委党校老师授课", meaning="没有写的，印它的依据"),
        Col(title="责任人", share=20, sample="王某", align="center"),
        Col(title="来源", share=26, sample="按规定", align="center", meaning="按规定、自行安排或哪一级安排"),
        Col(title="完成情况", share=40, sample="3月26日已开展"),
    ),
    signatures=("党组织负责人（签字、盖章）", "填表人", "填表日期"),
    size=10,
    height=9,
)
CANDIDATES = TableForm(
    code="election_candidates",
    word="候选人预备人选基本情况表",
    entries="候选人",
    columns=(
        Col(title="姓名", share=16, sample="王某", align="center"),
        Col(title="性别", share=9, sample="男", align="center"),
        Col(title="民族", share=13, sample="汉族", align="center"),
        Col(title="出生年月", share=16, sample="1975.03", align="center"),
        Col(title="籍贯", share=18, sample="某省某县"),
        Col(title="学历", share=16, sample="大学专科", align="center"),
        Col(title="入党时间", share=16, sample="2001.07", align="center"),
        Col(title="参加工作时间", share=18, sample="1998年7月"),
        Col(title="单位职务、职称", name="单位职务", share=26, sample="某村村民"),
        Col(title="简历", share=62, sample="2015年起任党小组组长"),
        Col(title="拟任职务", share=15, sample="委员", align="center"),
        Col(title="备注", share=14, sample="—"),
    ),
    size=9,
    note="注：以姓氏笔画为序。",
)
ELECTORS = TableForm(
    code="election_roll",
    word="选举人名册",
    entries="选举人",
    columns=(
        Col(title="姓名", share=20, sample="王某", align="center"),
        Col(title="类别", share=20, sample="正式党员", align="center", meaning="正式党员或预备党员"),
        Col(title="选举权", share=14, sample="有", align="center"),
        Col(title="被选举权", share=16, sample="有", align="center"),
        Col(title="应到会", share=16, sample="计入", align="center", meaning="计入或不计入应到会人数"),
        Col(title="说明", share=44, sample="—", meaning="没有选举权的原因，或不计入应到会"),
        Col(title="签到", share=24, white=True),
    ),
    landscape=False,
    size=10.5,
    note="注：以姓氏笔画为序。",
)
REVIEW = TableForm(
    code="review_summary",
    word="民主评议党员情况汇总表",
    entries="党员",
    columns=(
        Col(title="姓名", share=18, sample="王某"),
        Col(
            title="优秀",
            name="优秀票",
            share=14,
            group="民主测评得票",
            sample="6",
            align="center",
            meaning="优秀票数和占有效票的百分比",
        ),
        Col(
            title="合格",
            name="合格票",
            share=14,
            group="民主测评得票",
            sample="2",
            align="center",
            meaning="合格票数和占有效票的百分比",
        ),
        Col(
            title="基本合格",
            name="基本合格票",
            share=15,
            group="民主测评得票",
            sample="0",
            align="center",
            meaning="基本合格票数和百分比",
        ),
        Col(
            title="不合格",
            name="不合格票",
            share=14,
            group="民主测评得票",
            sample="0",
            align="center",
            meaning="不合格票数和百分比",
        ),
        Col(title="服务群众", share=14, sample=4, align="center", meaning="记录中本年度参加志愿服务、走访的次数"),
        Col(title="支委会评定等次", share=22, sample="合格", align="center"),
        Col(title="评定意见", share=52, sample="按时参加组织生活"),
        Col(title="处置意见", share=20, sample="—", align="center"),
        Col(title="本人签字", share=18, white=True),
        Col(title="备注", share=20, sample="—"),
    ),
    signatures=("党支部书记（签字）", "监票人", "计票人", "填表日期"),
    size=9,
    note="注：预备党员参加评议，不定等次；有效票不足5张的不录得票。本表只在支部和上级党组织留存，不公开。",
)
FORMS = {
    form.code: form
    for form in (
        HALF_YEAR, BRANCH_HALF_YEAR, REGISTER, ROSTER, ROSTER_BELOW, COMMITTEE, TERMS, TASKS, MONTH, PLAN, CANDIDATES, ELECTORS,
        REVIEW,
    )
}  # fmt: skip
