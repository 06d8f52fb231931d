"""How many candidates there must be, how they came to be named, and in which order a ballot names them."""

from collections.abc import Iterable

from jishi.kernel.labels import Labelled

SURPLUS = "《中国共产党基层组织选举工作条例》第十三条"


class Way(Labelled):
    """How a candidate came to be named. The last two only where the notice of the election provides for them."""

    ORGANISATION = "organisation", "组织推荐"
    MEMBERS = "members", "党员推荐"
    MASSES = "masses", "群众推荐"
    ONESELF = "oneself", "本人自荐"


class WayForm(Labelled):
    """In what form recommendations were given."""

    MEETING = "meeting", "会议研究"
    SLIP = "slip", "推荐票"
    SHEET = "sheet", "推荐表"
    WRITTEN = "written", "书面自荐"


class Office(Labelled):
    """What an election fills: each has its own sheet and its own count."""

    COMMITTEE = "committee", "委员"
    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"
    DELEGATE = "delegate", "代表"


class CandidateStage(Labelled):
    """How far a name has come. DROPPED keeps its reason and stays on the list."""

    NAMED = "named", "被推荐"
    FORWARD = "forward", "初步人选"
    PROPOSED = "proposed", "预备人选"
    APPROVED = "approved", "上级已同意"
    DROPPED = "dropped", "不再作为人选"


class JointReview(Labelled):
    """县级联审: nothing but the conclusion is kept."""

    PASSED = "passed", "同意"
    REFUSED = "refused", "不宜作为人选"


class Objections(Labelled):
    """What came of 公示."""

    NONE = "none", "没有收到反映"
    SETTLED = "settled", "收到反映，已核实，不影响"
    UPHELD = "upheld", "收到反映，人选有调整"


def fewest_candidates(seats: int) -> int:
    """The smallest number of committee candidates for `seats`: a fifth more, rounded up (第十三条; for delegates 第九条).
    3→4, 4→5, 5→6, 6→8, 7→9, 9→11. Secretary and deputy are elected without surplus."""
    return seats + -(-seats // 5)


def surplus_said(candidates: int, seats: int) -> str:
    """A sentence when there are too few candidates, else ""."""
    least = fewest_candidates(seats)
    if candidates >= least:
        return ""
    return f"应选 {seats} 人，候选人应不少于 {least} 人（多于应选名额的五分之一，{SURPLUS}），现有 {candidates} 人。"


def offices_of(kind: str, *, is_direct: bool, deputies: int) -> tuple[Office, ...]:
    """What such an election fills, in order of the votes: committee first, then secretary and deputies by the committee's
    first meeting; `is_direct`: secretary and deputies by the members' meeting, no committee. A by-election fills seats of
    a committee, an election of delegates nothing else."""
    if kind == "delegates":
        return (Office.DELEGATE,)
    if kind == "by_election" and not is_direct:
        return (Office.COMMITTEE,)
    heads = (Office.SECRETARY, Office.DEPUTY) if deputies else (Office.SECRETARY,)
    return heads if is_direct else (Office.COMMITTEE, *heads)


def seats_for(office: Office, *, seats: int, deputies: int) -> int:
    """How many an office fills."""
    return {Office.SECRETARY: 1, Office.DEPUTY: deputies}.get(office, seats)


def is_competitive(office: Office) -> bool:
    """Whether there must be more candidates than seats: for committees and delegates, not for secretary and deputy."""
    return office in (Office.COMMITTEE, Office.DELEGATE)


def ways_allowed(provided: Iterable[str]) -> tuple[Way, ...]:
    """The ways open to an election: the organisation and its members always, the masses and oneself where the notice
    provides for them."""
    also = set(provided)
    return tuple(way for way in Way if way in (Way.ORGANISATION, Way.MEMBERS) or way in also)
