"""Shapes of what is typed about 述职评议."""

from jishi.appraisals.rules import ReportGrade, ReportPart
from jishi.ui.fields import Choosing, Edit, New, choice, day, number, picked, text, words


class ReportNewForm(New):
    filled_by = {"org": "orgs"}
    org = picked("党组织", help_text="述职人是这个组织今天的书记；没有书记的，是主持工作的同志。")
    year = number("年度", 2000, 2100)


class ReportForm(Edit):
    past = words(ReportPart.PAST.label, 5000, rows=5)
    work = words(ReportPart.WORK.label, 10_000, rows=16)
    gaps = words(ReportPart.GAPS.label, 5000, rows=8)
    plans = words(ReportPart.PLANS.label, 5000, rows=8)
    pledges = words(ReportPart.PLEDGES.label, 5000, rows=5)


class ReportMeetingForm(Edit):
    filled_by = {"activity": "records"}
    activity = picked("党员大会记录", help_text="在“组织生活”里记录的这次党员大会。")


class CommentForm(Edit):
    upper_on = day("向上级党组织述职日期")
    comment_by = text("点评人", 100, required=True, help_text="点评的领导的职务和姓名。")
    comment = words("点评意见", 2000, rows=6, required=True)


class ReportPollForm(Edit):
    filled_by = {"poll": "polls"}
    poll = picked("无记名测评", required=False, help_text="这个组织已经结束的领导班子和领导干部测评。")


class RateForm(Edit):
    grade = choice("综合评价等次", ReportGrade.choices)
    opinion = words("综合评价意见", 2000, rows=6, required=True)


class ReportProblemForm(New):
    text = words("问题", 300, rows=3, required=True, help_text="评议里指出的问题，一条一个。")


class ReportMeasureForm(Choosing):
    filled_by = {"owner": "people"}
    measure = words("整改措施", 200, required=True)
    owner = picked("责任人")
    due_on = day("完成时限")
