"""What has to be done before the ballots are printed, how far each piece is, and which is next."""

from collections.abc import Mapping
from dataclasses import dataclass

from jishi.ballots.models import Election
from jishi.ballots.queries.slates import STANDING, SlateView
from jishi.ballots.rules import steps_of
from jishi.ballots.rules.candidates import CandidateStage, JointReview, Objections
from jishi.ballots.rules.timetable import ElectionKind
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Decision
from jishi.orgs.rules import Sector


@dataclass(frozen=True, slots=True)
class Doing:
    """One piece of the work on the list: the page it is done on, whether it is done, what the records say."""

    name: str
    word: str
    is_done: bool
    said: str
    may: bool

    @property
    def mark(self) -> str:
        """The state a page shows beside it."""
        return "done" if self.is_done else "open"


def doings(actor: Actor, election: Election, view: SlateView, *, leads: Decision, reviews: Decision) -> list[Doing]:
    """The list's way from the first name to the introduction, in order; the joint review where the election has that step."""
    runs = bool(actor.may(Act.ELECTION, election.org.path))
    in_village = election.org.sector in (Sector.VILLAGE, Sector.COMMUNITY)
    has_review = any(rule.code == "review" for rule in steps_of(ElectionKind(election.kind), in_village=in_village))
    forward = view.at(*STANDING)
    found = [Doing("forward", "确定初步人选", bool(forward), _heads(len(forward)), runs)]
    if has_review:
        found.append(_review(view, may=bool(reviews)))
    return [*found, *_decided(view, runs=runs, leads=bool(leads))]


def _heads(number: int) -> str:
    return f"{number} 人" if number else ""


def _review(view: SlateView, *, may: bool) -> Doing:
    concluded = [line.candidate for line in view.lines if line.candidate.review]
    refused = sum(one.review == JointReview.REFUSED for one in concluded)
    waiting = [line for line in view.at(*STANDING) if not line.candidate.review]
    said = f"{len(concluded)} 人有结论{f'，{refused} 人不宜' if refused else ''}" if concluded else ""
    return Doing("review", "县级联审", bool(concluded) and not waiting, said, may)


def _decided(view: SlateView, *, runs: bool, leads: bool) -> list[Doing]:
    slate = view.slate
    proposed = view.at(CandidateStage.PROPOSED, CandidateStage.APPROVED)
    approved = view.at(CandidateStage.APPROVED)
    published = f"{slate.published_from} 至 {slate.published_to}" if slate.published_from else ""
    outcome = Objections.label_of(slate.objections) if slate.objections else "结果还没有填"
    return [
        Doing(
            "deliberate", "酝酿，报送预备人选", slate.deliberated_on is not None,
            f"{slate.deliberated_on}，预备人选 {len(proposed)} 人" if slate.deliberated_on else "", runs,
        ),
        Doing(
            "approve", "上级批复", slate.approved_on is not None,
            f"{slate.approved_on}，{slate.approval_no}，同意 {len(approved)} 人" if slate.approved_on else "", leads,
        ),
        Doing("publish", "公示", bool(slate.objections), f"{published}，{outcome}" if published else "", runs),
        Doing(
            "introduce", "介绍候选人", slate.introduced_on is not None, str(slate.introduced_on or ""), runs,
        ),
    ]  # fmt: skip


WORK: Mapping[str, tuple[str, str]] = {
    "prepare": ("roll", "选举人名册"),
    "request": ("procedure", "选举方案"),
    "agree": ("procedure", "选举方案"),
    "nominate": ("candidates", "推荐提名"),
    "second_vote": ("candidates", "推荐票"),
    "review": ("candidates", "候选人"),
    "deliberate": ("candidates", "候选人"),
    "approve": ("candidates", "候选人"),
    "publish": ("candidates", "候选人"),
    "draft": ("papers", "材料和选票"),
    "introduce": ("introduction", "候选人介绍"),
    "meeting": ("meeting", "选举大会"),
    "first_plenary": ("meeting", "委员会会议"),
    "report": ("meeting", "报告结果"),
    "confirm": ("meeting", "备案、批复"),
}
"""Step → the page where its work is done, and what the link says."""
