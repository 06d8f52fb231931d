"""Two sign for the same side at once: one signature is kept."""

from datetime import datetime

import pytest

from jishi.appraisals import services
from jishi.appraisals.models import Contract, ContractSignature
from jishi.appraisals.rules import ContractState, Side, Source
from jishi.kernel.actor import operator
from tests.builders import Cast, actor_named, make_cast
from tests.races.test_acceptance import both

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(now: datetime) -> Cast:
    return make_cast(now)


def test_a_side_signs_once(world: Cast, now: datetime) -> None:
    me, clerk = operator(), actor_named("clerk", today=now.date())
    edition = services.make_scheme(org=world.township, name="办法", actor=me, now=now)
    services.add_indicator(edition.pk, actor=me, now=now, text="服务群众", points=1000, source=Source.REVIEWER)
    edition.refresh_from_db()
    edition = services.put_in_force(edition.pk, edition.version, basis="党委会", actor=me, now=now)
    row = services.draft_contracts(edition=edition, year=2026, actor=clerk, now=now)
    services.send_contracts(row.pk, row.version, org_ids=[world.branch.pk], late_why="晚", actor=clerk, now=now)
    contract = Contract.objects.get()
    secretary = actor_named("secretary", today=now.date())
    answers = both(
        lambda who: services.sign(contract.pk, contract.version, Side.LOWER, actor=who, now=now), secretary, secretary
    )
    assert answers == ["done", "refused"]
    assert ContractSignature.objects.count() == 1
    assert Contract.objects.get().state == ContractState.SIGNED
