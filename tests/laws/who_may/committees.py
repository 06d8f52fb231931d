"""A committee's own life is read by itself and above, written by those who record for it; a branch sees who looks after it
and the visits that concern it."""

from collections.abc import Callable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.activities.rules import SpecialSubject
from jishi.committees import services
from jishi.committees.models import Institution, InstitutionVersion
from jishi.committees.rules import ContactKind, GoalCategory, MatterState, ResultKind
from jishi.files.services import store
from jishi.kernel.actor import operator
from jishi.orgs import services as orgs
from jishi.orgs.models import StudySeat
from jishi.orgs.rules import PostKind, SeatRole
from tests.builders import Cast, make_person, make_post
from tests.conftest import NOW
from tests.laws.who_may import Args, Row

ME = operator()


def _town(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.township.pk}


def _leader(cast: Cast) -> int:
    person = make_person(now=NOW, name="高志远")
    make_post(now=NOW, person_id=person.pk, org=cast.township, post=PostKind.SECRETARY)
    return person.pk


def _seat(cast: Cast) -> StudySeat:
    return orgs.seat_member(
        org=cast.township, person_id=_leader(cast), role=SeatRole.LEADER, from_on=date(2026, 1, 1), actor=ME, now=NOW
    )


def _topic(cast: Cast) -> dict[str, object]:
    return {"topic_id": services.plan_study(org=cast.township, year=2026, topic="党章", actor=ME, now=NOW).pk}


def _life(cast: Cast) -> dict[str, object]:
    return {"meeting_id": services.open_life_meeting(org=cast.township, year=2026, theme="主题", actor=ME, now=NOW).pk}


def _agenda(cast: Cast) -> dict[str, object]:
    made = services.draft_agenda(org=cast.township, subject=SpecialSubject.PARTY_BUILDING, actor=ME, now=NOW)
    return {"agenda_id": made.pk}


def _research_id(cast: Cast) -> int:
    return services.plan_research(
        org=cast.township, person_id=_leader(cast), year=2026, subject="集体经济", actor=ME, now=NOW
    ).pk


def _research(cast: Cast) -> dict[str, object]:
    return {"research_id": _research_id(cast)}


def _result(cast: Cast) -> dict[str, object]:
    made = services.add_result(
        research_id=_research_id(cast), kind=ResultKind.UPWARD, on=date(2026, 11, 1), note="向上反映", actor=ME, now=NOW
    )
    return {"result_id": made.pk}


def _point(cast: Cast) -> dict[str, object]:
    made = orgs.link_point(
        org=cast.township, person_id=_leader(cast), place=cast.branch, from_on=date(2026, 1, 1), basis="和党发〔2026〕3号",
        actor=ME, now=NOW,
    )  # fmt: skip
    return {"point_id": made.pk}


def _contact(cast: Cast) -> dict[str, object]:
    made = services.plan_contact(
        org=cast.township, person_id=_leader(cast), kind=ContactKind.VISIT_DOWN, from_on=date(2026, 1, 1),
        to_on=date(2026, 12, 31), planned=12, place_id=cast.branch.pk, actor=ME, now=NOW,
    )  # fmt: skip
    return {"duty_id": made.pk}


def _done(cast: Cast) -> dict[str, object]:
    duty = services.edit_contact(int(str(_contact(cast)["duty_id"])), 1, actor=ME, now=NOW)
    made = services.note_contact(
        duty=duty, on=date(2026, 11, 3), what="听意见", matter="路灯不亮", state=MatterState.PENDING, actor=ME, now=NOW
    )
    return {"done_id": made.pk}


def _rule(cast: Cast) -> Institution:
    upload = SimpleUploadedFile("规则.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n")
    return services.adopt_institution(
        org=cast.township, title="议事规则", adopted_on=date(2026, 1, 5), file_id=store(upload, actor=ME, now=NOW).pk,
        actor=ME, now=NOW,
    )  # fmt: skip


def _goal(cast: Cast) -> dict[str, object]:
    made = services.set_goal(
        org=cast.township, year=2026, category=GoalCategory.SERVICE, text="件件有答复", measure="都记了结果",
        due_on=date(2026, 12, 31), actor=ME, now=NOW,
    )  # fmt: skip
    return {"goal_id": made.pk}


def _goal_below(cast: Cast) -> dict[str, object]:
    made = services.set_goal(
        org=cast.township, year=2026, category=GoalCategory.SERVICE, level="below", text="件件有答复", measure="都记了",
        due_on=date(2026, 12, 31), actor=ME, now=NOW,
    )  # fmt: skip
    return {"org_id": cast.branch.pk, "goal_id": made.pk}


def read(args: Args = _town) -> Row:
    return Row(secretary=404, sibling_secretary=404, member=404, clerk=200, department=200, args=args)


def written(args: Args = _town) -> Row:
    return Row(secretary=404, sibling_secretary=404, member=404, clerk=200, department=403, args=args)


def posted(args: Args = _town) -> Row:
    return Row(secretary=405, sibling_secretary=405, member=405, clerk=405, department=405, args=args)


def shared(args: Args) -> Row:
    """What the branch concerned reads too."""
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def shared_written(args: Args) -> Row:
    return Row(secretary=403, sibling_secretary=404, member=403, clerk=200, department=403, args=args)


def keyed(name: str, made: Callable[[Cast], object]) -> Args:
    return lambda cast: {name: getattr(made(cast), "pk")}  # noqa: B009  any of the models


def _dual(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.township.pk, "person_id": _leader(cast)}


def _text(cast: Cast) -> InstitutionVersion:
    return InstitutionVersion.objects.get(institution=_rule(cast))


RULE = keyed("institution_id", _rule)
ROWS = {
    "committees-index": Row(secretary=302, sibling_secretary=302, member=302, clerk=302, department=302),
    "committees-show": read(),
    "committees-study": read(),
    "committees-study_print": read(),
    "committees-seat": written(),
    "committees-seat_leave": written(keyed("seat_id", _seat)),
    "committees-topic_new": written(),
    "committees-topic": written(_topic),
    "committees-topic_alone": written(_topic),
    "committees-topic_drop": posted(_topic),
    "committees-life": read(),
    "committees-life_new": written(),
    "committees-life_show": read(_life),
    "committees-life_print": read(_life),
    "committees-life_edit": written(_life),
    "committees-life_step": written(_life),
    "committees-life_talk": written(_life),
    "committees-life_rectify": Row(
        secretary=404, sibling_secretary=404, member=403, clerk=200, department=403, args=_life
    ),
    "committees-agendas": read(),
    "committees-agenda_draft": posted(),
    "committees-agenda": read(_agenda),
    "committees-agenda_collect": posted(_agenda),
    "committees-agenda_record": posted(_agenda),
    "committees-agenda_print": read(_agenda),
    "committees-research": read(),
    "committees-research_print": read(),
    "committees-research_new": written(),
    "committees-research_show": read(_research),
    "committees-research_edit": written(_research),
    "committees-research_result": written(_research),
    "committees-result_settle": written(_result),
    "committees-points": read(),
    "committees-points_print": read(),
    "committees-point_new": written(),
    "committees-point": shared(_point),
    "committees-point_end": shared_written(_point),
    "committees-point_visit": shared_written(_point),
    "committees-dual": read(_dual),
    "committees-dual_print": read(_dual),
    "committees-contacts": read(),
    "committees-contacts_print": read(),
    "committees-contacts_export": read(),
    "committees-contact_new": written(),
    "committees-contact": shared(_contact),
    "committees-contact_edit": shared_written(_contact),
    "committees-contact_done": shared_written(_contact),
    "committees-done_settle": shared_written(_done),
    "committees-institutions": read(),
    "committees-institutions_print": read(),
    "committees-institution_new": written(),
    "committees-institution": read(RULE),
    "committees-institution_revise": written(RULE),
    "committees-institution_abolish": written(RULE),
    "committees-institution_carried": written(RULE),
    "committees-institution_file": read(keyed("version_id", _text)),
    "committees-goals": read(),
    "committees-goals_print": read(),
    "committees-goal_new": written(),
    "committees-goal": read(_goal),
    "committees-goal_report": Row(
        secretary=200, sibling_secretary=404, member=200, clerk=403, department=403, args=_goal_below
    ),
    "committees-goal_edit": written(_goal),
    "committees-goal_step": written(_goal),
}
