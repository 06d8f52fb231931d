"""Routes of model sites, each declared once."""

from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls
from jishi.model_sites.pages import batches, programmes, sites, spread


def _route(name: str, path: str, page: Page, door: str, act: Act = Act.VIEW) -> Route:
    where = door if "." in door else f"model_sites.{door}"
    return Route(name=f"sites-{name}", path=f"model-sites/{path}", page=page, act=act, door=where)


W = Act.RECORD
_PROGRAMME, _SITE, _BATCH = "programmes/<int:programme_id>/", "applications/<int:site_id>/", "batches/<int:naming_id>/"
_EXPERIENCE = "experiences/<int:experience_id>/"
ROUTES: list[Route] = [
    Route(
        name="sites-index", path="model-sites/", page=programmes.index, act=Act.VIEW,
        door="model_sites.programmes_where", menu=Menu(word="示范创建", order=57, group=1),
    ),
    _route("gate", "gate/<int:org_id>/", programmes.gate, "get_host"),
    _route("new", "gate/<int:org_id>/<slug:kind>/", programmes.new, "get_host", W),
    _route("programme", _PROGRAMME, programmes.show, "get_programme"),
    _route("programme_edit", f"{_PROGRAMME}edit/", programmes.edit, "get_programme", W),
    _route("programme_end", f"{_PROGRAMME}end/", programmes.end, "get_programme", W),
    _route("programme_cost", f"{_PROGRAMME}cost/", programmes.cost, "get_programme", W),
    _route("category_new", f"{_PROGRAMME}categories/add/", programmes.category_new, "get_programme", W),
    _route("category", "categories/<int:category_id>/", programmes.category_edit, "get_category", W),
    _route("batch_new", f"{_PROGRAMME}batches/add/", batches.new, "get_programme", W),
    _route("batch", _BATCH, batches.show, "get_naming"),
    _route("batch_print", f"{_BATCH}print/", batches.printed, "get_naming"),
    _route("batch_edit", f"{_BATCH}edit/", batches.edit, "get_naming", W),
    _route("public_print", f"{_BATCH}publicity/print/", batches.public_print, "get_naming"),
    _route("publish", f"{_BATCH}publish/", batches.publish, "get_naming_to_show", Act.NOTIFY),
    _route("objection_new", f"{_BATCH}objections/add/", batches.objection_new, "get_naming_to_show", Act.NOTIFY),
    _route("objection", f"{_BATCH}objections/<int:objection_id>/", batches.objection, "get_objection", Act.NOTIFY),
    _route("conclude", f"{_BATCH}conclude/", batches.conclude, "get_naming_to_show", Act.NOTIFY),
    _route("decide", f"{_BATCH}decide/", batches.decide, "get_naming", W),
    _route("apply", f"{_PROGRAMME}apply/", sites.apply, "get_programme"),
    _route("named", "named/", sites.named, "named_where"),
    _route("named_export", "named/export/", sites.named_export, "named_where"),
    _route("site", _SITE, sites.show, "get_site"),
    _route("print", f"{_SITE}print/", sites.printed, "get_site"),
    _route("edit", f"{_SITE}edit/", sites.edit, "get_site", W),
    _route("step", f"{_SITE}step/", sites.step, "get_site_to_move", W),
    _route("visit", f"{_SITE}visit/", sites.visit, "get_site_to_judge", W),
    _route("tests", f"{_SITE}tests/", sites.tests, "get_site_to_judge", W),
    _route("recheck", f"{_SITE}recheck/", sites.recheck, "get_site_to_judge", W),
    _route("plaque", f"{_SITE}plaque/", sites.plaque, "get_site_to_judge", W),
    _route("finding", f"{_SITE}finding/", sites.finding, "get_site_to_judge", W),
    _route("cost", f"{_SITE}cost/", sites.cost, "get_site_to_cost", W),
    _route("again", "rechecks/<int:recheck_id>/", sites.again, "get_recheck", W),
    _route("settle", "findings/<int:finding_id>/", sites.settle, "get_finding", W),
    _route("experiences", "experiences/", spread.index, "experiences_where"),
    _route("experience_new", "experiences/add/<int:org_id>/", spread.new, "orgs.get_org", W),
    _route("experience", _EXPERIENCE, spread.show, "get_experience"),
    _route("experience_print", f"{_EXPERIENCE}print/", spread.printed, "get_experience"),
    _route("experience_edit", f"{_EXPERIENCE}edit/", spread.edit, "get_experience", W),
    _route("share", f"{_EXPERIENCE}share/", spread.share, "get_experience", W),
    _route("observe", f"{_EXPERIENCE}observe/", spread.observe, "get_experience", W),
    _route("feedback", "observations/<int:observation_id>/", spread.feedback, "get_observation", W),
    _route("take", f"{_EXPERIENCE}take/", spread.take, "get_experience", W),
    _route("result", "adoptions/<int:adoption_id>/", spread.result, "get_adoption", W),
    _route("joint", "joint/<int:org_id>/", spread.joint, "orgs.get_org"),
]  # fmt: skip
urlpatterns = urls(ROUTES)
