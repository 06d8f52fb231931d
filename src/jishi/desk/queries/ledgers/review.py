"""民主评议党员 on paper: the summary of a branch and a form for each member. For those who may see grades."""

from jishi.appraisals.models import ReviewRound
from jishi.appraisals.queries import MemberLine, RoundView, round_view
from jishi.appraisals.rules import Disposal, Grade, RoundState, Votes
from jishi.desk.queries.ledgers.asked import Asked
from jishi.desk.queries.ledgers.posts import sex_words
from jishi.members.models import Member
from jishi.papers.register import Register, RegisterEntry
from jishi.papers.tables import REVIEW, Table, Value
from jishi.people.rules import education_label, ethnicity_label


def _view(asked: Asked) -> RoundView | None:
    row = ReviewRound.objects.filter(org=asked.org, year=asked.period.year).select_related("org", "life", "activity")
    found = row.first()
    return round_view(found, handles=False) if found else None


def _share(count: int, valid: int | None) -> str:
    return f"{count}\n{count / valid:.0%}" if valid else str(count)


def _cells(votes: Votes, valid: int | None) -> tuple[Value, ...]:
    return tuple(_share(count, valid) for count in votes.known) if votes.known else ("", "", "", "")


def _row(line: MemberLine, valid: int | None) -> tuple[Value, ...]:
    review = line.review
    remark = "预备党员" if review.is_probationary else review.ungraded_why
    return (
        line.name, *_cells(line.votes, valid), line.served,
        Grade(review.grade).label if review.grade else "", review.opinion,
        Disposal(review.disposal).label if review.disposal else "", "", remark,
    )  # fmt: skip


def review_summary(asked: Asked) -> Table:
    """One line a member of the year's round, by name; empty where there was none. Six queries."""
    view = _view(asked)
    title = f"{asked.org.name}{asked.period.year}年度民主评议党员情况汇总表"
    if view is None:
        return Table(form=REVIEW, org=asked.org.name, title=title, period=asked.period.label, on=asked.today)
    row = view.round
    notes = [f"{grade.label}{count}人" for grade, count in view.counts]
    ballots = f"发出{row.issued}张，收回{row.returned}张，有效{row.valid}张；" if row.issued is not None else ""
    return Table(
        form=REVIEW, org=asked.org.name, title=title, period=asked.period.label, on=asked.today,
        rows=[_row(line, row.valid) for line in view.lines],
        notes=(f"{ballots}{'，'.join(notes)}，未定等次{view.ungraded}人；{RoundState(row.state).label}。",),
    )  # fmt: skip


def review_register(asked: Asked) -> Register:
    """A form for each member of the year's round. Seven queries."""
    view = _view(asked)
    if view is None:
        return Register(org=asked.org.name, year=asked.period.year)
    ids = [line.review.person_id for line in view.lines]
    members = {m.pk: m for m in Member.objects.filter(pk__in=ids).select_related("person")}
    superior = view.round.answer or "同意" if view.round.state == RoundState.SETTLED else ""
    entries = tuple(_entry(line, members[line.review.person_id], superior) for line in view.lines)
    return Register(org=asked.org.name, year=asked.period.year, entries=entries)


def _entry(line: MemberLine, member: Member, superior: str) -> RegisterEntry:
    person, review = member.person, line.review
    votes = (
        "、".join(f"{grade.label}{n}票" for grade, n in zip(Grade, line.votes.known, strict=True))
        if line.votes.known
        else ""
    )
    return RegisterEntry(
        name=person.name, sex=sex_words(person.sex), ethnicity=ethnicity_label(person.ethnicity), born_on=person.born_on,
        education=education_label(person.education, person.education_label), joined_on=member.joined_on,
        full_on=member.full_on, employer=person.employer, served=line.served, votes=votes, grade=line.grade,
        opinion=review.opinion, superior=superior, own_words=review.own_words,
    )  # fmt: skip
