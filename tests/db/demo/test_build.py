"""The demo as it is written: through the services, and as the plan said."""

from datetime import datetime

import pytest
from django.contrib.auth import authenticate
from pytest_django import Settings

from jishi.activities.models import Activity
from jishi.demo.services import CAST, build_demo
from jishi.demo.world import World
from jishi.duties import services as duties
from jishi.duties.models import DutyStatus, Explanation, RollUp, Statement, Window
from jishi.kernel.actor import Act
from jishi.kernel.decision import Refused
from jishi.members.models import Member
from jishi.orgs.models import Guidance, Organization, Term
from jishi.people.models import SealedFields
from tests.builders import actor_named

pytestmark = pytest.mark.django_db


def test_everything_planned_is_there(demo: World) -> None:
    assert Member.objects.count() == sum(map(len, demo.rosters.values()))
    assert (
        Organization.objects.count() == len(demo.places) + sum(p.groups for p in demo.places) + 1
    )  # 小柳湾村, merged since
    assert Activity.objects.count() == len(demo.diary.held)
    assert Explanation.objects.count() == len(demo.diary.unheld)
    assert Guidance.objects.count() == 6
    assert Window.objects.count() == 3
    assert Statement.objects.count() > 50
    assert SealedFields.objects.exclude(citizen_id=b"").count() == Member.objects.count()


def test_a_temporary_branch_has_no_term(demo: World) -> None:
    assert not Term.objects.filter(org__kind="temporary_branch").exists()


def test_what_is_derived_equals_what_a_rebuild_gives(demo: World) -> None:
    before = set(DutyStatus.objects.values_list()), set(RollUp.objects.filter(owing__gt=0).values_list())
    duties.rebuild()
    assert before == (
        set(DutyStatus.objects.values_list()),
        set(RollUp.objects.filter(owing__gt=0).values_list()),
    )


def test_the_cast_signs_in_and_reaches_its_own(demo: World, now: datetime, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for login, password, who in CAST:
        assert authenticate(username=login, password=password), who
    secretary = actor_named("hongqi", today=now.date())
    assert secretary.post
    assert secretary.post.org_name == "红旗村党支部"
    assert actor_named("zhidao", today=now.date()).has(Act.VIEW)
    assert actor_named("dangyuan", today=now.date()).post is None


def test_a_second_demo_is_refused(demo: World, now: datetime) -> None:
    with pytest.raises(Refused):
        build_demo(today=now.date(), now=now)
