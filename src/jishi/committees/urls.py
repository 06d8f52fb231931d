"""Routes of committees, each declared once."""

from jishi.committees.pages import agendas, contacts, goals, institutions, life, overview, points, research, study
from jishi.kernel.actor import Act
from jishi.kernel.http import Page, Route, urls


def _of(name: str, path: str, page: Page, act: Act = Act.RECORD_VIEW, door: str = "get_committee") -> Route:
    """A page of one organisation."""
    return Route(
        name=f"committees-{name}", path=f"committee/<int:org_id>/{path}", page=page, act=act, door=f"committees.{door}"
    )


def _one(name: str, path: str, page: Page, door: str, act: Act = Act.RECORD_VIEW) -> Route:
    """A page of one thing of an organisation."""
    where = door if "." in door else f"committees.{door}"
    return Route(name=f"committees-{name}", path=f"committee/{path}", page=page, act=act, door=where)


W = Act.RECORD
ROOM = "get_room"
ROUTES: list[Route] = [
    Route(
        name="committees-index", path="committee/", page=overview.index, act=Act.RECORD_VIEW,
        door="committees.committees_for",
    ),
    _of("show", "", overview.show, door=ROOM),
    _of("study", "study/", study.index),
    _of("study_print", "study/print/", study.printed),
    _of("seat", "study/seats/add/", study.seat, W),
    _one("seat_leave", "seats/<int:seat_id>/leave/", study.leave, "orgs.get_seat", W),
    _of("topic_new", "study/add/", study.plan, W),
    _one("topic", "topics/<int:topic_id>/", study.topic, "get_topic", W),
    _one("topic_alone", "topics/<int:topic_id>/alone/", study.alone, "get_topic", W),
    _one("topic_drop", "topics/<int:topic_id>/drop/", study.drop, "get_topic", W),
    _of("life", "life/", life.index),
    _of("life_new", "life/add/", life.new, W),
    _one("life_show", "life/<int:meeting_id>/", life.show, "get_life"),
    _one("life_print", "life/<int:meeting_id>/print/", life.printed, "get_life"),
    _one("life_edit", "life/<int:meeting_id>/edit/", life.edit, "get_life", W),
    _one("life_step", "life/<int:meeting_id>/step/", life.step, "get_life", W),
    _one("life_talk", "life/<int:meeting_id>/talk/", life.talk, "get_life", W),
    _one("life_rectify", "life/<int:meeting_id>/rectify/", life.rectify, "get_life", Act.ASSIGN),
    _of("agendas", "agendas/", agendas.index),
    _of("agenda_draft", "agendas/draft/", agendas.draft, W),
    _one("agenda", "agendas/<int:agenda_id>/", agendas.edit, "get_agenda"),
    _one("agenda_collect", "agendas/<int:agenda_id>/collect/", agendas.collect, "get_agenda", W),
    _one("agenda_record", "agendas/<int:agenda_id>/record/", agendas.record, "get_agenda", W),
    _one("agenda_print", "agendas/<int:agenda_id>/print/", agendas.printed, "get_agenda"),
    _of("research", "research/", research.index),
    _of("research_print", "research/print/", research.printed),
    _of("research_new", "research/add/", research.new, W),
    _one("research_show", "research/<int:research_id>/", research.show, "get_research"),
    _one("research_edit", "research/<int:research_id>/edit/", research.edit, "get_research", W),
    _one("research_result", "research/<int:research_id>/results/add/", research.result, "get_research", W),
    _one("result_settle", "results/<int:result_id>/", research.settle, "get_result", W),
    _of("points", "points/", points.index),
    _of("points_print", "points/print/", points.printed),
    _of("point_new", "points/add/", points.new, W),
    _one("point", "points/<int:point_id>/", points.show, "orgs.get_point"),
    _one("point_end", "points/<int:point_id>/end/", points.end, "orgs.get_point", W),
    _one("point_visit", "points/<int:point_id>/visits/add/", points.visit, "orgs.get_point"),
    _of("dual", "dual/<int:person_id>/", points.dual, Act.VIEW, "get_dual"),
    _of("dual_print", "dual/<int:person_id>/print/", points.dual_printed, Act.VIEW, "get_dual"),
    _of("contacts", "contacts/", contacts.index),
    _of("contacts_print", "contacts/print/", contacts.printed),
    _of("contacts_export", "contacts/export/", contacts.export),
    _of("contact_new", "contacts/add/", contacts.new, W),
    _one("contact", "contacts/<int:duty_id>/", contacts.show, "get_contact"),
    _one("contact_edit", "contacts/<int:duty_id>/edit/", contacts.edit, "get_contact", W),
    _one("contact_done", "contacts/<int:duty_id>/done/add/", contacts.done, "get_contact"),
    _one("done_settle", "done/<int:done_id>/", contacts.settle, "get_done"),
    _of("institutions", "institutions/", institutions.index, door=ROOM),
    _of("institutions_print", "institutions/print/", institutions.printed, door=ROOM),
    _of("institution_new", "institutions/add/", institutions.new, W, ROOM),
    _one("institution", "institutions/<int:institution_id>/", institutions.show, "get_institution"),
    _one("institution_revise", "institutions/<int:institution_id>/revise/", institutions.revise, "get_institution", W),
    _one("institution_abolish", "institutions/<int:institution_id>/abolish/", institutions.abolish, "get_institution", W),
    _one("institution_carried", "institutions/<int:institution_id>/carried/add/", institutions.carried, "get_institution", W),
    _one("institution_file", "institutions/texts/<int:version_id>/file/", institutions.file, "get_paper_of"),
    _of("goals", "goals/", goals.index, door=ROOM),
    _of("goals_print", "goals/print/", goals.printed, door=ROOM),
    _of("goal_new", "goals/add/", goals.new, W, ROOM),
    _of("goal_report", "goals/<int:goal_id>/report/", goals.report, W, "get_goal_for"),
    _one("goal", "goals/<int:goal_id>/", goals.show, "get_goal"),
    _one("goal_edit", "goals/<int:goal_id>/edit/", goals.edit, "get_goal", W),
    _one("goal_step", "goals/<int:goal_id>/steps/add/", goals.step, "get_goal", W),
]  # fmt: skip
urlpatterns = urls(ROUTES)
