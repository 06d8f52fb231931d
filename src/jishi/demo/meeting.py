"""One election of the demo whose meeting was held: counted, announced, the first committee meeting, the report sent to the
township, which has yet to answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from jishi.ballots import queries, services
from jishi.ballots.models import Assembly, Candidate, Election, RollEntry, Round, Tally
from jishi.ballots.queries.meeting import on_the_ballot
from jishi.ballots.rules.candidates import CandidateStage, Office
from jishi.ballots.rules.counting import Votes
from jishi.ballots.rules.meeting import CountDuty, Sheet, Stage
from jishi.kernel.actor import Actor
from jishi.orgs.rules import PostKind, WorkField

SHARES = ((PostKind.SECRETARY, WorkField.ORG_LIFE), (PostKind.ORGANIZATION_MEMBER, WorkField.ADMISSION),
          (PostKind.PUBLICITY_MEMBER, WorkField.PUBLICITY))  # fmt: skip


class _Held:
    """One meeting told step by step."""

    def __init__(self, meeting: Assembly, *, actor: Actor, now: datetime) -> None:
        self.meeting, self.actor, self.now = meeting, actor, now

    def step(self, verb: object, **words: object) -> None:
        """Run a step of the script at the meeting's present version."""
        self.meeting = verb(  # type: ignore[operator]  # one of the verbs of the script
            assembly=self.meeting, version=self.meeting.version, actor=self.actor, now=self.now, **words
        )

    def prepare(self, people: Sequence[tuple[int, str]], *, absent: Sequence[int] = (), absent_said: str = "") -> None:
        """People counted, procedure and officials accepted. `people`: those who may watch and count."""
        self.step(services.sign_in, absent=absent, absent_said=absent_said)
        present = self.meeting.present or 0
        self.step(services.adopt_method, base="", is_by_votes=True, agreed=present)
        (first, watches), (second, counts) = people[:2]
        self.step(
            services.accept_officials, agreed=present,
            officials=[(first, watches, CountDuty.SCRUTINEER), (second, counts, CountDuty.TELLER)],
        )  # fmt: skip
        self.officials = [Actor(name=watches, person_id=first), Actor(name=counts, person_id=second)]

    def vote(self, office: Office, against: Mapping[int, int], names: Sequence[tuple[int | None, str]] = ()) -> Round:
        """A whole round; `against`: how many were against somebody, by person."""
        one = services.call_vote(assembly=self.meeting, office=office, names=names, actor=self.actor, now=self.now)
        words = {"actor": self.actor, "now": self.now}
        one = services.hand_out(one=one, received=one.present + 3, issued=one.present, version=one.version, **words)  # type: ignore[arg-type]  # who and when
        one = services.collect(one=one, returned=one.present, version=one.version, **words)  # type: ignore[arg-type]  # as above
        rows = []
        for name in one.names.order_by("order"):
            no = against.get(name.person_id or 0, 0)
            rows.append(Votes(name.name, one.present - no, no))
        scrutineer, teller = self.officials
        services.save_tally(one=one, sheet=Sheet(0, tuple(rows)), actor=teller, now=self.now)
        tally = Tally.objects.get(round=one)
        one = services.confirm_tally(one=one, version=tally.version, actor=scrutineer, now=self.now)
        return services.announce(one=one, version=one.version, **words)  # type: ignore[arg-type]  # as above


def hold_meeting(election: Election, *, today: date, actor: Actor, now: datetime) -> None:
    """From the frozen roll to the report: three elected of four, the first committee meeting, the division of work."""
    adopted = list(RollEntry.objects.filter(election=election).exclude(excused="").values_list("pk", flat=True))
    version = Election.objects.values_list("version", flat=True).get(pk=election.pk)
    services.freeze_roll(election=election, adopted=adopted, version=version, actor=actor, now=now)
    election = Election.objects.select_related("org", "roll", "procedure").get(pk=election.pk)
    held = _Held(_open(election, Stage.GENERAL, actor, now), actor=actor, now=now)
    standing = {one.person_id for one in on_the_ballot(held.meeting)}
    lines = [line.entry for line in queries.roll_view(election).lines if line.voter.is_due]
    others = [(one.person_id, one.name) for one in lines if one.person_id not in standing]
    held.prepare(others, absent=[others[-1][0]], absent_said="因病请假1名")
    held.step(services.note_introduction, said="逐一介绍了4名候选人，回答了2个提问。")
    present = held.meeting.present or 0
    chosen = list(Candidate.objects.filter(election=election, stage=CandidateStage.APPROVED).order_by("pk"))
    members, last = [(one.person_id or 0, one.name) for one in chosen[:3]], chosen[3]
    held.vote(Office.COMMITTEE, {members[2][0]: 1, last.person_id or 0: present - 1})
    held.step(services.close_assembly)
    plenary = _Held(_open(election, Stage.PLENARY, actor, now), actor=actor, now=now)
    plenary.prepare(others)
    plenary.vote(Office.SECRETARY, {}, names=members[:1])
    plenary.vote(Office.DEPUTY, {}, names=members[1:2])
    plenary.step(services.close_assembly)
    plenary.step(
        services.divide_work,
        shares=[(pk, post, [field]) for (pk, _), (post, field) in zip(members, SHARES, strict=True)],
    )
    reported = min(election.meeting_on + timedelta(days=1), today)
    services.send_report(election=election, reported_on=reported, paper="红支〔2026〕9号", actor=actor, now=now)


def _open(election: Election, stage: Stage, actor: Actor, now: datetime) -> Assembly:
    standing = Candidate.objects.filter(election=election, stage=CandidateStage.APPROVED).order_by("pk")
    chair, _, recorder = standing.values_list("name", flat=True)[:3]
    return services.open_assembly(
        election=election, stage=stage, held_on=election.meeting_on, chair=chair, place="党群服务中心会议室",
        recorder=recorder, actor=actor, now=now,
    )  # fmt: skip
