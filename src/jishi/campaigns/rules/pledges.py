"""公开承诺: its words and the steps from proposed to kept or not. Pure values."""

from datetime import date

from jishi.activities.rules import Kind
from jishi.kernel.labels import Labelled

# At which meetings pledges are reviewed one by one.
REVIEWED_AT = (Kind.MEMBERS_MEETING, Kind.BRANCH_COMMITTEE_MEETING, Kind.THEME_PARTY_DAY, Kind.SPECIAL_MEETING)


class PledgeKind(Labelled):
    COMMON = "common", "共性承诺"
    POST = "post", "岗位承诺"
    DEED = "deed", "实事承诺"


class PledgeState(Labelled):
    PROPOSED = "proposed", "待审定"
    RETURNED = "returned", "退回修改"
    REVIEWED = "reviewed", "已审定"
    PUBLISHED = "published", "已公布"
    KEPT = "kept", "已兑现"
    NOT_KEPT = "not_kept", "未兑现"


class PledgeScope(Labelled):
    """Before whom a pledge is published; nothing of it is ever on a page without sign-in."""

    BRANCH = "branch", "本支部党员"
    BOARD = "board", "本村本单位公开栏"


class ReasonKind(Labelled):
    OBJECTIVE = "objective", "客观原因"
    SUBJECTIVE = "subjective", "主观原因"


WRITABLE = (PledgeState.PROPOSED, PledgeState.RETURNED)
SHOWN = (PledgeState.PUBLISHED, PledgeState.KEPT, PledgeState.NOT_KEPT)


def pledge_mark(state: str, due_on: date, today: date) -> tuple[str, str]:
    """(shape, word) for the mark component. A pledge past its day without an outcome is a reminder, nothing more."""
    if state == PledgeState.PUBLISHED:
        return ("gap", "到期没有写结果") if due_on < today else ("open", "践诺中")
    shapes = {PledgeState.KEPT: "done", PledgeState.NOT_KEPT: "said", PledgeState.RETURNED: "gap"}
    return shapes.get(PledgeState(state), "na"), PledgeState.label_of(state)
