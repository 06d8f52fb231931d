"""One member: the card, the form, and opening what is sealed."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from jishi.kernel.actor import Act
from jishi.kernel.decision import EditConflict, Refused
from jishi.kernel.http import Request, reading_page, writing_page
from jishi.members import queries, services
from jishi.members.forms import MemberForm
from jishi.members.models import Member
from jishi.people.rules import Sex, education_label, ethnicity_label
from jishi.people.services import SEALED_LABELS
from jishi.ui.pages import tell


def _card(request: Request, member: Member, *, opened: dict[str, str]) -> HttpResponse:
    card = queries.card(member, today=request.today)
    sealed = [
        {"field": name, "label": label, "masked": getattr(card.sealed, name), "open": opened.get(name, "")}
        for name, label in SEALED_LABELS.items()
    ]
    path = queries.home_of(member)[1]
    response = render(
        request,
        "members/show.html",
        {
            "card": card,
            "member": member,
            "person": member.person,
            "sex": Sex.label_of(member.person.sex),
            "ethnicity": ethnicity_label(member.person.ethnicity),
            "education": education_label(member.person.education, member.person.education_label),
            "sealed": sealed,
            "events": queries.events(member),
            "may_edit": request.actor.reaches(Act.MEMBER_EDIT, path),
            "may_reveal": request.actor.reaches(Act.SEALED_REVEAL, path),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


@reading_page
def show(request: Request, member_id: int) -> HttpResponse:
    return _card(request, queries.get_member(request.actor, Act.MEMBER_VIEW, member_id), opened={})


@writing_page
def reveal(request: Request, member_id: int) -> HttpResponse:
    """Opens one sealed field on the page, once: a reload shows it masked again."""
    field = request.POST.get("field", "")
    value = services.reveal_sealed(member_id=member_id, field=field, actor=request.actor, now=request.now)
    member = queries.get_member(request.actor, Act.MEMBER_VIEW, member_id)
    return _card(request, member, opened={field: value})


def edit(request: Request, member_id: int) -> HttpResponse:
    member = queries.get_member(request.actor, Act.MEMBER_EDIT, member_id)
    version = queries.version_of(member)
    form = MemberForm(request.POST or None, initial=MemberForm.initial_of(member, version))
    if form.is_valid():
        try:
            services.change_member(
                member_id=member_id,
                values=form.values(),
                version=form.cleaned_data["version"],
                actor=request.actor,
                now=request.now,
            )
        except EditConflict as conflict:
            form.add_error(None, conflict.reason)
            # What was typed stays; saving it again is a choice made with the present content beside it.
            typed = request.POST.copy()
            typed["version"] = str(version)
            form.data = typed
        except Refused as refusal:
            form.add_error(refusal.field, refusal.reason)
        else:
            tell(request, f"已保存{form.cleaned_data['name']}的信息。")
            return HttpResponseRedirect(reverse("members-show", args=[member_id]))
    card = queries.card(member, today=request.today)
    return render(request, "members/edit.html", {"form": form, "member": member, "card": card})
