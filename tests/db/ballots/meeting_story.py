"""A branch's election on its day, step by step, for the stories of the meeting: ten with the right to vote, three seats,
four candidates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from jishi.ballots import services
from jishi.ballots.models import Assembly, Election, Round, Tally
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Office
from jishi.ballots.rules.counting import Votes
from jishi.ballots.rules.meeting import CountDuty, RoundKind, Sheet, Stage
from jishi.kernel.actor import Actor, operator
from jishi.members.models import Member
from jishi.members.rules import Category
from jishi.orgs import services as orgs
from tests.builders import Cast, actor_named, make_member
from tests.db.ballots.story import Story

ELECTED_ON = date(2026, 11, 20)
PAPER = "红支〔2026〕9号"


def person(member: Member) -> Actor:
    """A member signed in without any post."""
    return Actor(name=member.person.name, person_id=member.pk)


@dataclass
class Day:
    """The meeting as far as it has come."""

    cast: Cast
    now: datetime
    election: Election
    secretary: Actor
    clerk: Actor
    watches: Member
    counts: Member

    @property
    def voters(self) -> list[Member]:
        return [*(one for one in self.cast.members if one.category == Category.FULL), self.watches, self.counts]

    @property
    def candidates(self) -> list[Member]:
        return self.voters[:4]

    @property
    def scrutineer(self) -> Actor:
        return person(self.watches)

    @property
    def teller(self) -> Actor:
        return person(self.counts)

    @property
    def general(self) -> Assembly:
        return Assembly.objects.get(election=self.election, stage=Stage.GENERAL)

    @property
    def plenary(self) -> Assembly:
        return Assembly.objects.get(election=self.election, stage=Stage.PLENARY)

    def open(self, stage: Stage = Stage.GENERAL) -> Assembly:
        return services.open_assembly(
            election=self.election, stage=stage, held_on=ELECTED_ON, chair="王建国", place="村部", actor=self.secretary,
            now=self.now, submission=uuid4(),
        )  # fmt: skip

    def sign_in(self, *absent: Member, stage: Stage = Stage.GENERAL) -> Assembly:
        meeting = self.general if stage is Stage.GENERAL else self.plenary
        return services.sign_in(
            assembly=meeting,
            version=meeting.version,
            absent=[one.pk for one in absent],
            actor=self.secretary,
            now=self.now,
        )

    def adopt(self, stage: Stage = Stage.GENERAL, base: str = "") -> None:
        meeting = self.general if stage is Stage.GENERAL else self.plenary
        services.adopt_method(
            assembly=meeting, base=base, is_by_votes=True, agreed=meeting.present or 0, version=meeting.version,
            actor=self.secretary, now=self.now,
        )  # fmt: skip

    def officials(self, scrutineer: Member, teller: Member, stage: Stage = Stage.GENERAL) -> None:
        meeting = self.general if stage is Stage.GENERAL else self.plenary
        pairs = [(scrutineer, CountDuty.SCRUTINEER), (teller, CountDuty.TELLER)]
        services.accept_officials(
            assembly=meeting, officials=[(one.pk, one.person.name, duty) for one, duty in pairs], agreed=meeting.present or 0,
            version=meeting.version, actor=self.secretary, now=self.now,
        )  # fmt: skip

    def ready(self, *absent: Member, base: str = "") -> Assembly:
        """Opened, counted, procedure and officials accepted."""
        self.open()
        self.sign_in(*absent)
        self.adopt(base=base)
        self.officials(self.watches, self.counts)
        return self.general

    def call(self, office: Office = Office.COMMITTEE, kind: RoundKind = RoundKind.FIRST, **more: object) -> Round:
        meeting = self.general if office in (Office.COMMITTEE, Office.DELEGATE) else self.plenary
        return services.call_vote(
            assembly=meeting, office=office, kind=kind, actor=self.secretary, now=self.now, submission=uuid4(),
            **more,  # type: ignore[arg-type]  # words of the story
        )  # fmt: skip

    def ballots(self, one: Round, returned: int | None = None) -> Round:
        """All present take a ballot; `returned` come back."""
        one = services.hand_out(
            one=one,
            received=one.present + 2,
            issued=one.present,
            version=one.version,
            actor=self.secretary,
            now=self.now,
        )
        back = one.present if returned is None else returned
        return services.collect(one=one, returned=back, version=one.version, actor=self.secretary, now=self.now)

    def count(self, one: Round, in_favour: Sequence[int], others: Sequence[tuple[str, int]] = ()) -> Round:
        """One teller types, the scrutineer confirms; whoever was not for it was against it."""
        sheet = sheet_for(one, in_favour, others)
        teller, scrutineer = self.teller, self.scrutineer
        if one.assembly.stage == Stage.PLENARY:
            scrutineer, teller = (person(member) for member in self.candidates[1:3])
        own = Tally.objects.filter(round=one, person=teller.person_id).first()
        services.save_tally(one=one, sheet=sheet, version=own.version if own else None, actor=teller, now=self.now)
        tally = Tally.objects.get(round=one)
        return services.confirm_tally(one=one, version=tally.version, actor=scrutineer, now=self.now)

    def announce(self, one: Round, **more: object) -> Round:
        return services.announce(one=one, version=one.version, actor=self.secretary, now=self.now, **more)  # type: ignore[arg-type]  # words of the story

    def vote(self, in_favour: Sequence[int], office: Office = Office.COMMITTEE, **more: object) -> Round:
        """A whole round, from the call to the announcement."""
        return self.announce(self.count(self.ballots(self.call(office, **more)), in_favour))

    def close(self, stage: Stage = Stage.GENERAL) -> Assembly:
        meeting = self.general if stage is Stage.GENERAL else self.plenary
        return services.close_assembly(assembly=meeting, version=meeting.version, actor=self.secretary, now=self.now)

    def elect_committee(self) -> None:
        """The whole of the general meeting: the first three candidates are elected."""
        self.ready()
        self.vote([9, 8, 7, 2])
        self.close()

    def elect_heads(self) -> None:
        """The whole of the first committee meeting: its first member becomes secretary."""
        self.open(Stage.PLENARY)
        self.sign_in(stage=Stage.PLENARY)
        self.adopt(Stage.PLENARY)
        self.officials(self.candidates[1], self.candidates[2], Stage.PLENARY)
        first = self.candidates[0]
        self.vote([3], Office.SECRETARY, names=[(first.pk, first.person.name)])
        self.close(Stage.PLENARY)


def sheet_for(one: Round, in_favour: Sequence[int], others: Sequence[tuple[str, int]] = (), void: int = 0) -> Sheet:
    """A count that adds up. `in_favour` goes by the persons' numbers, so that it follows `Day.candidates`, whatever the
    order of the ballot."""
    valid = (one.returned or 0) - void
    names = list(one.names.filter(is_write_in=False).order_by("order"))
    ranked = sorted(names, key=lambda name: name.person_id or 0)
    counts = {name.pk: count for name, count in zip(ranked, in_favour, strict=True)}
    rows = [Votes(name.name, counts[name.pk], valid - counts[name.pk]) for name in names]
    return Sheet(void, (*rows, *(Votes(name, count, is_write_in=True) for name, count in others)))


def election_day(cast: Cast, now: datetime, **plan: Any) -> Day:
    """Candidates approved, the roll frozen: the morning of the meeting."""
    orgs.open_term(org=cast.branch, elected_on=date(2021, 12, 10), actor=operator(), now=now)
    watches = make_member(now=now, org=cast.branch, name="孙志强", username="scrutineer")
    counts = make_member(now=now, org=cast.branch, name="马丽华", username="teller")
    election = services.start_election(
        org=cast.branch, kind=ElectionKind.TERM, meeting_on=ELECTED_ON, seats=3, candidates=4, actor=operator(), now=now
    )
    told = Story(election, now, operator())
    told.plan(**{"deputies": 0} | plan)
    approve_candidates(told, cast.members[:4])
    told.do(services.take_roll)
    told.do(services.freeze_roll, adopted=[])
    secretary, clerk = (actor_named(name, today=now.date()) for name in ("secretary", "clerk"))
    return Day(cast, now, election, secretary, clerk, watches, counts)


def approve_candidates(told: Story, members: Sequence[Member]) -> None:
    """From the first name to the superior's approval; the first is meant to be secretary."""
    named = [told.name(one.pk) for one in members]
    ids = [one.pk for one in named]
    told.do(services.put_forward, ids=ids)
    told.propose(ids)
    services.write_candidate(
        candidate=named[0], post="secretary", employer="", worked_since="", resume="", introduction="", remark="",
        version=told.version, actor=operator(), now=told.now,
    )  # fmt: skip
    told.approve(ids)
