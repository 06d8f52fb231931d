"""How many candidates there must be, how they came to be named, and in which order a ballot names them."""

from jishi.kernel.labels import Labelled

SURPLUS = "《中国共产党基层组织选举工作条例》第十三条"


class Way(Labelled):
    """How a candidate came to be named. The last two only where the notice of the election provides for them."""

    ORGANISATION = "organisation", "组织推荐"
    MEMBERS = "members", "党员推荐"
    MASSES = "masses", "群众推荐"
    ONESELF = "oneself", "本人自荐"


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
