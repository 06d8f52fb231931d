"""Grades that have been settled: of a member, of many for those who decide on honours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from jishi.appraisals.models import MemberReview
from jishi.appraisals.queries.figures.grade import SETTLED
from jishi.appraisals.rules import Grade
from jishi.kernel.actor import Act, Actor
from jishi.orgs.queries import org_ids_where


@dataclass(frozen=True, slots=True)
class Graded:
    """One settled result of a person."""

    year: int
    grade: str
    disposal: str
    org_id: int


def grades_of(person_ids: Collection[int], *, since: int) -> dict[int, list[Graded]]:
    """The settled results of persons from a year on, the latest first; for those who check whether an honour may be given.
    One query; who asks has checked the right to know."""
    rows = MemberReview.objects.filter(SETTLED, person_id__in=person_ids, round__year__gte=since).order_by(
        "-round__year"
    )
    found: dict[int, list[Graded]] = {}
    for person_id, year, grade, disposal, org_id in rows.values_list(
        "person_id", "round__year", "grade", "disposal", "round__org_id"
    ):
        found.setdefault(person_id, []).append(Graded(year, grade, disposal, org_id))
    return found


def honour_hint(results: Collection[Graded], *, year: int) -> str:
    """Why the review of the year before speaks against an honour in `year`, "" where it does not. A hint, not a bar."""
    last = next((one for one in results if one.year == year - 1), None)
    if last is None:
        return f"没有{year - 1}年度民主评议的结果。"
    if not last.grade:
        return f"{year - 1}年度民主评议未定等次。"
    if last.grade in (Grade.BASIC, Grade.UNQUALIFIED):
        return f"{year - 1}年度民主评议评定为{Grade(last.grade).label}。"
    return ""


def member_card(actor: Actor, person_id: int, on: date) -> dict[str, object] | None:
    """The card on a member's page: settled results for those entitled to them, and one's own. Left out for all others."""
    rows = MemberReview.objects.filter(SETTLED, person_id=person_id)
    if actor.person_id != person_id:
        rows = rows.filter(round__org_id__in=org_ids_where(actor, Act.GRADE_VIEW))
    found = list(rows.select_related("round__org").order_by("-round__year", "-pk")[:10])
    return {"reviews": found, "own": actor.person_id == person_id} if found else None
