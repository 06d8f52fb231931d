"""Routes of campaigns, each declared once."""

from jishi.campaigns.pages import campaigns, carriers, comments, honours, mending, places, pledges, selections
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls

S = Act.DEMAND_SET


def _one(name: str, path: str, page: Page, door: str, act: Act | None = Act.RECORD_VIEW) -> Route:
    """A page of one thing."""
    return Route(name=f"campaigns-{name}", path=f"campaigns/{path}", page=page, act=act, door=f"campaigns.{door}")


_CAMPAIGN, _ORG, _PLEDGE = "<int:campaign_id>/", "<int:org_id>/", "<int:pledge_id>/"
_COMMENT, _SELECTION, _NOMINEE = "<int:comment_id>/", "<int:selection_id>/", "<int:nominee_id>/"
_HONOUR, _CARRIER, _TRIAL, _MENDING = (
    "<int:honour_id>/", "<int:carrier_id>/", "<int:trial_id>/", "<int:mending_id>/",
)  # fmt: skip
ROUTES: list[Route] = [
    Route(
        name="campaigns-index", path="campaigns/", page=campaigns.index, act=Act.RECORD_VIEW,
        door="campaigns.campaigns_where", menu=Menu(word="创先争优", order=57, group=1),
    ),
    _one("place", "place/<slug:use>/", places.choose, "place_page", None),
    _one("start", "start/", campaigns.start, "issuing_orgs", S),
    _one("new", "new/<int:org_id>/<slug:pattern>/", campaigns.new, "get_issuer", S),
    _one("show", _CAMPAIGN, campaigns.show, "get_campaign"),
    _one("print", f"{_CAMPAIGN}print/", campaigns.printed, "get_campaign"),
    _one("edit", f"{_CAMPAIGN}edit/", campaigns.edit, "get_campaign", S),
    _one("stage_new", f"{_CAMPAIGN}stages/add/", campaigns.stage_new, "get_campaign", S),
    _one("stage", "stages/<int:stage_id>/", campaigns.stage, "get_stage", S),
    _one("action_new", "stages/<int:stage_id>/actions/add/", campaigns.action_new, "get_stage", S),
    _one("action", "actions/<int:action_id>/", campaigns.action, "get_action", S),
    _one("standard_new", f"{_CAMPAIGN}standards/add/", campaigns.standard_new, "get_campaign", S),
    _one("standard", "standards/<int:standard_id>/", campaigns.standard, "get_standard", S),
    _one("before", f"{_CAMPAIGN}before/", campaigns.before, "get_campaign", S),
    _one("launch", f"{_CAMPAIGN}launch/", campaigns.launch, "get_campaign", S),
    _one("close", f"{_CAMPAIGN}close/", campaigns.close, "get_campaign", S),
    _one("grade", f"{_CAMPAIGN}grades/add/", campaigns.grade, "get_campaign", S),
    _one("results", f"{_CAMPAIGN}results/", campaigns.results, "get_campaign"),
    _one("records", "actions/<int:action_id>/records/", campaigns.records, "get_action"),
    _one("reviews", f"{_CAMPAIGN}reviews/", comments.reviews, "get_campaign"),
    _one("review_result", "reviews/<int:mass_review_id>/", comments.review_result, "get_review", None),
    _one("carriers", "carriers/", carriers.index, "carriers_where"),
    _one("carriers_export", "carriers/export/", carriers.export, "carriers_where"),
    _one("carrier_new", f"carriers/new/{_ORG}", carriers.new, "get_issuer", Act.RECORD),
    _one("carrier", f"carriers/{_CARRIER}", carriers.show, "get_carrier"),
    _one("carrier_edit", f"carriers/{_CARRIER}edit/", carriers.edit, "get_carrier", Act.RECORD),
    _one("carrier_withdraw", f"carriers/{_CARRIER}withdraw/", carriers.withdraw, "get_carrier", Act.RECORD),
    _one("carrier_try", f"carriers/{_CARRIER}try/{_ORG}", carriers.try_it, "get_trying", Act.RECORD),
    _one("trial", f"trials/{_TRIAL}", carriers.trial, "get_trial", Act.RECORD),
    _one("trial_withdraw", f"trials/{_TRIAL}withdraw/", carriers.trial_withdraw, "get_trial", Act.RECORD),
    _one("mendings", "mending/", mending.index, "mendings_where", None),
    _one("mendings_export", "mending/export/", mending.export, "mendings_where", None),
    _one("mending_new", f"mending/new/{_ORG}", mending.new, "get_mending_org", Act.ASSIGN),
    _one("mending", f"mending/{_MENDING}", mending.show, "get_mending", None),
    _one("mending_print", f"mending/{_MENDING}print/", mending.printed, "get_mending", None),
    _one("mending_edit", f"mending/{_MENDING}edit/", mending.edit, "get_mending", Act.ASSIGN),
    _one("mending_problem", f"mending/{_MENDING}problems/add/", mending.problem, "get_mending", Act.ASSIGN),
    _one("mending_ask", f"mending/{_MENDING}ask/", mending.ask, "get_mending", Act.RECORD),
    _one("mending_close", f"mending/{_MENDING}close/", mending.close, "get_mending", Act.ACCEPT),
    _one("mending_return", f"mending/{_MENDING}return/", mending.send_back, "get_mending", Act.ACCEPT),
    _one("mending_drop", f"mending/{_MENDING}drop/", mending.drop, "get_mending", Act.ASSIGN),
    _one("pledges", "pledges/", pledges.board, "pledges_where"),
    _one("pledges_of", f"pledges/of/{_ORG}", pledges.of_org, "get_pledging", None),
    _one("pledges_export", f"pledges/of/{_ORG}export/", pledges.export, "get_pledging", None),
    _one("pledges_print", f"pledges/of/{_ORG}print/", pledges.printed, "get_pledging", None),
    _one("pledge_new", f"pledges/of/{_ORG}add/", pledges.new, "get_pledging", Act.RECORD),
    _one("pledge_review", f"pledges/of/{_ORG}review/", pledges.review, "get_pledging", Act.RECORD),
    _one("pledge_publish", f"pledges/of/{_ORG}publish/", pledges.publish, "get_pledging", Act.RECORD),
    Route(
        name="campaigns-mine", path="campaigns/mine/", page=pledges.mine, door="campaigns.my_pledges",
        menu=Menu(word="我的承诺", order=65, group=1),
    ),
    _one("mine_new", "mine/add/", pledges.mine_new, "home_of", None),
    _one("pledge", f"pledges/{_PLEDGE}", pledges.show, "get_pledge", None),
    _one("pledge_letter", f"pledges/{_PLEDGE}letter/", pledges.letter, "get_pledge", None),
    _one("pledge_edit", f"pledges/{_PLEDGE}edit/", pledges.edit, "get_pledge", None),
    _one("pledge_note", f"pledges/{_PLEDGE}note/", pledges.note, "get_pledge", None),
    _one("pledge_settle", f"pledges/{_PLEDGE}settle/", pledges.settle, "get_pledge", None),
    _one("comments", f"{_CAMPAIGN}comments/{_ORG}", comments.index, "get_commenting"),
    _one("comment_new", f"{_CAMPAIGN}comments/{_ORG}<slug:key>/", comments.new, "get_commenting", Act.RECORD),
    _one("comment", f"comments/{_COMMENT}", comments.show, "get_comment", None),
    _one("comment_print", f"comments/{_COMMENT}print/", comments.printed, "get_comment", None),
    _one("comment_edit", f"comments/{_COMMENT}edit/", comments.edit, "get_comment", Act.RECORD),
    _one("comment_answer", f"comments/{_COMMENT}answer/", comments.answer, "get_answering", None),
    _one("review", f"{_CAMPAIGN}review/{_ORG}", comments.review, "get_commenting", Act.POLL),
    _one("selections", "selections/", selections.index, "selections_where"),
    _one("selection_new", f"selections/new/{_ORG}", selections.new, "get_issuer", S),
    _one("selection", f"selections/{_SELECTION}", selections.show, "get_selection"),
    _one("selection_print", f"selections/{_SELECTION}print/", selections.summary, "get_selection"),
    _one("choose", f"selections/{_SELECTION}choose/{_ORG}<slug:kind>/", selections.choose, "get_recommending", Act.RECORD),
    _one(
        "recommend", f"selections/{_SELECTION}choose/{_ORG}<slug:kind>/<int:who>/", selections.recommend, "get_recommending",
        Act.RECORD,
    ),
    _one("publicity", f"selections/{_SELECTION}publicity/", selections.publicity, "get_selection", S),
    _one("objection_new", f"selections/{_SELECTION}objections/add/", selections.objection_new, "get_selection", S),
    _one("objection", f"selections/{_SELECTION}objections/<int:objection_id>/", selections.objection, "get_objection", S),
    _one("conclude", f"selections/{_SELECTION}conclude/", selections.conclude, "get_selection", S),
    _one("decide", f"selections/{_SELECTION}decide/", selections.decide, "get_selection", S),
    _one("nominee", f"nominees/{_NOMINEE}", selections.nominee, "get_nominee", Act.GRADE_VIEW),
    _one("nominee_print", f"nominees/{_NOMINEE}print/", selections.form_paper, "get_nominee", Act.GRADE_VIEW),
    _one("nominee_edit", f"nominees/{_NOMINEE}edit/", selections.nominee_edit, "get_nominee", Act.RECORD),
    _one("nominee_drop", f"nominees/{_NOMINEE}drop/", selections.nominee_drop, "get_nominee", Act.RECORD),
    _one("opinion", f"nominees/{_NOMINEE}opinions/add/", selections.opinion, "get_nominee", Act.RECORD),
    _one("honours", "honours/", honours.index, "honours_where"),
    _one("honours_export", "honours/export/", honours.export, "honours_where"),
    _one("honour_new", f"honours/new/{_ORG}", honours.new, "get_issuer", Act.RECORD),
    _one("honour", f"honours/{_HONOUR}", honours.show, "get_honour"),
    _one("certificate", f"honours/{_HONOUR}certificate/", honours.certificate, "get_honour", Act.RECORD),
    _one("honour_withdraw", f"honours/{_HONOUR}withdraw/", honours.withdraw, "get_honour", Act.RECORD),
    _one("fifty", "honours/fifty/", honours.fifty, "fifty_years", Act.MEMBER_VIEW),
    _one("fifty_export", "honours/fifty/export/", honours.fifty_export, "fifty_years", Act.MEMBER_VIEW),
    _one("medals", f"honours/fifty/{_ORG}", honours.medals, "get_issuer", Act.RECORD),
]  # fmt: skip
urlpatterns = urls(ROUTES)
