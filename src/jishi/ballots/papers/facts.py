"""What the papers of one election are written from."""

from dataclasses import dataclass
from datetime import date, time

from jishi.ballots.rules.roll import Expected


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """One candidate as papers name him; "" and None where nothing is known. `supports` as (way, votes)."""

    name: str
    post: str
    sex: str = ""
    ethnicity: str = ""
    born_on: date | None = None
    native_place: str = ""
    education: str = ""
    joined_on: date | None = None
    worked_since: str = ""
    employer: str = ""
    resume: str = ""
    introduction: str = ""
    remark: str = ""
    agreed: int | None = None
    supports: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """One way of recommending as it was held."""

    way: str
    form: str
    held_on: date
    due: int | None
    present: int | None
    issued: int | None
    returned: int | None
    valid: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollFacts:
    """One member of the roll."""

    name: str
    is_full: bool
    may_vote: bool
    may_stand: bool
    is_due: bool
    reason: str
    excused: str
    consented: bool
    note: str

    @property
    def said(self) -> str:
        """What a list for everybody's eyes says: why there is no vote, or that somebody is left out; never an illness."""
        if self.reason or not self.excused:
            return self.reason
        return "拟不计入应到会人数" if self.is_due else "不计入应到会人数"


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Somebody proposed as 监票人 or 计票人."""

    role: str
    name: str
    sex: str = ""
    joined_on: date | None = None
    post: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """Everything the papers of an election say. `kind` is what is elected (换届选举); `meeting` what is held (党员大会);
    `base` what the 选举办法 names for the majority, "" for neither; `signs`, `bare_write_in` and `order` as on the ballot."""

    org: str
    superior: str
    kind: str
    meeting: str
    meeting_on: date
    starts_at: time | None
    place: str
    term_from: date | None
    term_until: date | None
    seats: int
    planned: int
    deputies: int
    is_direct: bool
    ways: tuple[str, ...]
    ways_basis: str
    request_no: str
    requested_on: date | None
    agreed_no: str
    agreed_on: date | None
    contact: str
    heads: Expected
    roll: tuple[RollFacts, ...]
    is_frozen: bool
    recommended: tuple[Recommended, ...]
    candidates: tuple[CandidateFacts, ...]
    deliberated_on: date | None
    deliberation: str
    deliberation_due: int | None
    deliberation_present: int | None
    slate_no: str
    slate_on: date | None
    approval_no: str
    approved_on: date | None
    base: str
    signs: str
    bare_write_in: str
    order: str
    officials: tuple[Official, ...]
    today: date

    @property
    def body(self) -> str:
        """What is elected: 支部委员会委员."""
        return "代表" if "代表" in self.kind and "换届" not in self.kind else "委员会委员"

    @property
    def excused(self) -> tuple[RollFacts, ...]:
        """Those named to be left out of 应到会."""
        return tuple(one for one in self.roll if one.excused)

    def of_post(self, post: str) -> tuple[CandidateFacts, ...]:
        """Those intended for a post."""
        return tuple(one for one in self.candidates if one.post == post)
