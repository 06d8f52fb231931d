"""Audit lines in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

EVENTS: dict[str, str] = {
    "org.created": "新建组织", "org.edited": "修改组织信息", "org.renamed": "更名", "org.moved": "调整隶属",
    "org.kind_changed": "改变组织类别", "org.ended": "撤销组织", "org.history_corrected": "更正沿革",
    "org.merged": "合并组织", "org.split": "拆分组织", "org.dissolved": "撤销组织并转移党员", "org.became": "改设组织",
    "org.reshaping_undone": "撤回组织调整",
    "post.held": "任职", "post.ended": "免职", "post.corrected": "更正任职", "term.opened": "新一届开始",
    "term.extended": "批准延期换届", "term.closed": "本届结束", "unit.saved": "登记所在单位", "unit.removed": "去掉所在单位",
    "charge.assigned": "安排分工", "charge.ended": "停止分管",
    "charge.corrected": "更正分工", "assistance.added": "登记协助部门", "assistance.ended": "停止协助",
    "answering.named": "指定负责人", "answering.ended": "撤销指定", "guidance.started": "建立指导关系", "guidance.ended": "结束指导关系",
    "member.added": "新增党员", "member.changed": "修改党员信息", "member.imported": "从名册导入党员", "member.left": "党员离开",
    "member.grouped": "编入党小组", "members.exported": "导出名册", "members.recomputed": "重算派生信息",
    "person.changed": "修改人员信息", "person.sealed_revealed": "查看密存信息", "people.sealed_revealed": "导出含密存信息的花名册", "roster.received": "上传名册",
    "roster.import_started": "开始导入名册", "roster.imported": "导入名册", "roster.undone": "撤销名册导入",
    "roster.purged": "清除名册暂存", "window.set": "设置年度安排时间", "window.removed": "取消年度安排时间",
    "duty.explained": "未开说明", "duty.explanation_withdrawn": "撤回说明", "duty.stated_done": "已办说明",
    "duty.statement_withdrawn": "撤回已办说明", "activity.recorded": "记录组织生活", "activity.recorded_in_bulk": "成批记录组织生活",
    "activity.corrected": "更正记录", "activity.withdrawn": "撤回记录",
    "plan.added": "列入工作计划", "plan.laid_out": "生成年度工作计划", "plan.edited": "修改计划事项", "plan.moved": "调整计划月份",
    "plan.dropped": "计划不开展", "plan.restored": "恢复计划事项", "plan.removed": "删去计划事项", "plan.copied": "沿用上年计划",
    "plan.joined": "合并开展", "plan.split": "拆开合并", "plan.linked": "关联计划和记录", "plan.unlinked": "取消计划和记录的关联",
    "series.issued": "安排系列活动", "series.changed": "修改系列安排", "series.extended": "系列安排增加党组织", "series.withdrawn": "撤回系列安排",
    "account.opened": "开通账号",
    "account.password_changed": "修改密码", "account.password_reset": "重设密码", "account.reopened": "恢复账号",
    "account.shut": "停用账号", "account.signed_out": "退出登录",
    "account.signed_in": "登录", "account.unlocked": "解锁", "account.closed": "注销账号",
    "holiday.set": "填节假日", "holiday.removed": "去掉节假日", "holiday.imported": "导入节假日", "words.set": "改本地用词",
    "site.feeds_opened": "开放日历订阅", "site.feeds_closed": "关闭日历订阅", "calendar_link.issued": "生成日历链接",
    "calendar_link.revoked": "停用日历链接",
    "layout.uploaded": "上传表样", "layout.removed": "去掉表样", "file.stored": "上传附件",
    "download.asked": "申请在后台生成文件", "download.cancelled": "取消生成文件", "download.retried": "重新生成文件",
    "download.made": "后台生成文件", "download.fetched": "取走生成的文件", "download.purged": "清除过期的生成文件",
    "optional_duty.switched_on": "开启可选事项", "optional_duty.switched_off": "停用可选事项", "demand.registered": "登记本级要求",
    "demand.changed": "更正本级要求", "demand.shortened": "缩短本级要求", "demand.withdrawn": "撤销本级要求",
    "demand.noted": "记未登记的上级要求", "demand.confirmed": "认可下级记的要求", "demand.declined": "不认可下级记的要求",
    "demand.flagged": "反映上级要求", "demand.flag_withdrawn": "撤回对上级要求的反映", "demand.flag_answered": "答复下级反映",
    "study_seat.taken": "编入中心组", "study_seat.left": "退出中心组", "contact_point.linked": "建立联系点",
    "contact_point.ended": "结束联系点", "contact_point.visited": "到联系点", "study.planned": "安排中心组学习",
    "study.edited": "修改学习安排", "study.dropped": "去掉学习安排", "study.read_alone": "记个人自学",
    "life.opened": "筹备民主生活会", "life.edited": "修改民主生活会", "life.step_noted": "记民主生活会环节",
    "life.talk_noted": "记谈心谈话", "life.rectified": "列入整改清单", "agenda.drafted": "起草专题会议议程",
    "agenda.edited": "修改议程", "agenda.collected": "更新背景数字", "research.planned": "安排调研",
    "research.edited": "补充调研情况", "research.came_to": "登记调研成果", "research.result_settled": "更新成果落实情况",
    "contact_duty.planned": "安排联系任务", "contact_duty.edited": "修改联系任务", "contact_duty.done": "记联系纪实",
    "contact_duty.matter_settled": "更新群众事项办理情况", "institution.adopted": "登记制度",
    "institution.revised": "修订制度", "institution.abolished": "废止制度", "institution.carried": "记制度执行情况",
    "programme.begun": "开展创建项目", "programme.edited": "修改创建项目", "programme.ended": "结束创建项目",
    "programme.category_set": "定创建类别", "programme.cost_laid": "登记创建的负担", "site.begun": "开始申报", "site.edited": "写申报表", "site.moved": "办申报环节",
    "site.visited": "记现场验收", "site.tests_linked": "对上测评和考核", "site.named": "命名", "site.rechecked": "年度复核",
    "site.finding_noted": "记否决事项线索", "site.finding_settled": "写核实结果", "site.cost_noted": "记创建花费", "site.plaque_noted": "记牌匾",
    "naming.listed": "拟定命名名单", "naming.published": "记名单公示", "naming.decided": "决定命名",
    "experience.written": "写经验做法", "experience.edited": "修改经验做法", "experience.shared": "推广经验做法",
    "experience.observed": "记观摩", "experience.feedback_given": "写观摩反馈", "experience.taken_over": "登记借鉴", "experience.result_told": "写借鉴结果",
    "inspection.taken": "读入调阅清单", "inspection.matched": "更正清单对上的内容",
    "contracts.drafted": "起草责任书", "contracts.edited": "修改责任书正文", "contracts.term_laid": "定责任目标",
    "contracts.sent": "发出责任书", "contract.proposed": "提责任书修改意见", "contract.answered": "答复责任书修改意见",
    "contract.item_changed": "单独修改责任目标", "contract.owner_named": "定责任人", "contract.signed": "签订责任书",
    "contract.gone_on": "继任续责", "contract.progress_noted": "记责任目标进展", "contract.checked": "报半年自检",
    "report.drafted": "起草述职报告", "report.edited": "改写述职报告", "report.quoted": "重新引用记录",
    "report.sent": "报送述职报告", "report.meeting_noted": "登记党员大会述职", "report.commented": "填上级点评",
    "report.poll_linked": "关联述职测评", "report.rated": "评定述职等次", "report.told": "反馈述职评议结果",
    "report.problem_listed": "列入述职评议问题", "report.put_right": "定述职评议整改措施",
    "goal.set": "定年度目标", "goal.edited": "修改年度目标", "goal.advanced": "记目标进展",
    "campaign.made": "安排创先争优活动", "campaign.edited": "修改活动", "campaign.stage_set": "改活动阶段",
    "campaign.action_set": "改规定动作", "campaign.standard_set": "改创建标准", "campaign.started": "启动活动",
    "campaign.closed": "总结活动", "campaign.graded": "记评定结果", "pledge.proposed": "提出承诺", "pledge.edited": "修改承诺",
    "pledge.reviewed": "审定承诺", "pledge.published": "公布承诺", "pledge.noted": "记践诺进展", "pledge.settled": "写承诺结果",
    "comment.noted": "记领导点评", "comment.edited": "修改领导点评", "comment.answered": "答复领导点评",
    "mass_review.opened": "建群众评议", "selection.opened": "开展评选表彰", "selection.shown": "公示推荐名单",
    "selection.decided": "作出表彰决定", "nominee.recommended": "推荐表彰对象", "nominee.edited": "修改推荐材料",
    "nominee.dropped": "不再推荐", "nominee.opinion": "记推荐意见", "honour.registered": "登记荣誉",
    "honour.withdrawn": "撤销荣誉", "honour.medals_given": "登记颁发纪念章", "publicity.shown": "公示",
    "publicity.objected": "登记公示期间的反映", "publicity.answered": "答复公示期间的反映", "publicity.concluded": "写公示结果",
    "carrier.entered": "登记载体", "carrier.edited": "修改载体", "carrier.withdrawn": "撤回载体",
    "carrier.tried": "试用载体", "carrier.told": "写载体成效", "carrier.trial_withdrawn": "撤回载体尝试",
    "mending.opened": "定整顿方案", "mending.edited": "修改整顿方案", "mending.problem_listed": "列整顿问题",
    "mending.asked": "申请整顿销号", "mending.closed": "整顿验收销号", "mending.returned": "退回整顿",
    "mending.dropped": "撤销整顿方案",
    "scheme.created": "制定考核办法", "scheme.edited": "修改考核办法", "scheme.weighted": "修改分值",
    "scheme.imported": "导入指标表", "scheme.put_in_force": "启用考核办法", "scheme.revised": "起草新一版考核办法",
    "scheme.used": "开展考核", "scheme.batch_begun": "批量公布或审定",
    "indicator.added": "增加指标", "indicator.edited": "修改指标", "indicator.moved": "调整指标顺序",
    "indicator.removed": "去掉指标", "assessment.self_marked": "自评打分", "assessment.sent": "报送自评",
    "assessment.marked": "考评打分", "assessment.peers_named": "定互评单位", "assessment.peer_marked": "互评打分",
    "assessment.occurrence_noted": "记扣分加分", "assessment.occurrence_dropped": "去掉扣分加分",
    "assessment.poll_linked": "引用群众测评", "assessment.target_set": "单独约定目标", "assessment.graded": "直接定级",
    "assessment.grade_lifted": "取消直接定级", "assessment.published": "公布考核结果", "assessment.reopened": "退回考评",
    "assessment.objected": "提考核异议", "assessment.answered": "答复考核异议", "assessment.settled": "审定考核结果",
    "assignment.assigned": "交办任务", "assignment.noted": "记任务进展", "assignment.reported": "报办结",
    "assignment.accepted": "验收任务", "assignment.returned": "退回任务", "assignment.cancelled": "取消任务",
    "assignment.amended": "修改任务", "assignment.split": "分解任务", "assignment.fell": "任务随上级任务取消",
    "assignment.evidence_shown": "关联佐证", "assignment.evidence_dropped": "去掉佐证",
    "supervision.issued": "发出督办通知单", "supervision.answered": "答复督办", "supervision.settled": "了结督办",
    "supervision.withdrawn": "撤回督办通知单", "problem.listed": "列入问题清单", "problem.edited": "修改问题清单",
    "problem.shown": "登记晒账", "problem.checked": "查账", "problem.asked": "申请销号", "problem.closed": "销账",
    "problem.returned": "退回整改", "problem.dropped": "撤销问题", "problem.handed_in": "交账",
    "announcement.issued": "发出通知", "announcement.corrected": "更正通知", "announcement.withdrawn": "撤回通知",
    "reminder.sent": "提醒责任人", "reminder.weekly_set": "设置每周自动提醒", "reminder.group_set": "接入工作群",
    "reminder.group_removed": "去掉工作群", "reminder.group_tried": "测试工作群", "reminder.mail_given": "登记提醒邮箱",
    "reminder.mail_removed": "去掉提醒邮箱",
    "election.started": "启动换届选举", "election.moved": "改选举大会日期", "election.step_moved": "改换届步骤日期",
    "election.step_done": "记换届步骤办结", "election.step_reopened": "撤回换届步骤办结", "election.finished": "换届选举办结",
    "election.cancelled": "取消换届选举", "election.led": "指定换届联系帮助人", "election.wave_ordered": "部署统一换届",
    "meeting.opened": "召开选举会议", "meeting.corrected": "更正选举会议信息", "meeting.counted": "清点到会人数",
    "meeting.method_adopted": "通过选举办法", "meeting.officials_accepted": "通过监票人、计票人", "meeting.introduced": "介绍候选人",
    "meeting.closed": "选举会议散会", "meeting.resumed": "恢复选举会议", "meeting.divided": "委员分工",
    "round.called": "开始投票", "round.handed_out": "发出选票", "round.collected": "收回选票", "round.void": "选举无效",
    "round.tally_typed": "录入计票", "round.tally_corrected": "更改计票录入", "round.tally_dropped": "作废计票录入",
    "round.counted": "确认计票结果", "round.announced": "宣布选举结果", "round.held_confirmed": "裁定当选",
    "round.seats_reduced": "减少名额", "round.reopened": "退回重新计票", "round.withdrawn": "撤销一次投票",
    "result.reported": "报告选举结果", "result.taken_back": "撤回选举结果报告", "result.returned": "退回选举结果报告",
    "result.filed": "委员备案", "result.approved": "批复书记、副书记",
    "poll.made": "筹备无记名测评", "poll.people_named": "定测评名册和监票人", "poll.slips_printed": "印票条",
    "poll.opened": "开始测评投票", "poll.roll_marked": "登记参加人数", "poll.roll_corrected": "更正测评名册",
    "poll.pile_entered": "录入纸质票", "poll.loss_noted": "确认数据库中断丢票", "poll.closed": "结束测评并计票",
    "poll.cancelled": "作废测评", "poll.locked": "设加封口令", "poll.unlocked": "监票人开锁", "poll.counted": "开封计票",
    "election.procedure_set": "填选举方案", "election.named": "加候选人", "election.recommended": "填推荐情况",
    "election.put_forward": "确定初步人选", "election.reviewed": "填县级联审结论", "election.deliberated": "记酝酿情况",
    "election.approved": "批复候选人预备人选", "election.published": "填候选人公示", "election.introduced": "记介绍候选人",
    "election.candidate_written": "写候选人情况", "election.candidate_dropped": "不再作为人选",
    "election.roll_taken": "从党员名册取选举人", "election.roll_marked": "填选举人情形", "election.roll_frozen": "锁定选举人名册",
    "election.roll_changed": "变更选举人名册", "election.ballot_laid_out": "排选票样式",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """An act as people read it: `what` happened, `changes` as (field, before, after), `note` the basis."""

    at: datetime
    who: str
    what: str
    subject: str
    changes: tuple[tuple[str, str, str], ...]
    note: str


def event_label(event: str) -> str:
    """The event in Chinese; one that nobody has named is shown as it is stored rather than hidden."""
    return EVENTS.get(event, event)


# Stored names of what changed, as people read them; names that are Chinese already stand for themselves.
FIELDS: dict[str, str] = {
    "held_on": "日期", "note": "说明", "reason": "原因", "due_on": "时限", "state": "状态", "opens_on": "开始日期",
    "closes_on": "最晚日期", "basis": "依据", "file": "文件", "expected": "应到", "present": "实到", "items": "议题数",
    "count": "数量", "first": "最早一次", "last": "最晚一次", "left_on": "离开日期", "rows": "行数", "wrong": "算错的行数",
    "removed": "撤掉", "restored": "恢复", "good_rows_only": "只导入没有问题的行", "new": "新增", "changed": "有变化",
    "unchanged": "无变化", "refused": "不能导入", "warned": "有提醒", "name": "姓名", "sex": "性别", "ethnicity": "民族",
    "citizen_id": "公民身份号码", "born_on": "出生日期", "education": "学历", "education_label": "学历（原填）", "degree": "学位",
    "category": "人员类别", "org": "所在党支部", "org_code": "党支部编码", "group": "党小组", "joined_on": "入党日期",
    "full_on": "转正日期", "standing_correction_months": "党龄校正值", "job": "工作岗位", "employer": "工作单位及职务",
    "phone": "联系电话", "address": "家庭住址", "native_place": "籍贯", "standing": "党籍状态", "is_lost": "是否失联",
    "lost_on": "失去联系日期", "is_mobile": "是否流动", "mobile_to": "外出流向", "month": "计划月份", "day": "计划日期",
    "title": "名称", "measures": "措施", "place": "地点", "joined": "合并的事项", "topics": "主题数", "orgs": "党组织数",
    "from_on": "开始", "until_on": "结束", "extra": "比规定多出的部分", "asks": "具体要求", "cadence": "多久一次",
    "people": "每个组织几人", "minutes": "每人每次分钟", "evidence": "以什么记录为凭", "org_kinds": "组织类别", "sectors": "领域",
    "org_ids": "只涉及的组织", "ended_on": "撤销日期", "issuer": "发文组织", "answer": "答复",
    "addressees": "提醒对象",
}  # fmt: skip
# Said already by the subject of the line, or only a key of the store.
UNSAID = frozenset({"rule", "period", "owner_id", "claims", "kinds", "batches"})
STATES = {
    "open": "办理中", "reported": "已报办结", "accepted": "已验收", "cancelled": "已取消",
    "confirmed": "已确认", "withdrawn": "已撤回",
}  # fmt: skip


def said(value: object) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(said(item) for item in value) or "（空）"
    return str(value)


def changes_of(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> tuple[tuple[str, str, str], ...]:
    """What changed, field by field: (field, before, after), those that were and are first. Of something new `before` is
    "", of something gone `after`."""
    old, new = before or {}, after or {}
    names = sorted(
        [*new, *(name for name in old if name not in new)], key=lambda name: not (name in old and name in new)
    )
    return tuple(
        (FIELDS.get(name, name), _said(name, old), _said(name, new))
        for name in names
        if name not in UNSAID and not (name in new and name not in old and said(new[name]) == "（空）")
    )


def _said(name: str, facts: Mapping[str, object]) -> str:
    if name not in facts:
        return ""
    value = said(facts[name])
    return STATES.get(value, value) if name == "state" else value


def in_a_sentence(line: Line) -> str:
    """What changed and why, as a sheet says it in one cell."""
    parts = []
    for name, before, after in line.changes:
        if before and after and before != after:
            parts.append(f"{name}：{before} → {after}")
        else:
            parts.append(f"{name}：{after}" if after else f"{name}：{before}（去掉）" if before else name)
    return "；".join([*parts, *([f"依据：{line.note}"] if line.note else [])])
