"""Pages of organisations: seen by everybody with reach, changed by the township's clerk and the county's department."""

from collections.abc import Callable
from datetime import date

from jishi.kernel.actor import operator
from jishi.orgs import services
from jishi.orgs.models import Naming, PostHeld
from tests.builders import Cast
from tests.conftest import NOW
from tests.laws.who_may import Row, no_args

BASIS = "和党组〔2026〕1号"


def the(org: str) -> Callable[[Cast], dict[str, object]]:
    return lambda cast: {"org_id": getattr(cast, org).pk}


def a_post(cast: Cast) -> dict[str, object]:
    return {"held_id": PostHeld.objects.get(org=cast.branch, post="secretary").pk}


def a_term(cast: Cast) -> dict[str, object]:
    term = services.open_term(org=cast.branch, elected_on=date(2024, 3, 1), actor=operator(), now=NOW)
    return {"term_id": term.pk}


def a_unit(cast: Cast) -> dict[str, object]:
    return {"unit_id": services.save_unit(org=cast.branch, name="红旗村", actor=operator(), now=NOW).pk}


def a_guidance(cast: Cast) -> dict[str, object]:
    guidance = services.start_guidance(guide=cast.other_township, guided=cast.branch, actor=operator(), now=NOW)
    return {"guidance_id": guidance.pk}


def an_entry(cast: Cast) -> dict[str, object]:
    services.rename(org=cast.branch, name="新名党支部", on=date(2026, 6, 1), basis=BASIS, actor=operator(), now=NOW)
    return {"table": "naming", "entry_id": Naming.objects.get(name="新名党支部").pk}


def seen(args: Callable[[Cast], dict[str, object]] = no_args) -> Row:
    return Row(secretary=200, sibling_secretary=200, member=200, clerk=200, department=200, args=args)


def edited(args: Callable[[Cast], dict[str, object]] = no_args, ok: int = 200) -> Row:
    """The right is held nowhere by a branch: the guard refuses before the door."""
    return Row(secretary=403, sibling_secretary=403, member=403, clerk=ok, department=ok, args=args)


ROWS = {
    "orgs-index": seen(),
    "orgs-list": seen(),
    "orgs-list_print": seen(),
    "orgs-list_export": seen(),
    "orgs-show": Row(secretary=200, sibling_secretary=404, member=200, clerk=200, department=200, args=the("branch")),
    "orgs-part": Row(
        secretary=200,
        sibling_secretary=404,
        member=200,
        clerk=200,
        department=200,
        args=lambda cast: {"org_id": cast.branch.pk, "tab": "answers"},
    ),
    "orgs-terms": seen(),
    "orgs-terms_export": seen(),
    "orgs-import": edited(),
    "orgs-import_refused": Row(secretary=403, sibling_secretary=403, member=403, clerk=405, department=405),
    "orgs-log": edited(),
    "orgs-log_export": edited(),
    "orgs-create": edited(the("branch")),
    "orgs-edit": edited(the("branch")),
    "orgs-rename": edited(the("branch")),
    "orgs-move": edited(the("branch")),
    "orgs-change_kind": edited(the("branch")),
    "orgs-end": Row(
        secretary=403, sibling_secretary=403, member=403, clerk=404, department=200, args=the("other_township")
    ),
    "orgs-hold_post": edited(the("branch")),
    "orgs-open_term": edited(the("branch")),
    "orgs-add_unit": edited(the("branch")),
    "orgs-start_guidance": edited(the("branch")),
    "orgs-correct": edited(an_entry),
    "orgs-end_post": edited(a_post),
    "orgs-correct_post": edited(a_post),
    "orgs-extend_term": edited(a_term),
    "orgs-close_term": edited(a_term),
    "orgs-change_unit": edited(a_unit),
    "orgs-remove_unit": edited(a_unit, ok=405),
    "orgs-end_guidance": edited(a_guidance),
}


def a_charge(cast: Cast) -> dict[str, object]:
    [made] = services.assign_charge(
        org=cast.branch,
        fields=["dues"],
        person_id=cast.members[1].pk,
        from_on=date(2026, 3, 1),
        actor=operator(),
        now=NOW,
    )
    return {"charge_id": made.pk}


def an_assistance(cast: Cast) -> dict[str, object]:
    made = services.add_assistance(
        org=cast.branch, field="dues", helper_name="村会计室", from_on=date(2026, 3, 1), actor=operator(), now=NOW
    )
    return {"assistance_id": made.pk}


def divided(args: Callable[[Cast], dict[str, object]]) -> Row:
    """The secretary sets the own division of work; those who keep the organisation may as well."""
    return Row(secretary=200, sibling_secretary=404, member=403, clerk=200, department=200, args=args)


ROWS |= {
    "orgs-assign_charge": divided(the("branch")),
    "orgs-add_assistance": divided(the("branch")),
    "orgs-end_charge": divided(a_charge),
    "orgs-correct_charge": divided(a_charge),
    "orgs-end_assistance": divided(an_assistance),
}
