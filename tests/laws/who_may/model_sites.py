"""A programme is read by everybody it is open to and run by its organiser; an application is its applicant's."""

from collections.abc import Callable
from datetime import date, timedelta

from jishi.kernel.actor import operator
from jishi.model_sites import services
from jishi.model_sites.models import Naming, Site
from jishi.model_sites.rules import Level, ProgrammeKind, RecheckResult, SiteStepKind
from jishi.notices import services as notices
from jishi.notices.rules import Issuer
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row

ME = operator()
type Making = Callable[[Cast], dict[str, object]]


def _town(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.township.pk}


def _begin(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.county.pk, "kind": "model"}


def _branch(cast: Cast) -> dict[str, object]:
    return {"org_id": cast.branch.pk}


def _programme(cast: Cast) -> dict[str, object]:
    made = services.begin_programme(
        org=cast.county, kind=ProgrammeKind.MODEL, title="示范点创建", level=Level.COUNTY, approved_by="省委办公厅",
        approval="7号", approved_on=date(2026, 2, 1), purpose="办事要有样", opens_on=date(2026, 3, 1),
        closes_on=date(2026, 12, 1), people=1, minutes=60, actor=ME, now=NOW,
    )  # fmt: skip
    return {"programme_id": made.pk}


def _category(cast: Cast) -> dict[str, object]:
    made = services.add_category(
        programme_id=_programme(cast)["programme_id"], name="村", sector="", quota=3, standard="条件", points="公开栏",
        actor=ME, now=NOW,
    )  # fmt: skip
    return {"category_id": made.pk}


def _site(cast: Cast) -> dict[str, object]:
    made = services.apply_for(org=cast.branch, actor=ME, now=NOW, **_category(cast))  # type: ignore[arg-type]  # words given by name
    return {"site_id": made.pk}


def _listed(cast: Cast) -> dict[str, object]:
    """A list that nobody has seen yet."""
    site = Site.objects.get(pk=_site(cast)["site_id"])
    services.edit_site(
        site.pk, site.version, basics="村", practice="做法", self_review="自评", own_marks=[["公开栏", "met"]], actor=ME,
        now=NOW,
    )  # fmt: skip
    for step in (SiteStepKind.SUBMIT, SiteStepKind.REVIEW):
        services.take_step(site.pk, step, actor=ME, now=NOW)
    day = NOW.date()
    services.note_visit(site_id=site.pk, on=day, visitors="甲", hosts=0, minutes=9, note="", seen=[], actor=ME, now=NOW)
    services.take_step(site.pk, SiteStepKind.PASS, note="符合", actor=ME, now=NOW)
    batch = services.list_batch(programme_id=site.programme_id, batch="第一批", site_ids=[site.pk], actor=ME, now=NOW)
    return {"naming_id": batch.pk}


def _public(cast: Cast) -> dict[str, object]:
    listed, then = _listed(cast), NOW - timedelta(days=17)
    services.publish_batch(
        listed["naming_id"], 1, from_on=then.date(), to_on=then.date() + timedelta(days=11), shown_where="公告栏",  # type: ignore[arg-type]  # words given by name
        contact="县委组织部", actor=ME, now=then,
    )  # fmt: skip
    return listed


def _objected(cast: Cast) -> dict[str, object]:
    public = _public(cast)
    row = Naming.objects.select_related("org").get(pk=public["naming_id"])
    made = notices.note_objection(
        publicity_id=row.publicity_id or 0, issuer=Issuer.of(row.org), on=NOW.date(), text="公开栏旧", actor=ME, now=NOW
    )
    return public | {"objection_id": made.pk}


def _batch(cast: Cast) -> dict[str, object]:
    """A batch that was named."""
    public = _public(cast)
    row = Naming.objects.select_related("org").get(pk=public["naming_id"])
    notices.conclude_publicity(
        row.publicity_id or 0, issuer=Issuer.of(row.org), conclusion="没有收到反映", actor=ME, now=NOW
    )
    ids = [site.pk for site in Site.objects.filter(naming=row)]
    services.decide_batch(row.pk, row.version, site_ids=ids, decided_on=NOW.date(), number="1号", actor=ME, now=NOW)
    return public


def _named(cast: Cast) -> dict[str, object]:
    return {"site_id": Site.objects.get(naming_id=_batch(cast)["naming_id"]).pk}


def _recheck(cast: Cast) -> dict[str, object]:
    made = services.recheck(
        year=2026, on=NOW.date(), result=RecheckResult.MEND, why="旧了", mend_by=date(2026, 12, 1), actor=ME, now=NOW,
        **_named(cast),  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip
    return {"recheck_id": made.pk}


def _finding(cast: Cast) -> dict[str, object]:
    made = services.note_finding(on=NOW.date(), what="情况", source="督查", actor=ME, now=NOW, **_named(cast))  # type: ignore[arg-type]  # words given by name
    return {"finding_id": made.pk}


def _experience(cast: Cast) -> dict[str, object]:
    made = services.write_experience(
        org=cast.branch, title="三天答复", problem="慢", practice="一事一记", results="快了", actor=ME, now=NOW
    )
    return {"experience_id": made.pk}


def _visit(cast: Cast) -> dict[str, object]:
    """The sibling came to look, and has not said what it saw."""
    row = _experience(cast)
    services.share_experience(row["experience_id"], 1, shared_in_id=cast.township.pk, actor=ME, now=NOW)  # type: ignore[arg-type]  # words given by name
    made = services.note_observation(
        org_id=cast.sibling.pk, who="两委", people=4, on=NOW.date(), feedback="", actor=ME, now=NOW, **row  # type: ignore[arg-type]  # words given by name
    )  # fmt: skip
    return {"observation_id": made.pk}


def _adoption(cast: Cast) -> dict[str, object]:
    row = _experience(cast)
    services.share_experience(row["experience_id"], 1, shared_in_id=cast.township.pk, actor=ME, now=NOW)  # type: ignore[arg-type]  # words given by name
    made = services.take_over(org=cast.sibling, on=NOW.date(), adapted="两个组先试", actor=ME, now=NOW, **row)  # type: ignore[arg-type]  # words given by name
    return {"adoption_id": made.pk}


def _everybody(args: Making) -> Row:
    return Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200, args=args)


def _organiser(args: Making, *, next_door: int = 403) -> Row:
    """Who sees it gets the reason; next door an application is missing."""
    return Row(secretary=403, sibling_secretary=next_door, member=403, clerk=403, department=200, args=args)


def _reads(args: Making) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=args)


def _own(args: Making, *, department: int = 403) -> Row:
    return Row(secretary=200, sibling_secretary=404, member=200, clerk=403, department=department, args=args)


def _nothing(cast: Cast) -> dict[str, object]:
    return {}


ROWS = {
    "sites-index": _everybody(_nothing),
    "sites-gate": Row(secretary=404, sibling_secretary=404, member=404, clerk=200, department=200, args=_town),
    "sites-new": Row(secretary=404, sibling_secretary=404, member=404, clerk=404, department=200, args=_begin),
    "sites-programme": _everybody(_programme),
    "sites-programme_edit": _organiser(_programme),
    "sites-programme_end": _organiser(_programme),
    "sites-programme_cost": _organiser(_programme),
    "sites-category_new": _organiser(_programme),
    "sites-category": _organiser(_category),
    "sites-batch_new": _organiser(_programme),
    "sites-batch": _everybody(_batch),
    "sites-batch_print": _everybody(_batch),
    "sites-public_print": _everybody(_batch),
    "sites-batch_edit": Row(secretary=403, sibling_secretary=403, member=403, clerk=403, department=200, args=_listed),
    "sites-publish": _organiser(_public),
    "sites-objection_new": _organiser(_public),
    "sites-objection": _organiser(_objected),
    "sites-conclude": _organiser(_public),
    "sites-decide": _organiser(_batch),
    "sites-apply": _everybody(_programme),
    "sites-named": _everybody(_nothing),
    "sites-named_export": _everybody(_nothing),
    "sites-site": _reads(_site),
    "sites-print": _reads(_site),
    "sites-edit": _own(_site),
    "sites-step": _reads(_site),
    "sites-visit": _organiser(_site, next_door=404),
    "sites-tests": _organiser(_site, next_door=404),
    "sites-recheck": _organiser(_named, next_door=404),
    "sites-plaque": _organiser(_named, next_door=404),
    "sites-finding": _organiser(_named, next_door=404),
    "sites-cost": _own(_site, department=200),
    "sites-again": _organiser(_recheck, next_door=404),
    "sites-settle": _organiser(_finding, next_door=404),
    "sites-experiences": _everybody(_nothing),
    "sites-experience_new": _own(_branch),
    "sites-experience": _reads(_experience),
    "sites-experience_print": _reads(_experience),
    "sites-experience_edit": _own(_experience),
    "sites-share": _reads(_experience),
    "sites-observe": _own(_experience),
    "sites-feedback": Row(secretary=404, sibling_secretary=200, member=404, clerk=403, department=403, args=_visit),
    "sites-take": _reads(_experience),
    "sites-result": Row(secretary=404, sibling_secretary=200, member=404, clerk=403, department=403, args=_adoption),
    "sites-joint": _reads(_branch),
}
