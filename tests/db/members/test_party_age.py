"""Who has been in the Party for so many years is asked of the database by the rule that counts one member's."""

from datetime import date, timedelta

import hypothesis.extra.django
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.members.models import Member
from jishi.members.queries import in_the_party_for
from jishi.members.rules import Category, party_age
from jishi.people.models import Person

DAYS = st.dates(date(1960, 1, 1), date(2040, 12, 31))
# Near the anniversary is where counting goes wrong.
NEAR = st.integers(-40, 40)


class PartyAge(hypothesis.extra.django.TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        day=DAYS,
        years=st.integers(1, 60),
        facts=st.lists(
            st.tuples(
                st.sampled_from(("joined", "both", "full", "none")), NEAR, st.sampled_from((0, 0, -13, -1, 1, 24))
            ),
            max_size=8,
        ),
        is_full=st.booleans(),
    )
    def test_as_counted_one_by_one(
        self, day: date, years: int, facts: list[tuple[str, int, int]], is_full: bool
    ) -> None:
        wanted = set()
        for known, off, months in facts:
            since = date(max(day.year - years, 1900), day.month, min(day.day, 28)) + timedelta(days=off)
            full = since if is_full and known in ("both", "full") else None
            joined = {"joined": since, "both": since - timedelta(days=365)}.get(known)
            person = Person.objects.create(name="王建国", name_key="wang", initials="wjg")
            Member.objects.create(
                person=person, name_key="wang", initials="wjg", joined_on=joined, full_on=full,
                category=Category.FULL if is_full else Category.PROBATIONARY, standing_correction_months=months,
            )  # fmt: skip
            age = party_age(joined, full, day, correction_months=months)
            if is_full and (full is None or full <= day) and age is not None and age >= years:
                wanted.add(person.pk)
        found = Member.objects.filter(in_the_party_for(years, day))
        assert set(found.values_list("pk", flat=True)) == wanted
