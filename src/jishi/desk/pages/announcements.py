"""通知文件: what was issued, the form of a new one, the page its readers open, who has read it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from jishi.accounts.queries import draft_of
from jishi.accounts.services import discard_draft, save_draft
from jishi.desk import services
from jishi.desk.forms.announcements import AnnounceForm, CorrectForm, WithdrawForm, ids, targets_of
from jishi.desk.queries import announcing as queries
from jishi.desk.queries.reminding import issuers
from jishi.files.pages import serve
from jishi.kernel.actor import Act
from jishi.kernel.decision import NotAllowed, Refused
from jishi.kernel.http import Request, reading_page
from jishi.notices import queries as notices
from jishi.notices import services as notices_services
from jishi.notices.queries.announced import STATES
from jishi.notices.rules import Issuer
from jishi.ui.pages import tell

DRAFT = "desk-announce"
TOLD_APART = ("csrfmiddlewaretoken", "send", "save", "lookup", "drop", "attached", "chosen")


@reading_page
def index(request: Request) -> HttpResponse:
    """What the actor's organisations have issued."""
    asked = request.GET
    find, state = asked.get("find", "").strip(), asked.get("state", "")
    page = queries.issued(request.actor, find=find, state=state, at=asked.get("at", ""))
    context = {"page": page, "find": find, "state": state, "states": STATES.items(), "narrowed": bool(find or state)}
    return render(request, "desk/announcements.html", context)


def _issuer(request: Request, asked: str) -> Issuer:
    mine = issuers(request.actor)
    if not mine:
        raise NotAllowed("发通知要有组织的职务。")
    return next((issuer for issuer in mine if str(issuer.id) == asked), mine[0])


def _form(request: Request, data: QueryDict | None, issuer: Issuer, *, bound: bool) -> AnnounceForm:
    values = data or QueryDict()
    return AnnounceForm(
        data if bound else None,
        request.FILES if bound else None,
        initial=_initial(values, issuer),
        issuers=[(i.id, i.name) for i in issuers(request.actor)],
        orgs=queries.orgs_to_choose(issuer, values.get("find_orgs", "").strip(), ids(values.getlist("orgs"))),
        persons=queries.persons_to_choose(
            issuer, values.get("find_persons", "").strip(), ids(values.getlist("persons")), day=request.today
        ),
    )


def _initial(values: QueryDict, issuer: Issuer) -> dict[str, Any]:
    """What the form shows before it is checked: what was typed, else an empty form."""
    many = ("posts", "kinds", "sectors", "orgs", "persons")
    typed = {name: values.getlist(name) if name in many else values[name] for name in values}
    return {"issuer": issuer.id, "submission": str(uuid4()), **typed}


def _to_choose_again(request: Request, *, sent: bool) -> list[str]:
    """Names of the files a browser drops when the page comes back; once asked after, they are not asked for again."""
    fresh = [str(one.name) for one in request.FILES.getlist("attached")]
    return fresh or ([] if sent else request.POST.getlist("chosen"))


def new(request: Request) -> HttpResponse:
    """The form; POST looks organisations and persons up, saves, drops the draft, or issues."""
    kept = draft_of(request.actor, DRAFT)
    data: QueryDict | None = request.POST if request.method == "POST" else None
    if data is None and kept:
        data = QueryDict(mutable=True)
        for name, values in kept.items():
            data.setlist(name, values)
    if "drop" in request.POST:
        discard_draft(DRAFT, actor=request.actor, now=request.now)
        return redirect("desk-announce")
    issuer = _issuer(request, data.get("issuer", "") if data else "")
    form = _form(request, data, issuer, bound="send" in request.POST)
    if "send" in request.POST and form.is_valid():
        try:
            made = services.announce(
                form.order(),
                issuer=issuer,
                targets=targets_of(dict(request.POST.lists())),
                uploads=form.cleaned_data["attached"],
                actor=request.actor,
                now=request.now,
                submission=form.cleaned_data["submission"],
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            discard_draft(DRAFT, actor=request.actor, now=request.now)
            tell(request, "已发出。谁看了、谁还没有看，在“阅读情况”里。")
            return HttpResponseRedirect(reverse("desk-announcement", args=[made.pk]))
    if "save" in request.POST:
        typed = {name: values for name, values in request.POST.lists() if name not in TOLD_APART}
        save_draft(DRAFT, typed, actor=request.actor, now=request.now)
        tell(request, "草稿已存，30 天内可以接着写。附件不随草稿保存，发出前再选。")
        return redirect("desk-announce")
    resolved, refused = None, ""
    if data:
        try:
            resolved = queries.resolve(issuer, targets_of(dict(data.lists())), day=request.today)
        except Refused as refusal:
            refused = refusal.reason
    context = {"form": form, "draft": bool(kept), "resolved": resolved, "refused": refused}
    context["to_choose_again"] = _to_choose_again(request, sent="send" in request.POST)
    return render(request, "desk/announce.html", context)


def show(request: Request, announcement_id: int) -> HttpResponse:
    """Opening it confirms that it was read, for the person and for the post it came to."""
    row, is_issuer = queries.get_announcement(request.actor, announcement_id)
    receipt = notices_services.confirm_reading(row.pk, actor=request.actor, now=request.now)
    context = {
        "row": row,
        "materials": notices.materials_of(row),
        "is_issuer": is_issuer,
        "receipt": receipt,
        "receipts": notices.count_receipts([row.pk]).get(row.pk),
        "newer": notices.edition_after(row),
        "older": notices.earlier_editions(row),
    }
    return render(request, "desk/announcement.html", context)


@reading_page
def printed(request: Request, announcement_id: int) -> HttpResponse:
    """On paper, without furniture."""
    row, _ = queries.get_announcement(request.actor, announcement_id)
    return render(request, "desk/announcement_print.html", {"row": row, "materials": notices.materials_of(row)})


@reading_page
def file(request: Request, announcement_id: int, material_id: int) -> HttpResponse:
    """One attached file, through the announcement's door."""
    row, _ = queries.get_announcement(request.actor, announcement_id)
    return serve(notices.material_named(row, material_id).file)


@reading_page
def receipts(request: Request, announcement_id: int) -> HttpResponse:
    """Who has read it and who has not, post by post; no order but that of the tree."""
    row = queries.get_issued(request.actor, Act.NOTIFY, announcement_id)
    asked = request.GET
    unread, find = asked.get("unread") == "1", asked.get("find", "").strip()
    context = {
        "row": row,
        "counts": notices.count_receipts([row.pk]).get(row.pk),
        "page": queries.receipts(row, day=request.today, unread=unread, find=find, at=asked.get("at", "")),
        "unread_only": unread,
        "find": find,
    }
    return render(request, "desk/receipts.html", context)


@reading_page
def receipts_printed(request: Request, announcement_id: int) -> HttpResponse:
    """All of them on paper."""
    row = queries.get_issued(request.actor, Act.NOTIFY, announcement_id)
    lines = queries.all_receipts(row, day=request.today)
    counts = notices.count_receipts([row.pk]).get(row.pk)
    return render(request, "desk/receipts_print.html", {"row": row, "lines": lines, "counts": counts})


def _kept(materials: Sequence[Any]) -> list[tuple[int, str]]:
    return [(material.file_id, material.file.name) for material in materials]


def correct(request: Request, announcement_id: int) -> HttpResponse:
    """A corrected edition to the same posts and persons."""
    row = queries.get_issued(request.actor, Act.NOTIFY, announcement_id)
    materials = _kept(notices.materials_of(row))
    initial = {name: getattr(row, name) for name in ("title", "number", "basis", "text", "signed")}
    initial |= {"submission": uuid4(), "keep": [pk for pk, _ in materials]}
    form = CorrectForm(request.POST or None, request.FILES or None, initial=initial, materials=materials)
    if form.is_valid():
        try:
            made = services.correct(
                row.pk,
                form.order(),
                form.cleaned_data["correction"],
                keep=form.cleaned_data.get("keep", []),
                uploads=form.cleaned_data["attached"],
                submission=form.cleaned_data["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, f"更正后的第 {made.edition} 版已发给原来的收件人。")
            return HttpResponseRedirect(reverse("desk-announcement", args=[made.pk]))
    context = {"form": form, "row": row, "to_choose_again": _to_choose_again(request, sent=True)}
    return render(request, "desk/announcement_correct.html", context)


def withdraw(request: Request, announcement_id: int) -> HttpResponse:
    """Take it back, saying why."""
    row = queries.get_issued(request.actor, Act.NOTIFY, announcement_id)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw(row.pk, form.cleaned_data["reason"].strip(), actor=request.actor, now=request.now)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, "已撤回。收件人打开时会看到撤回和原因。")
            return HttpResponseRedirect(reverse("desk-announcement", args=[row.pk]))
    return render(request, "desk/announcement_withdraw.html", {"form": form, "row": row})
