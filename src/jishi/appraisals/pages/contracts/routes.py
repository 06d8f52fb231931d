"""Routes of 目标管理责任书 and 述职评议; `appraisals.urls` takes them in."""

from jishi.appraisals.pages import reports
from jishi.appraisals.pages.contracts import drafting, holding
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route

LEAD = Act.APPRAISE_LEAD


def _route(name: str, path: str, page: Page, door: str, act: Act = Act.VIEW) -> Route:
    return Route(name=f"appraisals-{name}", path=f"contracts/{path}", page=page, act=act, door=f"appraisals.{door}")


def _set(name: str, path: str, page: Page, act: Act = Act.VIEW) -> Route:
    return _route(name, f"sets/<int:set_id>/{path}", page, "get_set", act)


def _one(name: str, path: str, page: Page, act: Act = Act.VIEW) -> Route:
    return _route(name, f"<int:contract_id>/{path}", page, "get_contract", act)


def _item(name: str, path: str, page: Page, act: Act = Act.RECORD) -> Route:
    return _route(name, f"items/<int:contract_item_id>/{path}", page, "get_contract_item", act)


_REPORT = "<int:report_id>/"


def _report(name: str, path: str, page: Page, act: Act | None = Act.VIEW, door: str = "get_report") -> Route:
    return Route(name=f"appraisals-{name}", path=f"work-reports/{path}", page=page, act=act, door=f"appraisals.{door}")


ROUTES: list[Route] = [
    Route(
        name="appraisals-contracts", path="contracts/", page=drafting.index, act=Act.VIEW,
        door="appraisals.contracts_where", menu=Menu(word="责任书", order=54, group=1),
    ),
    _route("contracts_new", "add/", drafting.new, "editions_to_use", LEAD),
    _set("contract_set", "", drafting.show),
    _set("contract_set_edit", "edit/", drafting.edit, LEAD),
    _set("contract_set_send", "send/", drafting.send, LEAD),
    _set("contract_set_sign", "sign/", drafting.sign_all, LEAD),
    _set("contract_set_export", "export/", drafting.export),
    _route("contract_term", "terms/<int:contract_term_id>/", drafting.term, "get_term", LEAD),
    _one("contract", "", holding.show),
    _one("contract_print", "print/<slug:paper>/", holding.printed),
    _one("contract_sign", "sign/<slug:side>/", holding.sign),
    _one("contract_paper", "paper/<slug:side>/", holding.paper),
    _one("contract_check", "check/", holding.check, Act.RECORD),
    _item("contract_propose", "propose/", holding.propose),
    _item("contract_item", "edit/", holding.item, LEAD),
    _item("contract_owner", "owner/", holding.owner),
    _item("contract_progress", "progress/", holding.progress),
    _route("contract_answer", "proposals/<int:proposal_id>/", holding.answer, "get_proposal", LEAD),
    Route(
        name="appraisals-reports", path="work-reports/", page=reports.index, act=Act.VIEW,
        door="appraisals.reports_where", menu=Menu(word="述职评议", order=26, group=1),
    ),
    _report("report_new", "add/", reports.new, Act.RECORD, "reporting_orgs"),
    _report("report", f"{_REPORT}", reports.show),
    _report("report_print", f"{_REPORT}print/<slug:paper>/", reports.printed),
    _report("report_edit", f"{_REPORT}edit/", reports.edit, None),
    _report("report_send", f"{_REPORT}send/", reports.send, None),
    _report("report_again", f"{_REPORT}quote/", reports.again, None),
    _report("report_meeting", f"{_REPORT}meeting/", reports.meeting, None),
    _report("report_comment", f"{_REPORT}comment/", reports.comment, LEAD),
    _report("report_poll", f"{_REPORT}poll/", reports.poll, LEAD),
    _report("report_rate", f"{_REPORT}rate/", reports.rate, LEAD),
    _report("report_tell", f"{_REPORT}tell/", reports.told, LEAD),
    _report("report_problem", f"{_REPORT}problems/add/", reports.problem, LEAD),
    _report("report_measure", "problems/<int:report_problem_id>/", reports.measure, Act.RECORD, "get_report_problem"),
]  # fmt: skip
