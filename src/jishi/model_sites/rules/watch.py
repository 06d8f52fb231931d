"""The veto list: what the platform watches by its own records, and the words of an alarm. Nothing is withdrawn by it."""

from dataclasses import dataclass

from jishi.kernel.labels import Labelled


class Watch(Labelled):
    """What a programme may have watched of each site."""

    SECRETARY_VACANT = "secretary_vacant", "书记空缺"
    TERM_OVERDUE = "term_overdue", "届满未换届，也没有批准延期"
    RED_DUTY = "red_duty", "条文写明必须办的事项逾期没有办"


class FindingState(Labelled):
    OPEN = "open", "待核实"
    UPHELD = "upheld", "属实"
    CLEARED = "cleared", "不属实"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing on the veto list that a record shows today: which, in words, and the page of that record."""

    watch: str
    words: str
    url: str
