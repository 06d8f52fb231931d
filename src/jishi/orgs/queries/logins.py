"""Sign-in accounts as those who manage them see them: through the posts held in their reach."""

from datetime import date

from django.db.models import Q, QuerySet

from jishi.accounts.queries import usernames_like
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import demand
from jishi.kernel.paging import Page, keyset
from jishi.orgs.models import PostHeld
from jishi.orgs.queries.scope import orgs_where, true_on
from jishi.orgs.rules.logins import free_login_name, may_manage_login

STATES: dict[str, tuple[str, Q]] = {
    "none": ("未开通", Q(person__account=None)),
    "waiting": ("等待首次改密码", Q(person__account__is_active=True, person__account__must_change_password=True)),
    "active": ("使用中", Q(person__account__is_active=True, person__account__must_change_password=False)),
    "closed": ("已停用", Q(person__account__is_active=False)),
}


def logins_where(actor: Actor, *, today: date, text: str = "", state: str = "") -> QuerySet[PostHeld]:
    """A row for every post held today in an organisation whose accounts the actor manages, with person and account;
    `text` is part of a name, a login name or an organisation's name, or the initials of a name, `state` one of STATES."""
    posts = PostHeld.objects.filter(true_on(today), org__in=orgs_where(actor, Act.ACCOUNT_MANAGE))
    if text:
        posts = posts.filter(
            Q(person__name__icontains=text)
            | Q(person__initials__startswith=text.lower())
            | Q(person__account__username__icontains=text)
            | Q(org__name__icontains=text)
        )
    if state in STATES:
        posts = posts.filter(STATES[state][1])
    return posts.select_related("person__account", "org").order_by("person__name_key", "pk")


def login_page(rows: QuerySet[PostHeld], *, at: str) -> Page[PostHeld]:
    """One page of those rows, by name. One query."""
    return keyset(rows, keys=("person__name_key", "pk"), at=at)


def login_state(held: PostHeld) -> str:
    """Where somebody's account stands, in a word."""
    account = held.person.account
    if account is None:
        return STATES["none"][0]
    waiting = account.must_change_password
    return STATES["closed" if not account.is_active else "waiting" if waiting else "active"][0]


def paths_held(person_id: int, *, today: date) -> list[str]:
    """The paths of the organisations where the person holds a post today."""
    return list(PostHeld.objects.filter(true_on(today), person_id=person_id).values_list("org__path", flat=True))


def get_login(actor: Actor, held_id: int, *, today: date) -> PostHeld:
    """The one door to somebody's account, through a post held today. Out of VIEW reach looks like missing; a person
    who also holds a post beyond the actor's reach is refused: whoever resets a password could act in that post."""
    posts = PostHeld.objects.filter(true_on(today), org__in=orgs_where(actor, Act.VIEW))
    held = posts.select_related("person__account", "org").get(pk=held_id)
    demand(may_manage_login(actor, paths_held(held.person_id, today=today)))
    return held


def suggested_login_name(held: PostHeld) -> str:
    """A free login name for the person: their initials, with a number where needed."""
    return free_login_name(held.person.initials, usernames_like(held.person.initials))
