"""Names on their way to the ballot: who recommended them, how far they have come, what the records show as done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jishi.ballots.models import BallotSheet, Candidate, Election, Procedure, Recommending, Slate, Support
from jishi.ballots.rules import surplus_said
from jishi.ballots.rules.candidates import (
    CandidateStage,
    Office,
    Way,
    is_competitive,
    offices_of,
    seats_for,
    ways_allowed,
)
from jishi.ballots.rules.layout import (
    Ballot,
    BallotCell,
    BareWriteIn,
    Layout,
    MarkCell,
    Order,
    Signs,
    ballot,
    in_order,
    ruled,
)
from jishi.kernel.strokes import stroke_key, without_place
from jishi.members.models import Member

STANDING = (CandidateStage.FORWARD, CandidateStage.PROPOSED, CandidateStage.APPROVED)


def procedure_of(election: Election) -> Procedure:
    """How the election is held; a fresh, unsaved one with the defaults where nothing was said."""
    return getattr(election, "procedure", None) or Procedure(election=election)


def slate_of(election: Election) -> Slate:
    """How far the list has come; a fresh, unsaved one where nothing has begun."""
    return getattr(election, "slate", None) or Slate(election=election)


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """One name: the row, the member's own facts where he is on the roster, support in the order of the ways asked for."""

    candidate: Candidate
    member: Member | None
    supports: tuple[int | None, ...]

    @property
    def is_in_the_running(self) -> bool:
        """Put forward and not dropped."""
        return self.candidate.stage in STANDING


@dataclass(frozen=True, slots=True)
class SlateView:
    """The list of an election. `said`: a sentence when there are too few candidates for the seats."""

    procedure: Procedure
    slate: Slate
    ways: tuple[tuple[Way, Recommending | None], ...]
    lines: tuple[CandidateLine, ...]
    said: str

    def counts(self, way: Way) -> dict[int, int | None]:
        """Support by one way, by id of the candidate."""
        at = next((n for n, (one, _) in enumerate(self.ways) if one is way), None)
        return {line.candidate.pk: line.supports[at] for line in self.lines} if at is not None else {}

    def at(self, *stages: CandidateStage) -> tuple[CandidateLine, ...]:
        """Those at one of these stages."""
        return tuple(line for line in self.lines if line.candidate.stage in stages)


def slate_view(election: Election) -> SlateView:
    """The names of an election by strokes, dropped ones last. Four queries beside the election's own row."""
    procedure = procedure_of(election)
    held = {row.way: row for row in Recommending.objects.filter(election=election)}
    ways = tuple(way for way in Way if way in ways_allowed(procedure.ways) or way in held)
    rows = list(Candidate.objects.filter(election=election).select_related("person", "election"))
    supports: dict[tuple[int, str], int] = {
        (row.candidate_id, row.way): row.count for row in Support.objects.filter(candidate__election=election)
    }
    members = Member.objects.in_bulk([row.person_id for row in rows if row.person_id])
    rows.sort(key=lambda row: (row.stage == CandidateStage.DROPPED, stroke_key(row.name), row.pk))
    lines = tuple(
        CandidateLine(row, members.get(row.person_id or 0), tuple(supports.get((row.pk, way)) for way in ways))
        for row in rows
    )
    standing = sum(line.is_in_the_running for line in lines)
    return SlateView(
        procedure, slate_of(election), tuple((way, held.get(way)) for way in ways), lines,
        _surplus(election, procedure, standing),
    )  # fmt: skip


def _surplus(election: Election, procedure: Procedure, standing: int) -> str:
    """Said once names are put forward and the seats are known; secretary and deputy are elected without surplus."""
    if not standing or not election.seats or procedure.is_direct:
        return ""
    return surplus_said(standing, election.seats)


def offices_for(election: Election) -> tuple[Office, ...]:
    """What the election fills, in order of the votes."""
    procedure = procedure_of(election)
    return offices_of(election.kind, is_direct=procedure.is_direct, deputies=procedure.deputies)


def seats_of(election: Election, office: Office) -> int:
    """How many the office fills; 0 where nobody has said."""
    return seats_for(office, seats=election.seats or 0, deputies=procedure_of(election).deputies)


def standing_for(election: Election, office: Office, rows: Sequence[Candidate]) -> list[Candidate]:
    """Which of the candidates stand for an office: those the superior approved; while none is approved, those in the
    running, so that a ballot can be tried out. Secretary and deputy: those whose intended post it is."""
    approved = [row for row in rows if row.stage == CandidateStage.APPROVED]
    chosen = approved or [row for row in rows if row.stage in STANDING]
    return chosen if is_competitive(office) else [row for row in chosen if row.post == office]


@dataclass(frozen=True, slots=True)
class SheetView:
    """One ballot as it would be printed, with what stands in the way of printing it."""

    office: Office
    seats: int
    sheet: BallotSheet
    candidates: tuple[Candidate, ...]
    ballot: Ballot
    warnings: tuple[str, ...]

    @property
    def rows(self) -> tuple[tuple[BallotCell, ...], ...]:
        """The ruled part, as the preview draws it."""
        return ruled(self.ballot)


def layout_of(sheet: BallotSheet) -> Layout:
    """The layout kept for an office, as the rules see it."""
    return Layout(
        mark=MarkCell(sheet.mark), signs=Signs(sheet.signs), bare_write_in=BareWriteIn(sheet.bare_write_in),
        order=Order(sheet.order), order_remark=sheet.order_remark, write_ins=sheet.write_ins, colour=sheet.colour,
    )  # fmt: skip


def sheet_views(election: Election) -> list[SheetView]:
    """Every ballot of the election in order of the votes. Two queries beside the election's own row."""
    rows = list(Candidate.objects.filter(election=election))
    kept = {row.office: row for row in BallotSheet.objects.filter(election=election)}
    return [_sheet(election, office, rows, kept.get(office)) for office in offices_for(election)]


def sheet_view(election: Election, office: str) -> SheetView:
    """The ballot of one office. Raises BallotSheet.DoesNotExist for an office the election does not fill."""
    found = next((view for view in sheet_views(election) if view.office == office), None)
    if found is None:
        raise BallotSheet.DoesNotExist
    return found


def _sheet(election: Election, office: Office, rows: Sequence[Candidate], kept: BallotSheet | None) -> SheetView:
    usual = Order.STROKES if is_competitive(office) else Order.APPROVED
    sheet = kept or BallotSheet(election=election, office=office, order=usual)
    layout = layout_of(sheet)
    names = in_order(
        standing_for(election, office, rows),
        order=layout.order,
        by_hand=sheet.order_ids,
        key=lambda one: (one.pk, one.name),
    )
    seats = seats_of(election, office)
    made = ballot(
        heading=heading_of(election, office),
        date_line=f"{election.meeting_on.year}年{election.meeting_on.month}月{election.meeting_on.day}日",
        names=[one.name for one in names], seats=seats, layout=layout, is_competitive=is_competitive(office) and bool(seats),
    )  # fmt: skip
    return SheetView(office, seats, sheet, tuple(names), made, tuple(_warnings(election, office, seats, names)))


def heading_of(election: Election, office: Office) -> str:
    """What stands at the head of a ballot."""
    if office is Office.DELEGATE:
        return f"{election.org.name}出席上级党代表大会代表选票"
    body = "" if office is not Office.COMMITTEE or "委员会" in election.org.name else "委员会"
    return f"{election.org.name}{body}{office.label}选票"


def _warnings(election: Election, office: Office, seats: int, names: Sequence[Candidate]) -> list[str]:
    said = []
    if not seats:
        said.append("还没有填名额，先在“选举方案”里填。")
    if not names:
        who = "候选人" if is_competitive(office) else f"拟任{office.label}的人选"
        said.append(f"还没有{who}，选票上只有另选人空格。")
    elif any(one.stage != CandidateStage.APPROVED for one in names):
        said.append("上级还没有批复候选人预备人选，这里先用现有人选试排，批复以后再印。")
    if seats and names and is_competitive(office) and (few := surplus_said(len(names), seats)):
        said.append(few)
    for one in names:
        if rare := without_place(one.name):
            said.append(f"{one.name}的“{rare}”不在笔画表里，请核对顺序，需要时自行排列。")
    return said


@dataclass(frozen=True, slots=True)
class Offer:
    """A record that shows a step as done: on which day, with what paper."""

    on: date
    note: str


def offers(election: Election) -> dict[str, Offer]:
    """Steps whose records show them as done, by code: offered for noting, never noted by themselves. Two queries."""
    procedure, slate = procedure_of(election), slate_of(election)
    roll = getattr(election, "roll", None)
    recommended = Recommending.objects.filter(election=election).order_by("held_on").values_list("way", "held_on")
    found: dict[str, Offer | None] = {
        "prepare": Offer(roll.taken_on, f"党员名册 {roll.members} 人") if roll else None,
        "request": _offer(procedure.requested_on, procedure.request_no),
        "agree": _offer(procedure.agreed_on, procedure.agreed_no),
        "nominate": None,
        "deliberate": _offer(slate.requested_on or slate.deliberated_on, slate.request_no),
        "approve": _offer(slate.approved_on, slate.approval_no),
        "publish": _offer(slate.published_to if slate.objections else None, slate.get_objections_display()),
        "introduce": _offer(slate.introduced_on, ""),
    }
    for way, held_on in recommended:
        found["nominate"] = Offer(held_on, Way(way).label)
        if way in (Way.MEMBERS, Way.MASSES):
            found["second_vote"] = found["nominate"]
    reviewed = Candidate.objects.filter(election=election).exclude(review="").order_by("-reviewed_on")
    last = reviewed.values_list("reviewed_on", flat=True).first()
    if last:
        found["review"] = Offer(last, "县级联审")
    return {code: offer for code, offer in found.items() if offer}


def _offer(on: date | None, note: str) -> Offer | None:
    return Offer(on, note) if on else None
