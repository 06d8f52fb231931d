"""Reading persons. What is sealed leaves this room masked; opening it is a logged act (`services.reveal`)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from jishi.kernel.sealing import lookup_hash, unseal
from jishi.people.models import Person, SealedFields
from jishi.people.rules import (
    Called,
    clean_citizen_number,
    mask_address,
    mask_citizen_number,
    mask_phone,
    told_apart,
)


@dataclass(frozen=True, slots=True)
class Masked:
    """The sealed fields as anybody may see them; "" where nothing is held."""

    citizen_id: str = ""
    phone: str = ""
    address: str = ""


def masked(person_id: int) -> Masked:
    """The three sealed fields, masked."""
    return masked_many([person_id]).get(person_id, Masked())


def masked_many(person_ids: Collection[int]) -> dict[int, Masked]:
    """The same for a whole list; somebody without sealed fields has no entry. One query."""
    return {
        box.pk: Masked(
            citizen_id=mask_citizen_number(unseal(box.citizen_id)),
            phone=mask_phone(unseal(box.phone)),
            address=mask_address(unseal(box.address)),
        )
        for box in SealedFields.objects.filter(pk__in=person_ids)
    }


def is_kept_elsewhere(person_id: int) -> bool:
    """Whether a room above has made this person its own (a member): it keeps copies beside its rows, and corrects the person
    by its own verb. Its model says `keeps_person = True` on the class. One query."""
    models = {tie.related_model for tie in Person._meta.get_fields(include_hidden=True) if tie.one_to_one}
    return any(
        model._base_manager.filter(pk=person_id).exists()
        for model in models
        if model and getattr(model, "keeps_person", False)
    )


def apart(rows: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """The same persons in the same order, what they are called made different where several bear one name (`told_apart`).
    A query only where that is so."""
    found = list(rows)
    if len({name for _, name in found}) == len(found):
        return found
    born = dict(Person.objects.filter(pk__in=[pk for pk, _ in found]).values_list("pk", "born_on"))
    return list(told_apart(Called(pk, name, born.get(pk)) for pk, name in found).items())


def person_ids_by_number(citizen_ids: Iterable[str]) -> dict[str, int]:
    """Citizen number → person, for the numbers that somebody here has. Found by keyed hash."""
    hashes = {lookup_hash(number): number for number in map(clean_citizen_number, citizen_ids) if number}
    rows = SealedFields.objects.filter(citizen_id_hash__in=hashes).values_list("citizen_id_hash", "pk")
    return {hashes[found]: pk for found, pk in rows}


def person_ids_by_hash(digests: Iterable[str]) -> dict[str, int]:
    """Lookup hash of a citizen number → person, for those that somebody here has. One query, of one parameter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT citizen_id_hash, person_id FROM people_sealedfields"
            " WHERE citizen_id_hash = ANY (%s) AND citizen_id_hash <> ''",
            [list(digests)],
        )
        return dict(cursor.fetchall())


def open_sealed(person_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The sealed fields in the clear, for comparing a roster in memory. Never for showing: that is `services.reveal`."""
    rows = SealedFields.objects.filter(pk__in=person_ids).values_list("pk", "citizen_id", "phone", "address")
    return {
        pk: {"citizen_id": unseal(citizen_id), "phone": unseal(phone), "address": unseal(address)}
        for pk, citizen_id, phone, address in rows
    }


def persons_told(person_ids: Collection[int], fields: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    """(id, the values of `fields`) of many persons."""
    return Person.objects.filter(pk__in=person_ids).values_list("pk", *fields)


def persons(person_ids: Collection[int]) -> dict[int, Person]:
    """Persons by id."""
    return {person.pk: person for person in Person.objects.filter(pk__in=person_ids)}


def person_of_account(account_id: int) -> Person | None:
    """Whose login it is; None for an account that belongs to nobody."""
    return Person.objects.filter(account_id=account_id).first()
