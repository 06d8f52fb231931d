"""领导点评: its words. Pure values."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishi.kernel.labels import Labelled

# What a comment says, in the order of the form; the last two may not stay empty.
COMMENT_PARTS = (
    ("carried_out", "活动开展"),
    ("promises", "承诺兑现"),
    ("work", "中心工作和岗位业绩"),
    ("masses", "联系服务群众"),
    ("conduct", "作风廉洁"),
    ("lacking", "不足"),
    ("direction", "努力方向"),
)


class CommentWay(Labelled):
    TOGETHER = "together", "集中点评"
    SINGLE = "single", "个别点评"
    ON_SITE = "on_site", "现场点评"
    WRITTEN = "written", "书面点评"


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence from the records, with the page that shows them."""

    text: str
    url: str = ""


def named(titles: Sequence[str], total: int) -> str:
    """The first few titles and how many there are: “甲”“乙”等 5 件."""
    shown = "".join(f"“{title}”" for title in titles[:3])
    return f"{shown}{'等' if total > 3 else ''} {total} 件"
