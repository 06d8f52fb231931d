"""述职: the parts of a report, what it is drafted from, the grades of its evaluation. Pure values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jishi.kernel.labels import Labelled
from jishi.orgs.rules import OrgKind, Sector, is_a

OPEN = "［请书写］"


class ReportPart(Labelled):
    """The parts of a 述职报告 in their order."""

    PAST = "past", "上年问题整改情况"
    WORK = "work", "履职主要工作和成效"
    GAPS = "gaps", "存在的问题和原因"
    PLANS = "plans", "下步打算"
    PLEDGES = "pledges", "承诺事项"


class ReportGrade(Labelled):
    """综合评价等次 (述职评议考核办法)."""

    GOOD = "good", "好"
    FAIR = "fair", "较好"
    ORDINARY = "ordinary", "一般"
    POOR = "poor", "差"


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that a record gives, with the page of its records."""

    part: ReportPart
    text: str
    url: str


def drafted(quotes: Sequence[Quote]) -> Mapping[ReportPart, str]:
    """The draft: in each part the sentences that records give; a part without any is left open, nothing is invented."""
    found = {part: "".join(quote.text for quote in quotes if quote.part is part) for part in ReportPart}
    # What was done is on record; what it led to is for the person to say.
    found[ReportPart.WORK] += OPEN
    return {part: text or OPEN for part, text in found.items()}


def open_parts(texts: Mapping[ReportPart, str]) -> list[ReportPart]:
    """The parts that still wait to be written."""
    return [part for part in ReportPart if OPEN in texts[part] or not texts[part].strip()]


def gives_report(kind: str, sector: str) -> bool:
    """Whether the secretary of such an organisation reports here: branches, general branches, the committees of villages
    and communities. Cadres of townships and counties are evaluated elsewhere."""
    if is_a(kind, OrgKind.BRANCH) or is_a(kind, OrgKind.GENERAL_BRANCH):
        return True
    return kind == OrgKind.PARTY_COMMITTEE and sector in (Sector.VILLAGE, Sector.COMMUNITY)
