"""Coming, going, and the 党小组: one member at a time."""

from collections.abc import Callable
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.http import Request
from jishi.members import queries, services
from jishi.members.forms import GroupForm, LeaveForm, NewMemberForm
from jishi.members.models import Member
from jishi.members.rules import EnterReason
from jishi.orgs.queries import get_org
from jishi.ui.pages import tell


def new(request: HttpRequest) -> HttpResponse:
    """Put one person on a roster by hand."""
    assert isinstance(request, Request)
    asked = request.GET
    offer = queries.branches_of(
        request.actor, asked.get("org", ""), request.POST.get("org", ""), act=Act.MEMBER_EDIT,
        find=asked.get("find", "").strip(),
    )  # fmt: skip
    only = offer.choices[0][0] if len(offer.choices) == 1 else ""
    initial = {
        "submission": uuid4(),
        "org": asked.get("org") or only,
        "reason": EnterReason.NEWLY_ADMITTED,
        "from_on": request.today,
    }
    form = NewMemberForm(request.POST or None, initial=initial, branches=offer.choices)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            member = services.enrol_member(
                values=form.values(),
                org=get_org(request.actor, Act.MEMBER_EDIT, typed["org"]),
                from_on=typed["from_on"],
                reason=typed["reason"],
                submission=typed["submission"],
                actor=request.actor,
                now=request.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, f"已把{typed['name']}列入名册。")
            return _to(member.pk)
    return render(request, "members/new.html", {"form": form, "offer": offer})


def leave(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member off the roster."""
    assert isinstance(request, Request)
    member = queries.get_member(request.actor, Act.MEMBER_EDIT, member_id)
    form = LeaveForm(request.POST or None, initial={"version": queries.version_of(member), "left_on": request.today})

    def act() -> None:
        services.leave_branch(member_id=member.pk, actor=request.actor, now=request.now, **form.cleaned_data)

    return _answered(request, form, member, act, "members/leave.html", f"已登记{member.person.name}离开。")


def group(request: HttpRequest, member_id: int) -> HttpResponse:
    """Place a member in a 党小组 of the branch."""
    assert isinstance(request, Request)
    member = queries.get_member(request.actor, Act.MEMBER_EDIT, member_id)
    initial = {"version": queries.version_of(member), "group": member.group_id, "from_on": request.today}
    form = GroupForm(request.POST or None, initial=initial, groups=queries.groups_of(member))

    def act() -> None:
        services.place_in_group(
            member_id=member.pk,
            group_id=form.cleaned_data["group"],
            from_on=form.cleaned_data["from_on"],
            version=form.cleaned_data["version"],
            actor=request.actor,
            now=request.now,
        )

    return _answered(request, form, member, act, "members/group.html", f"已调整{member.person.name}的党小组。")


def _answered(
    request: Request, form: forms.Form, member: Member, act: Callable[[], None], template: str, done: str
) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except EditConflict as conflict:
            form.add_error(None, conflict.reason)
            # What was typed stays; sending it again is a choice made with the present content in sight.
            typed = request.POST.copy()
            typed["version"] = str(queries.version_of(member))
            form.data = typed
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        else:
            tell(request, done)
            return _to(member.pk)
    return render(request, template, {"form": form, "member": member})


def _to(member_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("members-show", args=[member_id]))
