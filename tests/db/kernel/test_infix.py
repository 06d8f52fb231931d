"""The pieces that are found are those the text has."""

import hypothesis.extra.django
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jishi.people.models import Person

texts = st.text("甲乙丙%_\\'", max_size=5)


class Infix(hypothesis.extra.django.TestCase):
    @settings(max_examples=40, deadline=None)
    @given(names=st.lists(texts, max_size=6), piece=texts)
    @example(names=["甲乙丙乙"], piece="乙乙")
    @example(names=["甲乙", "乙丙"], piece="甲乙丙")
    def test_as_python_finds_them(self, names: list[str], piece: str) -> None:
        Person.objects.bulk_create(Person(name=name, name_key="x", initials="x") for name in names)
        found = Person.objects.filter(name__infix=piece).values_list("name", flat=True)
        assert sorted(found) == sorted(name for name in names if piece in name)
