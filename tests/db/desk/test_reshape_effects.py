"""What hangs on an organisation that ends: told beforehand, and back again when the act is taken back."""

from datetime import date, datetime

from jishi.accounts.models import Account, Draft
from jishi.activities.models import PlanEntry
from jishi.activities.rules.plans import PlanSource
from jishi.desk import services
from jishi.desk.models import Layout
from jishi.duties.models import Window
from jishi.files.models import File
from jishi.kernel.actor import operator
from jishi.members.models import RosterBatch
from jishi.orgs import services as orgs
from jishi.orgs.models import Charge
from tests.builders import Cast
from tests.db.desk.test_reshaping import ON, done, line, merged


def test_the_division_of_work_ends_and_comes_back(cast: Cast, now: datetime) -> None:
    charge = Charge.objects.create(
        org=cast.branch, field="org_building", person_id=cast.members[0].pk, from_on=date(2026, 1, 1)
    )
    assert line(services.preview(merged(cast), actor=operator(), now=now), "班子分工") == 1
    act = done(merged(cast), now=now)
    assert Charge.objects.get(pk=charge.pk).to_on == ON
    services.take_back(act, reason="错了", actor=operator(), now=now)
    assert Charge.objects.get(pk=charge.pk).to_on is None


def test_what_it_issued_and_planned_is_counted(cast: Cast, now: datetime) -> None:
    PlanEntry.objects.create(org=cast.branch, year=2026, month=date(2026, 12, 1), title="学习", source=PlanSource.HAND)
    Layout.objects.create(
        org=cast.branch,
        paper="minutes",
        file=File.objects.create(name="a", sha256="a", size=1, content_type="a", uploaded_by="a", uploaded_at=now),
        uploaded_at=now,
    )
    Window.objects.create(issuer=cast.branch, rule_id="x", year=2026, opens_on=ON, closes_on=ON, basis="通知")
    RosterBatch.objects.create(org=cast.branch, file_name="名册.xlsx", actor_name="周敏", created_at=now)
    account = Account.objects.get(username="secretary")
    Draft.objects.create(account=account, key=f"activities-new:{cast.branch.pk}:x", payload=b"", saved_at=now)
    orgs.start_guidance(
        guide=cast.other_township, guided=cast.branch, from_on=date(2026, 1, 1), actor=operator(), now=now
    )
    shown = services.preview(merged(cast), actor=operator(), now=now)
    for about in ("年度计划", "自定义表样", "年度安排时间", "没有导完的名册", "记录草稿", "指导关系"):
        assert line(shown, about) == 1
