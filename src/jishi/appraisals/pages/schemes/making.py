"""Schemes: the list with what waits, one scheme with its tree, the draft's pages, sheets in and out."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from jishi.appraisals import papers, queries, services
from jishi.appraisals.forms import schemes as forms
from jishi.appraisals.models import SchemeVersion
from jishi.appraisals.pages.schemes.filling import at, crumbs_of, filled
from jishi.appraisals.rules import Phase, tenths
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.ui.fields import fresh
from jishi.ui.pages import handed_out, tell

LEAD = Act.APPRAISE_LEAD


@reading_page
def index(request: Request) -> HttpResponse:
    """What waits for the actor, then the schemes in sight."""
    q = forms.asked_name(request)
    page = queries.scheme_page(request.actor, q=q, at=request.GET.get("at", ""))
    context = {
        "todo": queries.to_do(request.actor),
        "page": page,
        "q": q,
        "is_part": bool(q or page.next or page.previous),
        "issues": queries.issues(request.actor),
    }
    return render(request, "appraisals/schemes.html", context)


def new(request: Request) -> HttpResponse:
    issuers = queries.issuers_for(request.actor)
    offers = {"issuers": [(str(org.pk), org.name) for org in issuers]}
    first = fresh(org=issuers[0].pk if issuers else None)
    form = forms.SchemeNewForm(request.POST or None, initial=first, offers=offers)

    def verb(values: dict[str, Any]) -> str:
        org = queries.get_issuer(request.actor, values.pop("org_id"))
        edition = services.make_scheme(org=org, actor=request.actor, now=request.now, **values)
        return at("scheme", edition.scheme_id)

    return filled(
        request, form, title="制定考核办法", verb=verb, done="草稿已建好，逐项改好再启用。", back=at("schemes"),
        crumbs=crumbs_of(), button="建立草稿", lede="从样本开始，分值都可以改。平台记录看得出的，直接从记录得分，不用报材料。",
    )  # fmt: skip


@reading_page
def show(request: Request, scheme_id: int) -> HttpResponse:
    """One scheme: the tree of the version asked for, its uses."""
    scheme = queries.get_scheme(request.actor, Act.VIEW, scheme_id)
    view = queries.scheme_view(scheme, request.GET.get("edition", ""))
    issues = bool(queries.may_issue(request.actor, scheme.org))
    context = {"scheme": scheme, "view": view, "issues": issues, "changes": issues and view.edition.state == "draft"}
    return render(request, "appraisals/scheme.html", context)


@reading_page
def export(request: Request, edition_id: int) -> HttpResponse:
    """The tree as a sheet that can be read back."""
    edition = queries.get_edition(request.actor, Act.VIEW, edition_id)
    title = f"{edition.scheme.name}（第{edition.number}版）"
    rows = queries.sheet_rows(edition)
    return handed_out(papers.tree_xlsx(title, request.today, rows, queries.words_to_choose()), title, "xlsx")


def edit(request: Request, edition_id: int) -> HttpResponse:
    """What holds for the whole of a draft."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    form = forms.SchemeForm(request.POST or None, initial=_of_whole(edition))

    def verb(values: dict[str, Any]) -> None:
        plain = {name: values[name] for name in ("name", "kinds", "sectors", "basis")}
        services.edit_scheme(
            edition.pk, values["version"], terms=form.terms, actor=request.actor, now=request.now, **plain
        )

    return filled(
        request, form, title="名称、满分和等次", verb=verb, done="已保存。", back=at("scheme", edition.scheme_id),
        crumbs=crumbs_of(edition.scheme),
    )  # fmt: skip


def _of_whole(edition: SchemeVersion) -> dict[str, object]:
    terms = queries.terms_of(edition)
    return {
        "version": edition.version, "name": edition.scheme.name, "kinds": edition.scheme.kinds,
        "sectors": edition.scheme.sectors, "maximum": edition.maximum, "scale": edition.scale,
        "bands": "、".join(f"{band / 10:g}" for band in terms.bands), "basis": edition.basis,
        **{phase.value: terms.weights[phase] for phase in Phase},
    }  # fmt: skip


def points(request: Request, edition_id: int) -> HttpResponse:
    """The points of all items on one sheet."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    tree = queries.tree_of(queries.indicators_of(edition.pk))
    leaves = [item.id for item in tree.leaves]
    initial = {"version": edition.version}
    form = forms.PointsForm(request.POST or None, initial=initial, items=tree.numbered(), leaves=leaves)

    def verb(values: dict[str, Any]) -> None:
        services.set_points(edition.pk, values["version"], form.points, actor=request.actor, now=request.now)

    return filled(
        request, form, title="改分值", verb=verb, done="已保存。", back=at("scheme", edition.scheme_id),
        crumbs=crumbs_of(edition.scheme), template="appraisals/scheme_points.html", tree=tree, edition=edition,
        totals=[(item.id, tenths(tree.points(item))) for item in tree.items],
    )  # fmt: skip


def take_in(request: Request, edition_id: int) -> HttpResponse:
    """Read a sheet in the place of the draft's tree; what is wrong is said row by row and nothing is taken over."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    initial = {"version": edition.version}
    form = forms.SheetForm(request.POST or None, request.FILES or None, initial=initial)
    wrong: list[tuple[int, str]] = []

    def verb(values: dict[str, Any]) -> None:
        read = queries.read_sheet_tree(values["file"].read(), values["file"].name)
        if read.wrong:
            wrong.extend(read.wrong)
            raise Refused(f"有 {len(read.wrong)} 处要改，改好再传。草稿没有动。", "file")
        laid = services.Laid(read.items, read.rules)
        services.replace_tree(edition.pk, values["version"], laid, actor=request.actor, now=request.now)

    return filled(
        request, form, title="导入指标表", verb=verb, done="已按表换好，请看一遍。", back=at("scheme", edition.scheme_id),
        crumbs=crumbs_of(edition.scheme), template="appraisals/scheme_import.html", wrong=wrong, edition=edition,
        button="导入",
    )  # fmt: skip


def force(request: Request, edition_id: int) -> HttpResponse:
    """Put a draft in force."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    initial = {"version": edition.version, "basis": edition.basis}
    form = forms.ForceForm(request.POST or None, initial=initial)

    def verb(values: dict[str, Any]) -> None:
        services.put_in_force(edition.pk, values.pop("version"), actor=request.actor, now=request.now, **values)

    return filled(
        request, form, title=f"启用第 {edition.number} 版", verb=verb, done="已启用，可以用来考核了。", button="启用",
        back=at("scheme", edition.scheme_id), crumbs=crumbs_of(edition.scheme),
        lede="启用后这一版不能再改，要改就起草新的一版；已经开展的考核仍按原来那一版。",
    )  # fmt: skip


@writing_page
def revise(request: Request, scheme_id: int) -> HttpResponse:
    """Start a new version."""
    scheme = queries.get_scheme(request.actor, LEAD, scheme_id)
    services.revise_scheme(scheme.pk, actor=request.actor, now=request.now)
    tell(request, "新的一版已起草，改好再启用。")
    return redirect("appraisals-scheme", scheme.pk)


def indicator_new(request: Request, edition_id: int) -> HttpResponse:
    """Add a node, below another where the address names one."""
    edition = queries.get_edition(request.actor, LEAD, edition_id)
    above = queries.indicator_named(edition, request.GET.get("below", ""))
    form = forms.IndicatorNewForm(request.POST or None, initial=fresh(), offers=_figures())

    def verb(values: dict[str, Any]) -> None:
        services.add_indicator(
            edition.pk, parent_id=above.pk if above else None, submission=values["submission"], actor=request.actor,
            now=request.now, **form.facts,
        )  # fmt: skip

    return filled(
        request, form, title=f"在“{above.text}”下面加指标" if above else "加一级指标", verb=verb, done="已加上。",
        back=at("scheme", edition.scheme_id), crumbs=crumbs_of(edition.scheme),
    )  # fmt: skip


def indicator(request: Request, indicator_id: int) -> HttpResponse:
    """Change one node of a draft."""
    row = queries.get_indicator(request.actor, LEAD, indicator_id)
    names = (
        "version",
        "text",
        "rule",
        "points",
        "kind",
        "source",
        "measure",
        "figure",
        "base",
        "target",
        "step",
        "floor",
    )
    initial = {name: getattr(row, name) for name in names}
    initial |= {phase.value: getattr(row, f"weight_{phase}") for phase in Phase}
    form = forms.IndicatorForm(request.POST or None, initial=initial, offers=_figures())

    def verb(values: dict[str, Any]) -> None:
        services.edit_indicator(row.pk, values["version"], actor=request.actor, now=request.now, **form.facts)

    return filled(
        request, form, title="改指标", verb=verb, done="已保存。", back=at("scheme", row.edition.scheme_id),
        crumbs=crumbs_of(row.edition.scheme),
    )  # fmt: skip


def _figures() -> dict[str, list[tuple[str, str]]]:
    return {"figures": queries.figures_to_choose()}


@writing_page
def move(request: Request, indicator_id: int) -> HttpResponse:
    """One place up or down."""
    row = queries.get_indicator(request.actor, LEAD, indicator_id)
    services.move_indicator(row.pk, up=request.POST.get("to") == "up", actor=request.actor, now=request.now)
    return redirect("appraisals-scheme", row.edition.scheme_id)


@writing_page
def drop(request: Request, indicator_id: int) -> HttpResponse:
    """Take a node out, with all below it."""
    row = queries.get_indicator(request.actor, LEAD, indicator_id)
    services.drop_indicator(row.pk, actor=request.actor, now=request.now)
    tell(request, "已去掉。")
    return redirect("appraisals-scheme", row.edition.scheme_id)
