"""When the size of an organisation asks for another kind of it: advice with its article, never a bar."""

from collections.abc import Iterator
from dataclasses import dataclass

from jishi.orgs.rules.kinds import OrgKind, Sector, is_a

_BRANCH = "《中国共产党支部工作条例（试行）》"
_ORGAN = "《中国共产党党和国家机关基层组织工作条例》"
_SOE = "《中国共产党国有企业基层组织工作条例（试行）》"
_RURAL = "《中国共产党农村基层组织工作条例》"
MIN_FORMAL, MOST, COMMITTEE_FROM, MOST_UNITS = 3, 50, 100, 5


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence with where it stands. `is_seen` says that the text itself was read; `does` is the act that would
    answer it ("become", "merge", "" none)."""

    words: str
    citation: str
    is_seen: bool
    does: str = ""

    @property
    def source(self) -> str:
        """The citation, and that it is known at second hand where it is."""
        return self.citation if self.is_seen else f"{self.citation}，据转引，原文未核"


def advice(*, kind: str, sector: str, total: int, formal: int, units: int) -> list[Advice]:
    """What the texts say of a branch (or general branch) with so many members, full members and units. `total` counts
    everything below it too. Each keeps the strength of its text: 应, 一般, 可以."""
    if is_a(kind, OrgKind.TEMPORARY_BRANCH):
        return []
    if is_a(kind, OrgKind.BRANCH):
        return [*_of_branch(kind, total, formal, units), *_larger(sector, total)]
    if is_a(kind, OrgKind.GENERAL_BRANCH) and total >= COMMITTEE_FROM:
        return list(_to_committee(sector, total))
    return []


def _of_branch(kind: str, total: int, formal: int, units: int) -> Iterator[Advice]:
    if total and formal < MIN_FORMAL:
        words = f"正式党员 {formal} 名。成立党支部要有正式党员 3 人以上；不足的应同邻近单位成立联合党支部"
        if is_a(kind, OrgKind.JOINT_BRANCH):
            words = f"正式党员 {formal} 名，党支部要有正式党员 3 人以上"
        yield Advice(f"{words}；不再符合条件的应及时调整或撤销。", f"{_BRANCH}第四条、第五条、第七条", True, "merge")
    if total > MOST:
        yield Advice(f"党员 {total} 名，党支部党员人数一般不超过 50 人。", f"{_BRANCH}第四条", True, "become")
    if is_a(kind, OrgKind.JOINT_BRANCH) and units > MOST_UNITS:
        yield Advice(f"覆盖 {units} 个单位，联合党支部一般不超过 5 个。", f"{_BRANCH}第五条", True, "split")


def _larger(sector: str, total: int) -> Iterator[Advice]:
    if total >= COMMITTEE_FROM:
        yield from _to_committee(sector, total)
    elif sector == Sector.VILLAGE and total > MOST:
        yield Advice(f"村里党员 {total} 名，超过 50 名的可以设党总支。", _RURAL, False, "become")
    elif sector == Sector.GOVERNMENT_ORGAN and total >= MOST:
        yield Advice(f"党员 {total} 名，机关党员 50 人以上、100 人以下的设党总支。", f"{_ORGAN}第六条", True, "become")
    elif sector == Sector.SOE and total >= MOST:
        yield Advice(f"党员 {total} 名，国有企业党员 50 人以上、100 人以下的设党总支。", _SOE, False, "become")


def _to_committee(sector: str, total: int) -> Iterator[Advice]:
    if sector == Sector.VILLAGE:
        edge = "（恰为 100 名时请核对原文）" if total == COMMITTEE_FROM else ""
        yield Advice(f"村里党员 {total} 名，达到 100 名的经县级党委批准可以设党委{edge}。", _RURAL, False, "become")
    elif sector == Sector.GOVERNMENT_ORGAN:
        yield Advice(f"党员 {total} 名，机关党员 100 人以上的设党委。", f"{_ORGAN}第五条", True, "become")
    elif sector == Sector.SOE:
        yield Advice(f"党员 {total} 名，国有企业党员 100 人以上的设党委。", f"{_SOE}第四条", True, "become")
