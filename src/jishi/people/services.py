"""Writing persons and their sealed fields."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, connection, transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.bulk import copy_rows, next_ids
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.names import clean_name, initials, name_key
from jishi.kernel.sealing import lookup_hash, seal, unseal
from jishi.people.models import Person, SealedFields
from jishi.people.queries import is_kept_elsewhere, open_sealed
from jishi.people.rules import Sex, read_citizen_number

PLAIN = (
    "name", "sex", "born_on", "ethnicity", "native_place", "education", "education_label", "degree", "employer",
)  # fmt: skip
SEALED = ("citizen_id", "phone", "address")
SEALED_LABELS = {"citizen_id": "公民身份号码", "phone": "联系电话", "address": "家庭住址"}
CHANGED_AT_ONCE = 100


class NewPerson(NamedTuple):
    """What is known of somebody who is not on the platform yet. Sealed fields come open and are sealed here."""

    name: str
    sex: str = Sex.UNKNOWN
    born_on: date | None = None
    ethnicity: str = ""
    native_place: str = ""
    education: str = ""
    education_label: str = ""
    degree: str = ""
    employer: str = ""
    citizen_id: str = ""
    phone: str = ""
    address: str = ""
    account_id: int | None = None


def _checked(citizen_id: str) -> str:
    if not citizen_id:
        return ""
    try:
        return read_citizen_number(citizen_id).text
    except ValueError as trouble:
        raise Refused(f"{trouble}。", "citizen_id") from None


@transaction.atomic
def add_people(drafts: Sequence[NewPerson], *, actor: Actor, now: datetime) -> list[int]:
    """New persons, set-based; their ids in the order given. Says nothing about membership or posts; whoever makes them
    members or gives posts writes the audit. Raises IntegrityError if a citizen number belongs to somebody."""
    ids = next_ids(Person, len(drafts))
    given = list(zip(ids, drafts, strict=True))
    copy_rows(
        Person, ("id", *OPEN_COLUMNS, "account_id", "version"),
        ((pk, *open_values(new), new.account_id, 1) for pk, new in given),
    )  # fmt: skip
    copy_rows(SealedFields, ("person_id", *SEALED_COLUMNS), ((pk, *sealed_values(new)) for pk, new in given))
    return ids


OPEN_COLUMNS = (
    "name", "name_key", "initials", "sex", "born_on", "ethnicity", "native_place", "education", "education_label",
    "degree", "employer",
)  # fmt: skip
SEALED_COLUMNS = ("citizen_id", "citizen_id_hash", "phone", "address")


def open_values(new: NewPerson) -> tuple[Any, ...]:
    """What `OPEN_COLUMNS` hold of a new person."""
    name = clean_name(new.name)
    return (
        name, name_key(name), initials(name), str(new.sex), new.born_on, new.ethnicity, new.native_place, new.education,
        new.education_label, new.degree, new.employer,
    )  # fmt: skip


def sealed_values(new: NewPerson) -> tuple[Any, ...]:
    """What `SEALED_COLUMNS` hold of a new person, sealed."""
    return seal(new.citizen_id), lookup_hash(new.citizen_id), seal(new.phone), seal(new.address)


@transaction.atomic
def add_people_from(table: str, *, actor: Actor, now: datetime) -> None:
    """As `add_people`, of the rows of a table of the caller's own making, which has OPEN_COLUMNS, SEALED_COLUMNS and the
    `person_id` each is to get."""
    opened, sealed = ", ".join(OPEN_COLUMNS), ", ".join(SEALED_COLUMNS)
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO people_person (id, {opened}, version) SELECT person_id, {opened}, 1 FROM {table}"  # noqa: S608  names of ours
        )
        cursor.execute(
            f"INSERT INTO people_sealedfields (person_id, {sealed}) SELECT person_id, {sealed} FROM {table}"  # noqa: S608  names of ours
        )


def _derive(person: Person) -> None:
    person.name = clean_name(person.name)
    person.name_key, person.initials = name_key(person.name), initials(person.name)


@transaction.atomic
def add_person(
    *,
    name: str,
    actor: Actor,
    now: datetime,
    sex: str = Sex.UNKNOWN,
    born_on: date | None = None,
    ethnicity: str = "",
    native_place: str = "",
    education: str = "",
    education_label: str = "",
    degree: str = "",
    employer: str = "",
    citizen_id: str = "",
    phone: str = "",
    address: str = "",
    account_id: int | None = None,
) -> Person:
    """One new person with sealed fields sealed; see `add_people`. Raises Refused on a citizen number that is wrong."""
    draft = NewPerson(
        name=name,
        sex=Sex(sex),
        born_on=born_on,
        ethnicity=ethnicity,
        native_place=native_place,
        education=education,
        education_label=education_label,
        degree=degree,
        employer=employer,
        citizen_id=_checked(citizen_id),
        phone=phone,
        address=address,
        account_id=account_id,
    )
    [pk] = add_people([draft], actor=actor, now=now)
    return Person.objects.get(pk=pk)


@transaction.atomic
def change_people(changes: Mapping[int, Mapping[str, Any]], *, actor: Actor, now: datetime) -> dict[int, Person]:
    """Set fields of many persons, plain and sealed alike, and raise their versions. No audit line: the caller knows what
    the change belongs to. Raises IntegrityError if a citizen number belongs to somebody else."""
    persons = {p.pk: p for p in Person.objects.select_for_update(no_key=True).filter(pk__in=changes).order_by("pk")}
    sealed_ids = [pk for pk, values in changes.items() if any(name in SEALED for name in values)]
    boxes = {box.pk: box for box in SealedFields.objects.filter(pk__in=sealed_ids)}
    for pk, values in changes.items():
        for name, value in values.items():
            if name in SEALED:
                setattr(boxes[pk], name, seal(value))
                if name == "citizen_id":
                    boxes[pk].citizen_id_hash = lookup_hash(value)
            else:
                setattr(persons[pk], name, value)
        if "name" in values:
            _derive(persons[pk])
        persons[pk].version += 1
    # The statement grows with rows × columns: only what changes is written.
    used = {name for values in changes.values() for name in values}
    keys = ["name_key", "initials"] if "name" in used else []
    hashed = ["citizen_id_hash"] if "citizen_id" in used else []
    Person.objects.bulk_update(persons.values(), [*(used - set(SEALED)), *keys, "version"], batch_size=CHANGED_AT_ONCE)
    if boxes:
        SealedFields.objects.bulk_update(boxes.values(), [*(used & set(SEALED)), *hashed], batch_size=CHANGED_AT_ONCE)
    return persons


@transaction.atomic
def change_person(
    *,
    person_id: int,
    values: Mapping[str, Any],
    version: int,
    org: tuple[int, str],
    act: Act,
    actor: Actor,
    now: datetime,
) -> Person:
    """Correct a person who is no member (a cadre with a post), on behalf of organisation `org`. Sealed fields are logged
    as changed, never with their content. Raises EditConflict, NotAllowed, Refused."""
    demand(actor.may(act, org[1]))
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.version != version:
        raise EditConflict
    if is_kept_elsewhere(person_id):
        raise Refused("名册里有这名党员，请在党员信息里更正。", "name")
    wanted = dict(values)
    if wanted.get("citizen_id"):
        wanted["citizen_id"] = _checked(wanted["citizen_id"])
    before = {name: getattr(person, name) for name in wanted if name not in SEALED}
    changed = {n: v for n, v in wanted.items() if n in SEALED or before[n] != v}
    if not changed:
        return person
    try:
        with transaction.atomic():
            person = change_people({person_id: changed}, actor=actor, now=now)[person_id]
    except IntegrityError:
        raise Refused("已有人员使用这个身份证号。", "citizen_id") from None
    audit.record(
        "person.changed",
        actor=actor,
        at=now,
        act=act,
        org=org,
        subject=("people.person", person.pk, person.name),
        before={name: before.get(name, "") for name in changed},
        after={name: audit.SEALED_CHANGED if name in SEALED else value for name, value in changed.items()},
    )
    return person


@transaction.atomic
def reveal(
    person_id: int,
    field: str,
    *,
    org: tuple[int, str],
    subject_type: str = "people.person",
    actor: Actor,
    now: datetime,
) -> str:
    """Open one sealed field, as a logged act. `org` is the organisation through which the person was reached; the
    caller has fetched the person through that organisation's door. Raises NotAllowed without SEALED_REVEAL there."""
    demand(actor.may(Act.SEALED_REVEAL, org[1]))
    if field not in SEALED:
        raise Refused("没有这一项。")
    box = SealedFields.objects.select_related("person").get(pk=person_id)
    audit.record(
        "person.sealed_revealed",
        actor=actor,
        at=now,
        act=Act.SEALED_REVEAL,
        org=org,
        subject=(subject_type, person_id, box.person.name),
        note=SEALED_LABELS[field],
    )
    return unseal(getattr(box, field))


@transaction.atomic
def reveal_many(
    person_ids: Collection[int], *, org: tuple[int, str], described: str, reason: str, actor: Actor, now: datetime
) -> dict[int, dict[str, str]]:
    """Open the sealed fields of a whole list, as one logged act with its reason: person → citizen_id, phone, address. The
    caller has chosen the persons through the door of `org`. Raises NotAllowed without SEALED_REVEAL there, Refused
    without a reason."""
    demand(actor.may(Act.SEALED_REVEAL, org[1]))
    if not reason.strip():
        raise Refused("请写明用途，例如“报县委组织部核对名册”。", "reason")
    audit.record(
        "people.sealed_revealed",
        actor=actor,
        at=now,
        act=Act.SEALED_REVEAL,
        org=org,
        subject=("people.person", None, described),
        after={"count": len(person_ids)},
        note=reason.strip(),
    )
    return open_sealed(person_ids)


@transaction.atomic
def remove_people(person_ids: Collection[int], *, actor: Actor, now: datetime) -> None:
    """Delete persons whom an import brought and nothing depends on. Only for taking an import back: the caller has made
    sure and writes the audit. Raises ProtectedError where something does depend on them."""
    Person.objects.filter(pk__in=person_ids).delete()


@transaction.atomic
def give_account(person_id: int, account_id: int, *, actor: Actor, now: datetime) -> None:
    """Tie a freshly opened account to its person; the opening wrote the audit line. Raises Refused if there is one."""
    if not Person.objects.filter(pk=person_id, account=None).update(account_id=account_id):
        raise Refused("这个人已经有登录账号。")
