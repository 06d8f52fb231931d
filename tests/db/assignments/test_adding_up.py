"""Whatever is split, worked on, accepted, returned and called off, in any order: the sum of a task is that of its parts,
nothing below a task that was called off is still to be done, no part to be done is due after its whole."""

import random
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from jishi.assignments import queries, services
from jishi.assignments.models import Assignment
from jishi.assignments.rules import RollUp, State, rolled_up
from jishi.assignments.services import Part
from jishi.kernel.actor import operator
from jishi.kernel.decision import Refused
from jishi.orgs.queries import children
from tests.builders import Cast
from tests.db.assignments.acts import whole_of

STEPS = (services.note_progress, services.report, services.accept, services.accept, services.send_back)


class Walk:
    """Random steps of an operator on a tree of tasks."""

    def __init__(self, cast: Cast, now: datetime, seed: int) -> None:
        self.cast, self.now, self.chance = cast, now, random.Random(seed)
        whole_of(cast, now)

    def split(self, task: Assignment) -> None:
        orgs = [*children(task.org), task.org]
        some = self.chance.sample(orgs, self.chance.randint(1, len(orgs)))
        days = self.chance.choice([None, 3, 9, 12])
        parts = [Part(org, owner_note="某人", working_days=days) for org in some]
        services.split(task.pk, parts, task.version, actor=operator(), now=self.now)

    def step(self, task: Assignment) -> None:
        verb = self.chance.choice([*STEPS, *STEPS, services.cancel])
        verb(task.pk, "说明", task.version, actor=operator(), now=self.now)

    def move(self, task: Assignment) -> None:
        day = self.now.date() + timedelta(days=self.chance.randint(1, 14))
        services.amend(task.pk, task.version, note="改", actor=operator(), now=self.now, due_on=day)

    def take(self) -> None:
        standing = (
            Assignment.objects.filter(state__in=(State.OPEN, State.REPORTED)).select_related("org").order_by("pk")
        )
        task = self.chance.choice(list(standing) or [whole_of(self.cast, self.now)])
        act = self.chance.choice([self.split, self.step, self.step, self.step, self.move])
        with suppress(Refused), transaction.atomic():
            act(task)


@pytest.mark.parametrize("seed", range(4))
def test_the_sum_is_that_of_the_parts(cast: Cast, now: datetime, seed: int) -> None:
    walk = Walk(cast, now, seed)
    for _ in range(60):
        walk.take()
    today = now.date()
    rows = list(Assignment.objects.select_related("parent").order_by("pk"))
    sums = queries.roll_ups([row.pk for row in rows], today)
    for row in rows:
        parts = [(part.state, part.due_on) for part in rows if part.parent_id == row.pk]
        assert sums.get(row.pk, RollUp()) == rolled_up(parts, today)
        if row.parent:
            assert row.due_on
            assert row.parent.due_on
            assert row.due_on <= row.parent.due_on or row.state in (State.ACCEPTED, State.CANCELLED)
            assert row.parent.state != State.CANCELLED or row.state in (State.ACCEPTED, State.CANCELLED)
    assert sums
