"""Routes of appraisals, each declared once."""

from jishi.appraisals.pages import life, overview, review
from jishi.appraisals.pages.contracts.routes import ROUTES as CONTRACTS
from jishi.appraisals.pages.schemes.routes import ROUTES as SCHEMES
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls


def _route(name: str, path: str, page: Page, act: Act, door: str) -> Route:
    return Route(name=f"appraisals-{name}", path=f"reviews/{path}", page=page, act=act, door=f"appraisals.{door}")


_BRANCH, _LIFE, _ROUND = "branches/<int:org_id>/", "meetings/<int:life_id>/", "rounds/<int:appraisal_id>/"
_MEMBER, _PROBLEM = "members/<int:review_id>/", "problems/<int:problem_id>/"
ROUTES: list[Route] = [
    Route(
        name="appraisals-index", path="reviews/", page=overview.index, act=Act.RECORD_VIEW, door="appraisals.branch_page",
        menu=Menu(word="生活会和评议", order=25, group=1),
    ),
    _route("export", "export/", overview.export, Act.RECORD_VIEW, "all_branches"),
    _route("notices", "notices/", overview.notices, Act.APPRAISE_LEAD, "notices_where"),
    _route("notice", "notices/<int:org_id>/<int:year>/", overview.notice, Act.APPRAISE_LEAD, "get_issuer"),
    _route("show", _BRANCH, overview.show, Act.RECORD_VIEW, "get_branch"),
    _route("life_new", f"{_BRANCH}meetings/add/", life.new, Act.RECORD, "get_branch"),
    _route("round_new", f"{_BRANCH}rounds/add/", review.new, Act.APPRAISE, "get_branch"),
    _route("life", _LIFE, life.show, Act.RECORD_VIEW, "get_life"),
    _route("life_edit", f"{_LIFE}edit/", life.edit, Act.RECORD, "get_life"),
    _route("life_file", f"{_LIFE}file/", life.file, Act.RECORD, "get_life"),
    _route("life_answer", f"{_LIFE}answer/", life.answer, Act.APPRAISE_LEAD, "get_life"),
    _route("life_step", f"{_LIFE}step/", life.step, Act.RECORD, "get_life"),
    _route("life_opinions", f"{_LIFE}opinions/", life.opinions, Act.RECORD, "get_life"),
    _route("life_talk", f"{_LIFE}talk/", life.talk, Act.RECORD, "get_life"),
    _route("life_problem", f"{_LIFE}problem/", life.problem, Act.RECORD, "get_life"),
    _route("life_print", f"{_LIFE}print/<slug:paper>/", life.printed, Act.RECORD_VIEW, "get_life"),
    _route("measure", f"{_PROBLEM}measure/", life.measure, Act.ASSIGN, "get_problem"),
    _route("drop", f"{_PROBLEM}drop/", life.drop, Act.RECORD, "get_problem"),
    _route("round", _ROUND, review.show, Act.GRADE_VIEW, "get_round"),
    _route("round_edit", f"{_ROUND}edit/", review.edit, Act.APPRAISE, "get_round"),
    _route("round_members", f"{_ROUND}members/", review.take_in, Act.APPRAISE, "get_round"),
    _route("round_test", f"{_ROUND}test/", review.test, Act.APPRAISE, "get_round"),
    _route("round_poll", f"{_ROUND}poll/", review.poll, Act.APPRAISE, "get_round"),
    _route("round_sheet", f"{_ROUND}test/<slug:variant>/", review.sheet, Act.APPRAISE, "get_round"),
    _route("round_grades", f"{_ROUND}grades/", review.grades, Act.APPRAISE, "get_round"),
    _route("round_submit", f"{_ROUND}submit/", review.submit, Act.APPRAISE, "get_round"),
    _route("round_answer", f"{_ROUND}answer/", review.answer, Act.APPRAISE_LEAD, "get_round"),
    _route("round_tell", f"{_ROUND}tell/", review.tell_all, Act.APPRAISE, "get_round"),
    _route("feedback", f"{_MEMBER}feedback/", review.feedback, Act.APPRAISE, "get_review"),
    _route("disposal", f"{_MEMBER}disposal/", review.disposal, Act.APPRAISE, "get_review"),
    Route(name="appraisals-own", path="my/reviews/", page=review.own, door="appraisals.own_reviews"),
    Route(
        name="appraisals-sign", path="my/reviews/<int:review_id>/sign/", page=review.sign,
        door="appraisals.get_own_review",
    ),
]  # fmt: skip
urlpatterns = urls([*ROUTES, *CONTRACTS, *SCHEMES])
