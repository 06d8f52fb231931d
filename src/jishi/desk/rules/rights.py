"""党员四项权利: to know, to take part, to choose, to supervise; the lines of each, every one with records behind it."""

from jishi.kernel.labels import Labelled


class Right(Labelled):
    """The four rights of members in the life of their branch."""

    KNOW = "know", "知情权"
    TAKE_PART = "take_part", "参与权"
    CHOOSE = "choose", "选举权"
    SUPERVISE = "supervise", "监督权"


# Line → (right, words). What has no kind of record on the platform has no line.
LINES: dict[str, tuple[Right, str]] = {
    "plan": (Right.KNOW, "年度工作计划事项"),
    "heard": (Right.KNOW, "党员大会上通报、讨论的议题"),
    "told": (Right.KNOW, "组织生活会情况通报"),
    "meetings": (Right.TAKE_PART, "党员大会"),
    "days": (Right.TAKE_PART, "主题党日"),
    "lectures": (Right.TAKE_PART, "党课"),
    "life": (Right.TAKE_PART, "组织生活会"),
    "service": (Right.TAKE_PART, "志愿服务"),
    "motions": (Right.CHOOSE, "党员大会上的表决事项"),
    "elections": (Right.CHOOSE, "换届选举"),
    "opinions": (Right.SUPERVISE, "组织生活会征求意见"),
    "polls": (Right.SUPERVISE, "无记名测评"),
    "secretary": (Right.SUPERVISE, "书记向党员述职"),
    "reviews": (Right.SUPERVISE, "民主评议党员"),
    "ledger": (Right.SUPERVISE, "班子问题整改事项"),
    "tasks": (Right.SUPERVISE, "议定事项办结验收"),
}
SENTENCES = {
    Right.KNOW: "党员能知道什么",
    Right.TAKE_PART: "党员能参加什么",
    Right.CHOOSE: "党员能表决、选举什么",
    Right.SUPERVISE: "党员能评议、监督什么",
}
