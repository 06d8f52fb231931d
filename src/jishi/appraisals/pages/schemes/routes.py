"""Routes of schemes and assessments; `appraisals.urls` takes them in."""

from jishi.appraisals.pages.schemes import assessing, judging, making, using
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route

LEAD = Act.APPRAISE_LEAD


def _route(name: str, path: str, page: Page, door: str, act: Act = Act.VIEW) -> Route:
    return Route(name=f"appraisals-{name}", path=f"schemes/{path}", page=page, act=act, door=f"appraisals.{door}")


def _edition(name: str, path: str, page: Page, act: Act = LEAD) -> Route:
    return _route(name, f"versions/<int:edition_id>/{path}", page, "get_edition", act)


def _use(name: str, path: str, page: Page, act: Act = Act.VIEW) -> Route:
    return _route(name, f"uses/<int:use_id>/{path}", page, "get_round_of", act)


def _row(name: str, path: str, page: Page, act: Act = Act.VIEW, door: str = "get_assessment") -> Route:
    return _route(name, f"assessments/<int:assessment_id>/{path}", page, door, act)


_INDICATOR = "indicators/<int:indicator_id>/"
ROUTES: list[Route] = [
    Route(
        name="appraisals-schemes", path="schemes/", page=making.index, act=Act.VIEW, door="appraisals.schemes_where",
        menu=Menu(word="考核评价", order=55, group=1),
    ),
    _route("scheme_new", "add/", making.new, "issuers_for", LEAD),
    _route("scheme", "<int:scheme_id>/", making.show, "get_scheme"),
    _route("scheme_revise", "<int:scheme_id>/revise/", making.revise, "get_scheme", LEAD),
    _edition("scheme_export", "export/", making.export, Act.VIEW),
    _edition("scheme_edit", "edit/", making.edit),
    _edition("scheme_points", "points/", making.points),
    _edition("scheme_import", "import/", making.take_in),
    _edition("scheme_force", "force/", making.force),
    _edition("scheme_use", "use/", using.use_new),
    _edition("indicator_new", "indicators/add/", making.indicator_new),
    _route("indicator", _INDICATOR, making.indicator, "get_indicator", LEAD),
    _route("indicator_move", f"{_INDICATOR}move/", making.move, "get_indicator", LEAD),
    _route("indicator_drop", f"{_INDICATOR}drop/", making.drop, "get_indicator", LEAD),
    _use("use", "", using.use),
    _use("use_export", "export/", using.export),
    _use("use_publish", "publish/", using.publish, LEAD),
    _use("use_settle", "settle/", using.settle_all, LEAD),
    _use("use_item", "items/<int:indicator_id>/", using.item, LEAD),
    _route("batch", "batches/<int:batch_id>/", using.batch, "get_batch", LEAD),
    _route("batch_take_up", "batches/<int:batch_id>/again/", using.take_up, "get_batch", LEAD),
    _row("assessment", "", assessing.show),
    _row("assessment_print", "print/<slug:ending>/", assessing.printed),
    _row("assessment_records", "records/<int:indicator_id>/", assessing.records),
    _row("assessment_own", "own/", assessing.own, Act.RECORD),
    _row("assessment_send", "send/", assessing.send, Act.RECORD),
    _row("assessment_review", "review/", assessing.review, LEAD),
    _row("objection_new", "objections/add/", assessing.objection_new, Act.RECORD),
    _row("occurrence_new", "occurrences/add/", judging.occurrence, LEAD),
    _row("assessment_flag", "grade/", judging.flag, LEAD, "get_judged"),
    _row("assessment_lift", "grade/lift/", judging.flag_lift, LEAD, "get_judged"),
    _row("assessment_peers", "peers/", judging.peers, LEAD, "get_judged"),
    _row("assessment_poll", "poll/", judging.poll, LEAD, "get_judged"),
    _row("assessment_targets", "targets/", judging.targets, LEAD, "get_judged"),
    _row("assessment_settle", "settle/", judging.settle, LEAD, "get_judged"),
    _row("assessment_reopen", "reopen/", judging.reopen, LEAD, "get_judged"),
    _route("peer", "peers/<int:peer_id>/", assessing.peer, "get_peer", Act.RECORD),
    _route("objection", "objections/<int:objection_id>/", assessing.objection, "get_objection", LEAD),
    _route(
        "occurrence_drop", "occurrences/<int:occurrence_id>/drop/", judging.occurrence_drop, "get_occurrence", LEAD
    ),
]  # fmt: skip
