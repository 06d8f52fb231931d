"""What the papers of an election are written from, gathered once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from jishi.ballots.models import Candidate, Election, Official, Roll
from jishi.ballots.papers import CandidateFacts, PaperFacts, Recommended, RollFacts
from jishi.ballots.papers import facts as printed
from jishi.ballots.queries.doors import term_until
from jishi.ballots.queries.electors import electors
from jishi.ballots.queries.rolls import RollLine, roll_view
from jishi.ballots.queries.slates import CandidateLine, SlateView, sheet_views, slate_view
from jishi.ballots.rules import ElectionKind
from jishi.ballots.rules.candidates import Way, ways_allowed
from jishi.ballots.rules.counting import Base
from jishi.ballots.rules.layout import BareWriteIn, Layout, Order, Signs
from jishi.ballots.rules.meeting import CountDuty, Stage
from jishi.ballots.rules.roll import Expected, Voter, expected
from jishi.kernel.actor import Act, Actor
from jishi.members.models import Member
from jishi.members.queries import members_where
from jishi.orgs.models import Organization
from jishi.orgs.queries import below
from jishi.orgs.rules import COMMITTEE_KINDS, ancestors
from jishi.people.rules import Called, Sex, education_label, ethnicity_label, told_apart

RECOMMENDED = ("form", "held_on", "due", "present", "issued", "returned", "valid", "note")
MEETINGS = {ElectionKind.CONGRESS: "党员代表大会", ElectionKind.DELEGATES: "党员大会"}
MOST_LISTED = 2000


def facts_of(row: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a form starts with: the row's own values under these names."""
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def recommended(view: SlateView, way: Way) -> dict[str, Any]:
    """What was entered for one way; nothing where it was not."""
    row = dict(view.ways).get(way)
    return facts_of(row, RECOMMENDED) if row else {}


def is_frozen(election: Election) -> bool:
    """Whether the meeting has fixed the roll."""
    roll: Roll | None = getattr(election, "roll", None)
    return roll is not None and roll.frozen_at is not None


def choices_to_stand(election: Election) -> list[tuple[str, str]]:
    """Members who may be named: those with the right to stand who are not on the list. Two queries."""
    listed = set(Candidate.objects.filter(election=election).values_list("person_id", flat=True))
    return [
        (str(one.person_id), f"{one.name}{f'（{one.born_on:%Y-%m}）' if one.born_on else ''}")
        for one in electors(election)
        if one.rights.may_stand and one.person_id not in listed
    ]


def choices_for_roll(actor: Actor, election: Election) -> list[tuple[str, str]]:
    """Members who may be added to the roll: those of the organisation, for a congress those below it in reach."""
    rows = members_where(actor, Act.MEMBER_VIEW).filter(below(election.org.path, field="org__path"))
    named = rows.order_by("name_key", "pk").values_list(
        "pk", "person__name", "person__born_on", "org__short_name", "org__name"
    )  # fmt: skip
    held = set(election.roll_entries.filter(is_struck=False).values_list("person_id", flat=True))
    found = [Called(pk, name, born_on, short or full) for pk, name, born_on, short, full in named[:MOST_LISTED]]
    return [(str(pk), words) for pk, words in told_apart(one for one in found if one.person_id not in held).items()]


def candidate_facts(line: CandidateLine, view: SlateView) -> CandidateFacts:
    """One candidate as papers and the introduction name him."""
    row, person, member = line.candidate, line.candidate.person, line.member
    supports = tuple((way.label, n) for (way, _), n in zip(view.ways, line.supports, strict=True) if n is not None)
    return CandidateFacts(
        name=row.name,
        post=row.get_post_display() if row.post else "",
        sex=Sex.label_of(person.sex) if person and person.sex != Sex.UNKNOWN else "",
        ethnicity=ethnicity_label(person.ethnicity) if person else "",
        born_on=person.born_on if person else None,
        native_place=person.native_place if person else "",
        education=(person.education_label or education_label(person.education)) if person else "",
        joined_on=member.joined_on if member else None,
        worked_since=row.worked_since,
        employer=row.employer or (person.employer if person else ""),
        resume=row.resume,
        introduction=row.introduction,
        remark=row.remark,
        agreed=row.agreed,
        supports=supports,
    )


def introductions(election: Election) -> list[CandidateFacts]:
    """Those who stand, by strokes: the approved, else those sent up, else those put forward."""
    view = slate_view(election)
    return [candidate_facts(line, view) for line in standing_lines(view)]


def standing_lines(view: SlateView) -> tuple[CandidateLine, ...]:
    """The furthest stage anybody has reached, and all who reached it."""
    for stages in (("approved",), ("proposed",), ("forward",)):
        found = tuple(line for line in view.lines if line.candidate.stage in stages)
        if found:
            return found
    return ()


def paper_facts(election: Election, *, today: date) -> PaperFacts:
    """Everything the papers say. Before the roll is drawn the head counts are those of the roster. About ten queries."""
    view = slate_view(election)
    rolled = roll_view(election)
    heads, roll = rolled.heads, tuple(_roll(line) for line in rolled.lines)
    if rolled.roll is None:
        heads = _from_roster(election)
    sheet = next((one for one in sheet_views(election)), None)
    layout = sheet.ballot.layout if sheet else Layout()
    procedure, slate, term = view.procedure, view.slate, election.term
    superior = approver_of(election.org)
    return PaperFacts(
        org=election.org.name,
        superior=superior.name if superior else "上级党组织",
        kind=election.get_kind_display(),
        meeting=MEETINGS.get(ElectionKind(election.kind), "党员大会"),
        meeting_on=election.meeting_on,
        starts_at=procedure.starts_at,
        place=procedure.place,
        term_from=term.elected_on if term else None,
        term_until=term_until(term),
        seats=election.seats or 0,
        planned=election.candidates or 0,
        deputies=procedure.deputies,
        is_direct=procedure.is_direct,
        ways=tuple(way.label for way in ways_allowed(procedure.ways)),
        ways_basis=procedure.ways_basis,
        request_no=procedure.request_no,
        requested_on=procedure.requested_on,
        agreed_no=procedure.agreed_no,
        agreed_on=procedure.agreed_on,
        contact=procedure.contact,
        heads=heads,
        roll=roll,
        is_frozen=rolled.is_frozen,
        recommended=tuple(
            Recommended(
                way=way.label, form=row.get_form_display(), held_on=row.held_on, due=row.due, present=row.present,
                issued=row.issued, returned=row.returned, valid=row.valid, note=row.note,
            )
            for way, row in view.ways
            if row
        ),
        candidates=tuple(candidate_facts(line, view) for line in standing_lines(view)),
        deliberated_on=slate.deliberated_on,
        deliberation=slate.deliberation,
        deliberation_due=slate.deliberation_due,
        deliberation_present=slate.deliberation_present,
        slate_no=slate.request_no,
        slate_on=slate.requested_on,
        approval_no=slate.approval_no,
        approved_on=slate.approved_on,
        base=Base.label_of(procedure.base) if procedure.base else "",
        signs=Signs(layout.signs).label,
        bare_write_in=BareWriteIn(layout.bare_write_in).label,
        order=layout.order_remark if layout.order is Order.MANUAL else layout.order.label,
        officials=_officials(election),
        today=today,
    )  # fmt: skip


def _officials(election: Election) -> tuple[printed.Official, ...]:
    """Whom the general meeting has before it as 监票人 and 计票人; blank lines are printed while there is nobody."""
    accepted = Official.objects.filter(assembly__election=election, assembly__stage=Stage.GENERAL)
    rows = list(accepted.select_related("person").order_by("pk"))
    known = Member.objects.filter(pk__in=[one.person_id for one in rows if one.person_id])
    joined = dict(known.values_list("pk", "joined_on"))
    return tuple(
        printed.Official(
            role=CountDuty.label_of(one.duty),
            name=one.name,
            sex=Sex.label_of(one.person.sex) if one.person else "",
            joined_on=joined.get(one.person_id or 0),
        )
        for one in rows
    )


def approver_of(org: Organization) -> Organization | None:
    """Who approves an election: the nearest committee above, not a 党总支 between; None at the top. One query."""
    above = Organization.objects.filter(path__in=ancestors(org.path)).order_by("-path")
    found = list(above)
    committees = [one for one in found if one.kind in COMMITTEE_KINDS]
    return next(iter(committees or found), None)


def _from_roster(election: Election) -> Expected:
    return expected(Voter(one.rights) for one in electors(election))


def _roll(line: RollLine) -> RollFacts:
    row = line.entry
    return RollFacts(
        name=row.name, is_full=row.is_full, may_vote=row.may_vote, may_stand=row.may_stand, is_due=line.voter.is_due,
        reason=row.reason, excused=row.get_excused_display() if row.excused else "", consented=row.consented,
        note=row.excused_note,
    )  # fmt: skip
