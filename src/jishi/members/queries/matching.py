"""Finding who a row of a roster speaks of: set-based, a chunk of rows at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jishi.kernel.actor import Act, Actor
from jishi.kernel.names import comparable, name_key
from jishi.members.models import Member
from jishi.members.rules.columns import FIELDS, LABELS, Home, shown
from jishi.members.rules.roster import Known, Reading, Verdict, judge
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, orgs_where
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.people.models import SealedFields
from jishi.people.queries import open_sealed, person_ids_by_number, persons
from jishi.people.rules import mask_address, mask_citizen_number, mask_phone

MASKS = {"citizen_id": mask_citizen_number, "phone": mask_phone, "address": mask_address}
OF_PERSON = (*tuple(f.name for f in FIELDS.values() if f.home is Home.PERSON), "education_label")
OF_MEMBER = tuple(f.name for f in FIELDS.values() if f.home is Home.MEMBER)


@dataclass(slots=True)
class Branches:
    """The organisations a sheet may name: those within the uploading clerk's reach, by name, short name and code."""

    by_id: dict[int, Organization]
    by_word: dict[str, list[int]]
    by_code: dict[str, int]
    groups: dict[tuple[int, str], int]
    default: int | None = None

    @classmethod
    def within(cls, actor: Actor, org: Organization) -> "Branches":
        """The living organisations at and below `org` where the actor may import; nothing beyond is even known."""
        reach = orgs_where(actor, Act.ROSTER_IMPORT).filter(below(org.path), ended_on=None)
        found = cls({}, {}, {}, {}, org.pk if org.kind in BRANCH_KINDS else None)
        for one in reach:
            if one.kind == OrgKind.PARTY_GROUP:
                for word in {comparable(one.name), comparable(one.short_name)} - {""}:
                    found.groups[one.parent_id or 0, word] = one.pk
                continue
            found.by_id[one.pk] = one
            for word in {comparable(one.name), comparable(one.short_name)} - {""}:
                found.by_word.setdefault(word, []).append(one.pk)
            if one.code:
                found.by_code[one.code] = one.pk
        return found

    def find(self, reading: Reading) -> tuple[Organization | None, str]:
        """The branch a row names, or None with the reason."""
        for code in (reading.org_code, reading.org):
            if code and (
                pk := next((self.by_code[c] for c in (code, code.zfill(12), code.zfill(15)) if c in self.by_code), None)
            ):
                return self._branch(pk)
        if reading.org:
            ids = self.by_word.get(comparable(reading.org), [])
            if len(ids) > 1:
                return None, f"有{len(ids)}个党组织叫“{reading.org}”，请改填党组织编码"
            if ids:
                return self._branch(ids[0])
        named = reading.org or reading.org_code
        if named:
            return None, f"在您能导入的范围内没有“{named}”这个党组织，请核对名称或编码"
        if self.default:
            return self._branch(self.default)
        return None, "没有填所在党支部"

    def _branch(self, pk: int) -> tuple[Organization | None, str]:
        org = self.by_id[pk]
        if org.kind not in BRANCH_KINDS:
            return None, f"“{org.name}”不是党支部，党员要落到党支部"
        return org, ""


@dataclass(slots=True)
class Judged:
    """A row with its verdict, and what writing it needs."""

    reading: Reading
    verdict: Verdict
    org: Organization | None = None
    known: Known | None = None
    group_id: int | None = None


@dataclass(slots=True)
class Seen:
    """Who the sheet has named so far: key → row number."""

    rows: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def before(self, keys: Iterable[tuple[Any, ...]], number: int) -> int | None:
        """The earlier row that named the same person, if one; remembers this one."""
        first = None
        for key in keys:
            earlier = self.rows.setdefault(key, number)
            if earlier != number:
                first = earlier if first is None else first
        return first


def judge_chunk(readings: Sequence[Reading], branches: Branches, seen: Seen, *, today: date) -> list[Judged]:
    """Judge rows against what the database holds now. At most seven queries, however many rows."""
    placed = [(reading, *branches.find(reading)) for reading in readings]
    by_number = person_ids_by_number(r.citizen.text for r in readings if r.citizen)
    by_identity = _by_identity(placed)
    matched: dict[int, int] = {}
    doubtful: set[int] = set()
    for reading, org, _ in placed:
        pk = by_number.get(reading.citizen.text) if reading.citizen else None
        if pk is None and org is not None and reading.name:
            pk = _same_identity(reading, by_identity.get((org.pk, comparable(reading.name)), []), doubtful)
        if pk is not None:
            matched[reading.number] = pk
    known = load_known(matched.values())
    found = []
    for reading, org, trouble in placed:
        who = known.get(matched.get(reading.number, 0))
        if trouble:
            reading.reasons.append(trouble)
        if reading.number in doubtful:
            reading.reasons.append("同一支部有几名同名的党员，请填身份证号")
        _refuse_twice(reading, org, who, seen)
        _refuse_elsewhere(reading, org, who, branches)
        found.append(_judged(reading, org, who, branches, today))
    return found


def in_words(name: str, value: Any, branches: Branches) -> str:
    """A value as the preview shows it; sealed ones masked, a 党小组 by its name."""
    if name in MASKS:
        return MASKS[name](value or "")
    if name == "group":
        return next((word for (_, word), pk in branches.groups.items() if pk == value), "")
    return shown(name, value)


def in_lines(changes: Mapping[str, tuple[Any, Any]], branches: Branches) -> list[tuple[str, str, str]]:
    """Changes as (label, old, new) in words."""
    return [
        (LABELS[name], in_words(name, old, branches), in_words(name, new, branches))
        for name, (old, new) in changes.items()
        if name != "education_label" or "education" not in changes
    ]


def _by_identity(placed: Sequence[tuple[Reading, Organization | None, str]]) -> dict[tuple[int, str], list[Any]]:
    """Members of the named branches with the names of the rows: (branch, name) → (person, birth date, has number)."""
    asked = [(reading, org) for reading, org, _ in placed if org is not None and reading.name]
    rows = Member.objects.filter(
        org_id__in={org.pk for _, org in asked}, name_key__in={name_key(reading.name) for reading, _ in asked}
    ).values_list("org_id", "person__name", "person_id", "person__born_on")
    found: dict[tuple[int, str], list[Any]] = {}
    for org_id, name, person_id, born_on in rows:
        found.setdefault((org_id, comparable(name)), []).append((person_id, born_on))
    numbers = with_number([pk for row in found.values() for pk, _ in row])
    return {key: [(pk, born_on, pk in numbers) for pk, born_on in row] for key, row in found.items()}


def with_number(person_ids: Sequence[int]) -> set[int]:
    """Which of these persons have a citizen number on file."""
    return set(SealedFields.objects.filter(pk__in=person_ids).exclude(citizen_id_hash="").values_list("pk", flat=True))


def _same_identity(reading: Reading, candidates: Sequence[Any], doubtful: set[int]) -> int | None:
    """The one member of that name in the branch with that birth date. A row with a number can only be somebody whose
    number is not on file yet."""
    born_on = reading.values.get("born_on") or (reading.citizen.born_on if reading.citizen else None)
    fits = [
        pk
        for pk, held, has_number in candidates
        if not (reading.citizen and has_number) and _same_birth(held, born_on, month="born_on" in reading.months)
    ]
    if len(fits) > 1:
        doubtful.add(reading.number)
        return None
    return fits[0] if fits else None


def _same_birth(held: date | None, read: date | None, *, month: bool) -> bool:
    if held is None or read is None:
        return held is read
    return (held.year, held.month) == (read.year, read.month) if month else held == read


def load_known(person_ids: Iterable[int]) -> dict[int, Known]:
    """What is held of these persons, sealed fields opened. Three queries."""
    ids = set(person_ids)
    boxes = open_sealed(ids)
    members = {member.pk: member for member in Member.objects.filter(pk__in=ids)}
    found = {}
    for pk, person in persons(ids).items():
        member = members.get(pk)
        values = {name: getattr(person, name) for name in OF_PERSON} | boxes.get(pk, {})
        if member:
            values |= {name: getattr(member, name) for name in OF_MEMBER} | {"group": member.group_id}
        found[pk] = Known(
            pk, member is not None, member.org_id if member else None, member.left_on if member else None, values
        )
    return found


def _refuse_twice(reading: Reading, org: Organization | None, who: Known | None, seen: Seen) -> None:
    keys: list[tuple[Any, ...]] = []
    if reading.citizen:
        keys.append(("number", reading.citizen.text))
    elif org is not None and reading.name:
        keys.append(("identity", org.pk, *reading.identity))
    if who:
        keys.append(("person", who.person_id))
    if (earlier := seen.before(keys, reading.number)) is not None:
        reading.reasons.append(f"和第{earlier}行是同一个人，一个人只能有一行")


def _refuse_elsewhere(reading: Reading, org: Organization | None, who: Known | None, branches: Branches) -> None:
    if who is None or not who.is_member or org is None or who.org_id == org.pk:
        return
    if who.org_id is None:
        reading.reasons.append(f"这名党员已于{who.left_on}离开名册，重新进入要办组织关系转接或恢复手续")
    elif who.org_id in branches.by_id:
        reading.reasons.append(f"已在{branches.by_id[who.org_id].name}的名册上，换支部要办组织关系转接")
    else:
        reading.reasons.append("已在其他党支部的名册上（不在您能导入的范围内），换支部要办组织关系转接")


def _judged(reading: Reading, org: Organization | None, who: Known | None, branches: Branches, today: date) -> Judged:
    if org is None or reading.reasons:
        # Refused already; judged all the same, so that everything wrong with the row is said at once.
        return Judged(reading, judge(reading, known=who, today=today), org, who)
    group_id = None
    if reading.group:
        group_id = branches.groups.get((org.pk, comparable(reading.group)))
        if group_id is None:
            reading.warnings.append(f"{org.name}没有“{reading.group}”这个党小组（这一格没有采用）")
        else:
            reading.values["group"] = group_id
    return Judged(reading, judge(reading, known=who, today=today), org, who, group_id)
