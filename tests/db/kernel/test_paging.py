"""Walking a list page by page shows every row once, in order, forth and back."""

from datetime import timedelta

import hypothesis.extra.django
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.kernel.paging import keyset
from jishi.notices.models import Notice
from jishi.people.models import Person
from tests.conftest import NOW

ORDERS = [("-created_at", "pk"), ("text", "-created_at", "-pk"), ("-text", "pk"), ("pk",)]


class KeysetPages(hypothesis.extra.django.TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        rows=st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 3)), max_size=14),
        keys=st.sampled_from(ORDERS),
        size=st.integers(1, 5),
    )
    def test_every_row_once_forth_and_back(self, rows: list[tuple[str, int]], keys: tuple[str, ...], size: int) -> None:
        person = Person.objects.create(name="王建国", name_key="wang", initials="wjg")
        for text, hours in rows:
            Notice.objects.create(person=person, text=text, created_at=NOW - timedelta(hours=hours))
        wanted = [n.pk for n in Notice.objects.order_by(*keys)]
        everything: QuerySet[Notice] = Notice.objects.all()
        page = keyset(everything, keys=keys, size=size)
        assert page.previous == ""
        forth, pages = [[n.pk for n in page.rows]], [page]
        while page.next:
            page = keyset(everything, keys=keys, size=size, at=page.next)
            forth.append([n.pk for n in page.rows])
            pages.append(page)
        assert [pk for pks in forth for pk in pks] == wanted
        back = [forth[-1]]
        while page.previous:
            page = keyset(everything, keys=keys, size=size, at=page.previous)
            back.append([n.pk for n in page.rows])
        assert back == forth[::-1]
        assert (page.previous, page.next != "") == ("", len(forth) > 1)
