"""党员花名册, the sealed fields masked; in the clear only through `services.reveal_roster`, which logs it."""

from collections.abc import Mapping
from dataclasses import asdict

from jishi.desk.queries.ledgers.asked import Asked
from jishi.desk.queries.ledgers.posts import sex_words
from jishi.kernel.actor import Act
from jishi.members.models import Member, Membership
from jishi.members.rules import MembershipKind, Standing, category_on
from jishi.orgs.models import PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import BRANCH_KINDS, PostKind
from jishi.papers import words
from jishi.papers.tables import ROSTER, ROSTER_BELOW, Table, Value
from jishi.people.queries import masked_many
from jishi.people.rules import education_label, ethnicity_label

type Sealed = Mapping[int, Mapping[str, str]]  # person → citizen_id, phone, address


def _belonging(asked: Asked) -> list[Membership]:
    branches = asked.orgs(Act.MEMBER_VIEW).filter(kind__in=BRANCH_KINDS)
    rows = Membership.objects.filter(true_on(asked.today), org__in=branches, kind=MembershipKind.FORMAL)
    return list(rows.select_related("member__person", "org").order_by("org__path", "member__name_key", "member_id"))


def _remark(member: Member) -> str:
    notes = ["流动党员" if member.is_mobile else "", "失联" if member.is_lost else ""]
    notes.append("停止党籍" if member.standing == Standing.SUSPENDED else "")
    return "，".join(note for note in notes if note)


def _row(asked: Asked, row: Membership, posts: Mapping[int, list[str]], sealed: Sealed) -> tuple[Value, ...]:
    member, person = row.member, row.member.person
    box = sealed.get(person.pk, {})
    branch = () if asked.is_branch else (row.org.short_name or row.org.name,)
    return (
        person.name, *branch, sex_words(person.sex), ethnicity_label(person.ethnicity), words.month(person.born_on),
        person.native_place, education_label(person.education, person.education_label),
        category_on(member.category, member.full_on, asked.today).label, words.dotted(member.joined_on),
        words.dotted(member.full_on), person.employer, "、".join(posts.get(person.pk, [])), box.get("citizen_id", ""),
        box.get("phone", ""), box.get("address", ""), _remark(member),
    )  # fmt: skip


def _roster(asked: Asked, rows: list[Membership], sealed: Sealed) -> Table:
    posts: dict[int, list[str]] = {}
    people = [row.member_id for row in rows]
    orgs = {row.org_id for row in rows}
    for held in PostHeld.objects.filter(true_on(asked.today), person_id__in=people, org_id__in=orgs).order_by("order"):
        posts.setdefault(held.person_id, []).append(PostKind.label_of(held.post))
    form = ROSTER if asked.is_branch else ROSTER_BELOW
    formal = sum(1 for row in rows if row.member.category == "full")
    notes = (f"共 {len(rows)} 人，其中正式党员 {formal} 人、预备党员 {len(rows) - formal} 人。",) if rows else ()
    return Table(
        form=form, org=asked.org.name, title=f"{asked.org.name}党员花名册", on=asked.today, notes=notes,
        rows=[_row(asked, row, posts, sealed) for row in rows],
    )  # fmt: skip


def roster(asked: Asked) -> Table:
    """Those whose formal relation the branch holds today, or the branches below; sealed fields masked. Three queries."""
    rows = _belonging(asked)
    masks = masked_many([row.member_id for row in rows])
    return _roster(asked, rows, {pk: asdict(mask) for pk, mask in masks.items()})


def members_of(asked: Asked) -> list[int]:
    """Whose sealed fields the roster would show."""
    return [row.member_id for row in _belonging(asked)]


def roster_in_the_clear(asked: Asked, opened: Sealed) -> Table:
    """The same with the sealed fields that were opened for it."""
    return _roster(asked, _belonging(asked), opened)
