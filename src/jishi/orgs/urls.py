"""Routes of orgs, each declared once."""

from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls
from jishi.orgs import pages
from jishi.orgs.pages import accounts, terms


def _login(name: str, path: str, page: Page) -> Route:
    door = "orgs.queries.logins.get_login"
    return Route(name=f"orgs-account_{name}", path=f"accounts/{path}", page=page, act=Act.ACCOUNT_MANAGE, door=door)


def _form(name: str, path: str, page: Page, door: str = "orgs.get_org", act: Act = Act.ORG_EDIT) -> Route:
    return Route(name=f"orgs-{name}", path=f"orgs/{path}/", page=page, act=act, door=door)


ROUTES: list[Route] = [
    Route(
        name="orgs-index",
        path="orgs/",
        page=pages.index,
        act=Act.VIEW,
        door="orgs.orgs_where",
        menu=Menu(word="组织", order=20, group=1),
    ),
    Route(name="orgs-list", path="orgs/list/", page=pages.listing, act=Act.VIEW, door="orgs.orgs_where"),
    Route(name="orgs-list_print", path="orgs/list/print/", page=pages.list_print, act=Act.VIEW, door="orgs.orgs_where"),
    Route(
        name="orgs-list_export", path="orgs/list/export/", page=pages.list_export, act=Act.VIEW, door="orgs.orgs_where"
    ),
    Route(
        name="orgs-terms",
        path="orgs/terms/",
        page=terms.terms,
        act=Act.VIEW,
        door="orgs.electing",
        menu=Menu(word="届次", order=22, group=1),
    ),
    Route(
        name="orgs-terms_export",
        path="orgs/terms/export/",
        page=terms.terms_export,
        act=Act.VIEW,
        door="orgs.electing",
    ),
    Route(name="orgs-show", path="orgs/<int:org_id>/", page=pages.show, act=Act.VIEW, door="orgs.Card"),
    Route(name="orgs-part", path="orgs/<int:org_id>/part/<slug:tab>/", page=pages.part, act=Act.VIEW, door="orgs.Card"),
    Route(name="orgs-import", path="orgs/import/", page=pages.import_sheet, act=Act.ORG_EDIT, door="orgs.orgs_where"),
    Route(name="orgs-import_refused", path="orgs/import/refused/", page=pages.import_refused, act=Act.ORG_EDIT),
    Route(name="orgs-log", path="orgs/log/", page=pages.log, act=Act.AUDIT_VIEW, door="orgs.org_ids_where"),
    Route(
        name="orgs-log_export",
        path="orgs/log/export/",
        page=pages.log_export,
        act=Act.AUDIT_VIEW,
        door="orgs.org_ids_where",
    ),
    _form("create", "<int:org_id>/create", pages.create),
    _form("edit", "<int:org_id>/edit", pages.edit),
    _form("rename", "<int:org_id>/rename", pages.rename),
    _form("move", "<int:org_id>/move", pages.move),
    _form("change_kind", "<int:org_id>/kind", pages.change_kind),
    _form("end", "<int:org_id>/end", pages.end),
    _form("hold_post", "<int:org_id>/posts/add", pages.hold_post),
    _form("open_term", "<int:org_id>/terms/add", pages.open_term),
    _form("add_unit", "<int:org_id>/units/add", pages.add_unit),
    _form("start_guidance", "<int:org_id>/guidance/add", pages.start_guidance),
    _form("assign_charge", "<int:org_id>/charges/add", pages.assign_charge, act=Act.DIVIDE),
    _form("add_assistance", "<int:org_id>/assistance/add", pages.add_assistance, act=Act.DIVIDE),
    _form("end_charge", "charges/<int:charge_id>/end", pages.end_charge, "orgs.get_charge", Act.DIVIDE),
    _form("correct_charge", "charges/<int:charge_id>/correct", pages.correct_charge, "orgs.get_charge", Act.DIVIDE),
    _form(
        "end_assistance", "assistance/<int:assistance_id>/end", pages.end_assistance, "orgs.get_assistance", Act.DIVIDE
    ),
    _form("correct", "history/<slug:table>/<int:entry_id>", pages.correct, "orgs.get_entry"),
    _form("end_post", "posts/<int:held_id>/end", pages.end_post, "orgs.get_post"),
    _form("correct_post", "posts/<int:held_id>/correct", pages.correct_post, "orgs.get_post"),
    _form("extend_term", "terms/<int:term_id>/extend", pages.extend_term, "orgs.get_term"),
    _form("close_term", "terms/<int:term_id>/close", pages.close_term, "orgs.get_term"),
    _form("change_unit", "units/<int:unit_id>", pages.change_unit, "orgs.get_unit"),
    _form("remove_unit", "units/<int:unit_id>/remove", pages.remove_unit, "orgs.get_unit"),
    _form("end_guidance", "guidance/<int:guidance_id>/end", pages.end_guidance, "orgs.get_guidance"),
    Route(
        name="orgs-account",
        path="accounts/",
        page=accounts.account,
        act=Act.ACCOUNT_MANAGE,
        door="orgs.queries.logins.logins_where",
        menu=Menu(word="登录账号", order=90, group=4),
    ),
    Route(
        name="orgs-account_export",
        path="accounts/export/",
        page=accounts.account_export,
        act=Act.ACCOUNT_MANAGE,
        door="orgs.queries.logins.logins_where",
    ),
    _login("show", "<int:held_id>/", accounts.account_show),
    _login("open", "<int:held_id>/open/", accounts.account_open),
    _login("reset", "<int:held_id>/reset/", accounts.account_reset),
    _login("active", "<int:held_id>/active/", accounts.account_active),
]
urlpatterns = urls(ROUTES)
