"""An election on its way to the ballot, for the tests of this room: told through the real services."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jishi.ballots import services
from jishi.ballots.models import Candidate, Election
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Way
from jishi.kernel.actor import Actor, operator
from tests.builders import Cast

MEETING = date(2026, 12, 20)
PLAN: dict[str, Any] = {
    "seats": 3, "candidates": 4, "deputies": 1, "is_direct": False, "starts_at": None, "place": "村党群服务中心", "ways": ["masses"],
    "ways_basis": "晴组〔2026〕8号", "request_no": "红党请〔2026〕1号", "requested_on": date(2026, 10, 20),
    "agreed_no": "和党组〔2026〕12号", "agreed_on": date(2026, 11, 1), "excusal_paper": "和党组〔2026〕12号",
    "contact": "李秀英", "base": "", "is_by_votes": True,
}  # fmt: skip
RECOMMENDED: dict[str, Any] = {
    "form": "slip", "held_on": date(2026, 11, 5), "due": 9, "present": 8, "issued": 8, "returned": 8, "valid": 7, "note": "",
}  # fmt: skip


def running(cast: Cast, now: datetime) -> Election:
    """The branch elects on 20 December: three seats, four candidates."""
    return services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=MEETING, seats=3, candidates=4, actor=operator(), now=now
    )


@dataclass
class Story:
    """One election whose steps are told one after the other; the version is always the present one."""

    election: Election
    now: datetime
    actor: Actor

    def do(self, verb: Any, **words: Any) -> Any:
        """Run a verb about the election at its present version."""
        words = {"actor": self.actor, "now": self.now, "version": self.version} | words
        return verb(election=self.election, **words)

    @property
    def version(self) -> int:
        return Election.objects.values_list("version", flat=True).get(pk=self.election.pk)

    def fresh(self) -> Election:
        rows = Election.objects.select_related("org", "term", "procedure", "slate", "roll")
        return rows.get(pk=self.election.pk)

    def plan(self, **other: Any) -> None:
        self.do(services.set_procedure, **(PLAN | other))

    def name(self, person_id: int) -> Candidate:
        made: Candidate = self.do(services.name_candidate, person_id=person_id, name="", employer="")
        return made

    def recommend(self, way: Way = Way.MEMBERS, **other: Any) -> None:
        words = RECOMMENDED | {"counts": {}, "others": []} | other
        self.do(services.record_recommending, way=way, **words)

    def propose(self, ids: list[int], **other: Any) -> None:
        words: dict[str, Any] = {
            "deliberated_on": date(2026, 11, 12), "due": 9, "present": 8, "gist": "分组酝酿", "proposed": ids, "agreed": {},
            "request_no": "红党请〔2026〕2号", "requested_on": date(2026, 11, 13),
        }  # fmt: skip
        self.do(services.deliberate, **(words | other))

    def approve(self, ids: list[int]) -> None:
        self.do(
            services.approve_slate,
            ids=ids,
            approval_no="和党组〔2026〕15号",
            approved_on=date(2026, 11, 18),
            actor=operator(),
        )

    def to_the_ballot(self, cast: Cast, names: int = 4) -> list[Candidate]:
        """Everything up to the approved list."""
        self.plan()
        found = [self.name(one.pk) for one in cast.members[:names]]
        ids = [one.pk for one in found]
        self.do(services.put_forward, ids=ids)
        self.propose(ids)
        self.approve(ids)
        return found
