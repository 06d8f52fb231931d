"""Writing persons and their sealed fields."""

from datetime import date, datetime

from django.db import transaction

from jishi.kernel.actor import Actor
from jishi.kernel.names import clean_name, initials, name_key
from jishi.kernel.sealing import lookup_hash, seal
from jishi.people.models import Person, SealedFields
from jishi.people.rules import Sex


@transaction.atomic
def add_person(
    *,
    name: str,
    actor: Actor,
    now: datetime,
    sex: str = Sex.UNKNOWN,
    born_on: date | None = None,
    ethnicity: str = "",
    education: str = "",
    employer: str = "",
    citizen_id: str = "",
    phone: str = "",
    address: str = "",
    account_id: int | None = None,
) -> Person:
    """A new person with sealed fields sealed. Says nothing about membership or posts; whoever makes the person a member
    or gives a post writes the audit line. Raises IntegrityError if the citizen number belongs to somebody."""
    cleaned = clean_name(name)
    person = Person.objects.create(
        name=cleaned,
        name_key=name_key(cleaned),
        initials=initials(cleaned),
        sex=Sex(sex),
        born_on=born_on,
        ethnicity=ethnicity,
        education=education,
        employer=employer,
        account_id=account_id,
    )
    SealedFields.objects.create(
        person=person,
        citizen_id=seal(citizen_id),
        citizen_id_hash=lookup_hash(citizen_id),
        phone=seal(phone),
        address=seal(address),
    )
    return person
