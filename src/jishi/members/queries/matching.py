"""Finding who a row of a roster speaks of: set-based, a chunk of rows at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from jishi.kernel.actor import Act, Actor
from jishi.kernel.names import comparable, name_key
from jishi.kernel.sealing import lookup_hash
from jishi.members.models import Member
from jishi.members.rules.columns import FIELDS, LABELS, Home, shown
from jishi.members.rules.reading import Reading
from jishi.members.rules.roster import Known, Verdict, judge
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, orgs_where
from jishi.orgs.rules import BRANCH_KINDS, OrgKind
from jishi.people.queries import open_sealed, person_ids_by_hash, persons_told
from jishi.people.rules import mask_address, mask_citizen_number, mask_phone

MASKS = {"citizen_id": mask_citizen_number, "phone": mask_phone, "address": mask_address}
OF_PERSON = (*tuple(f.name for f in FIELDS.values() if f.home is Home.PERSON), "education_label")
OF_MEMBER = tuple(f.name for f in FIELDS.values() if f.home is Home.MEMBER)


class Branch(NamedTuple):
    """What a row needs to know of the organisation it names."""

    pk: int
    path: str
    name: str
    kind: str


@dataclass(slots=True)
class Branches:
    """The organisations a sheet may name: those within the uploading clerk's reach, by name, short name and code."""

    by_id: dict[int, Branch] = field(default_factory=dict)
    by_word: dict[str, list[int]] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    groups: dict[tuple[int, str], int] = field(default_factory=dict)
    default: int | None = None
    _found: dict[tuple[str, str], tuple[Branch | None, str]] = field(default_factory=dict)

    @classmethod
    def within(cls, actor: Actor, org: Organization) -> "Branches":
        """The living organisations at and below `org` where the actor may import; nothing beyond is even known."""
        reach = orgs_where(actor, Act.ROSTER_IMPORT).filter(below(org.path), ended_on=None)
        found = cls(default=org.pk if org.kind in BRANCH_KINDS else None)
        rows = reach.values_list("pk", "path", "name", "kind", "short_name", "code", "parent_id")
        for pk, path, name, kind, short_name, code, parent_id in rows.iterator(chunk_size=5000):
            words = {comparable(name), comparable(short_name)} - {""}
            if kind == OrgKind.PARTY_GROUP:
                for word in words:
                    found.groups[parent_id or 0, word] = pk
                continue
            found.by_id[pk] = Branch(pk, path, name, kind)
            for word in words:
                found.by_word.setdefault(word, []).append(pk)
            if code:
                found.by_code[code] = pk
        return found

    def find(self, reading: Reading) -> tuple[Branch | None, str]:
        """The branch a row names, or None with the reason."""
        named = reading.org, reading.org_code
        if named not in self._found:
            self._found[named] = self._find(reading)
        return self._found[named]

    def _find(self, reading: Reading) -> tuple[Branch | None, str]:
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

    def _branch(self, pk: int) -> tuple[Branch | None, str]:
        org = self.by_id[pk]
        if org.kind not in BRANCH_KINDS:
            return None, f"“{org.name}”不是党支部，党员要落到党支部"
        return org, ""


@dataclass(slots=True)
class Judged:
    """A row with its verdict, and what writing it needs. `who` is the same for two rows of a sheet that name the same
    person: a keyed hash of the citizen number or, without one, of branch, name and birth date; b"" where none is."""

    reading: Reading
    verdict: Verdict
    org: Branch | None = None
    known: Known | None = None
    group_id: int | None = None
    who: bytes = b""


def judge_chunk(
    readings: Sequence[Reading], branches: Branches, *, today: date, twice: Mapping[int, int] | None = None
) -> list[Judged]:
    """Judge rows against what the database holds now. At most five queries, however many rows. `twice` tells of rows
    that name the same person as an earlier one, row → earlier row; None: look for them among these rows."""
    placed = [(reading, *branches.find(reading)) for reading in readings]
    hashes = {r.number: lookup_hash(r.citizen.text) for r in readings if r.citizen}
    by_hash = person_ids_by_hash(hashes.values())
    unknown = [row for row in placed if hashes.get(row[0].number) not in by_hash]
    by_identity = _by_identity(unknown)
    matched = {number: by_hash[digest] for number, digest in hashes.items() if digest in by_hash}
    doubtful: set[int] = set()
    for reading, org, _ in unknown if by_identity else ():
        if org is not None and reading.name:
            pk = _same_identity(reading, by_identity.get((org.pk, comparable(reading.name)), []), doubtful)
            if pk is not None:
                matched[reading.number] = pk
    known = load_known(matched.values())
    whos = [_who(reading, org, hashes) for reading, org, _ in placed]
    if twice is None:
        twice = _twice(readings, whos, matched)
    found = []
    for (reading, org, trouble), who in zip(placed, whos, strict=True):
        person = known.get(matched.get(reading.number, 0))
        if trouble:
            reading.reasons.append(trouble)
        if reading.number in doubtful:
            reading.reasons.append("同一支部有几名同名的党员，请填身份证号")
        if (earlier := twice.get(reading.number)) is not None:
            reading.reasons.append(f"和第{earlier}行是同一个人，一个人只能有一行")
        _refuse_elsewhere(reading, org, person, branches)
        found.append(_judged(reading, org, person, branches, today, who))
    return found


def _who(reading: Reading, org: Branch | None, hashes: Mapping[int, str]) -> bytes:
    if digest := hashes.get(reading.number):
        return bytes.fromhex(digest)
    if org is None or not reading.name:
        return b""
    name, born_on = reading.identity
    return bytes.fromhex(lookup_hash(f"{org.pk}/{name}/{born_on}"))


def _twice(readings: Sequence[Reading], whos: Sequence[bytes], matched: Mapping[int, int]) -> dict[int, int]:
    first: dict[bytes | int, int] = {}
    found = {}
    for reading, who in zip(readings, whos, strict=True):
        marks: list[bytes | int] = [who] if who else []
        if reading.number in matched:
            marks.append(matched[reading.number])
        earlier = [at for mark in marks if (at := first.setdefault(mark, reading.number)) != reading.number]
        if earlier:
            found[reading.number] = earlier[0]
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


_SAME_NAME = """
SELECT m.org_id, p.name, p.id, p.born_on, s.citizen_id_hash <> ''
FROM unnest(%s::bigint[], %s::text[]) AS a(org_id, name_key)
JOIN members_member m ON m.org_id = a.org_id AND m.name_key = a.name_key
JOIN people_person p ON p.id = m.person_id
LEFT JOIN people_sealedfields s ON s.person_id = p.id
"""


def _by_identity(placed: Iterable[tuple[Reading, Branch | None, str]]) -> dict[tuple[int, str], list[Any]]:
    """Members of the named branches with the names of the rows: (branch, name) → (person, birth date, has number)."""
    asked = {(org.pk, name_key(reading.name)) for reading, org, _ in placed if org is not None and reading.name}
    found: dict[tuple[int, str], list[Any]] = {}
    if not asked:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_SAME_NAME, [[pk for pk, _ in asked], [key for _, key in asked]])
        for org_id, name, pk, born_on, has_number in cursor.fetchall():
            found.setdefault((org_id, comparable(name)), []).append((pk, born_on, bool(has_number)))
    return found


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
    if not ids:
        return {}
    boxes = open_sealed(ids)
    rows = Member.objects.filter(pk__in=ids).values_list("pk", "org_id", "left_on", "group_id", *OF_MEMBER)
    members = {pk: rest for pk, *rest in rows}
    found = {}
    for pk, *held in persons_told(ids, OF_PERSON):
        values = dict(zip(OF_PERSON, held, strict=True)) | boxes.get(pk, {})
        if pk in members:
            org_id, left_on, group_id, *of_member = members[pk]
            values |= zip(OF_MEMBER, of_member, strict=True)
            values["group"] = group_id
            found[pk] = Known(pk, True, org_id, left_on, values)
        else:
            found[pk] = Known(pk, False, None, None, values)
    return found


def _refuse_elsewhere(reading: Reading, org: Branch | None, who: Known | None, branches: Branches) -> None:
    if who is None or not who.is_member or org is None or who.org_id == org.pk:
        return
    if who.org_id is None:
        reading.reasons.append(f"这名党员已于{who.left_on}离开名册，重新进入要办组织关系转接或恢复手续")
    elif who.org_id in branches.by_id:
        reading.reasons.append(f"已在{branches.by_id[who.org_id].name}的名册上，换支部要办组织关系转接")
    else:
        reading.reasons.append("已在其他党支部的名册上（不在您能导入的范围内），换支部要办组织关系转接")


def _judged(
    reading: Reading, org: Branch | None, known: Known | None, branches: Branches, today: date, who: bytes
) -> Judged:
    group_id = None
    # Refused already, a row is judged all the same, so that everything wrong with it is said at once.
    if org is not None and not reading.reasons and reading.group:
        group_id = branches.groups.get((org.pk, comparable(reading.group)))
        if group_id is None:
            reading.warnings.append(f"{org.name}没有“{reading.group}”这个党小组（这一格没有采用）")
        else:
            reading.values["group"] = group_id
    return Judged(reading, judge(reading, known=known, today=today), org, known, group_id, who)
