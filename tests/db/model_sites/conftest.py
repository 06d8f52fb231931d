"""The county's programme and those who act in it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jishi.kernel.actor import Actor
from jishi.model_sites import services
from jishi.model_sites.models import Naming, Programme, Site, SiteCategory
from jishi.model_sites.rules import Level, ProgrammeKind, Seen, SiteStepKind, Watch
from jishi.notices import services as notices
from jishi.notices.rules import Issuer
from jishi.orgs.rules import Sector
from tests.builders import Cast, actor_named

MODEL: dict[str, Any] = {
    "title": "2026年党建示范点创建", "level": Level.COUNTY, "approved_by": "省委办公厅", "approval": "省委办批〔2026〕7号",
    "approved_on": date(2026, 2, 20), "purpose": "办事要有样可学", "opens_on": date(2026, 3, 1),
    "closes_on": date(2026, 12, 20), "years": 2, "people": 2, "minutes": 240, "watched": [one.value for one in Watch],
    "vetoes": "班子成员受到党纪处分",
}  # fmt: skip
WORDS: dict[str, Any] = {
    "basics": "六个村民小组", "practice": "一事一记，三天答复", "self_review": "公开栏做到了",
    "own_marks": [["公开栏", "met"], ["台账", "partly"]],
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """The cast, the county's people, the township's and the branch's."""

    cast: Cast
    county: Actor
    clerk: Actor
    secretary: Actor
    sibling: Actor
    now: datetime

    def begin(self, **facts: Any) -> Programme:
        return services.begin_programme(
            org=self.cast.county, kind=ProgrammeKind.MODEL, actor=self.county, now=self.now, **MODEL | facts
        )

    def category(self, programme: Programme, **facts: Any) -> SiteCategory:
        given: dict[str, Any] = {"name": "农村类", "sector": Sector.VILLAGE, "quota": 1, "standard": "公开栏按季更新"}
        return services.add_category(
            programme_id=programme.pk, actor=self.county, now=self.now, **given | {"points": "公开栏\n台账"} | facts
        )

    def applied(self, **facts: Any) -> Site:
        """An application of the branch, still a draft."""
        category = self.category(self.begin(**facts))
        return services.apply_for(org=self.cast.branch, category_id=category.pk, actor=self.secretary, now=self.now)

    def step(self, site: Site, kind: SiteStepKind, actor: Actor, **facts: Any) -> Site:
        services.take_step(site.pk, kind, actor=actor, now=self.now, **facts)
        return Site.objects.get(pk=site.pk)

    def submitted(self) -> Site:
        site = self.applied()
        services.edit_site(site.pk, site.version, actor=self.secretary, now=self.now, **WORDS)
        return self.step(site, SiteStepKind.SUBMIT, self.secretary)

    def visited(self) -> Site:
        site = self.step(self.submitted(), SiteStepKind.REVIEW, self.county)
        services.note_visit(
            site_id=site.pk, on=date(2026, 11, 20), visitors="何伟", hosts=2, minutes=60, note="",
            seen=[("公开栏", Seen.MET, "新的"), ("台账", Seen.PARTLY, "")], actor=self.county, now=self.now,
        )  # fmt: skip
        return site

    def passed(self) -> Site:
        return self.step(self.visited(), SiteStepKind.PASS, self.county, note="各项符合")

    def listed(self, site: Site) -> Naming:
        return services.list_batch(
            programme_id=site.programme_id, batch="第一批", site_ids=[site.pk], actor=self.county, now=self.now
        )

    def published(self, site: Site) -> Naming:
        """A list that has been shown for nine working days and more."""
        batch, then = self.listed(site), self.now - timedelta(days=17)
        return services.publish_batch(
            batch.pk, batch.version, from_on=date(2026, 11, 5), to_on=date(2026, 11, 17), shown_where="公告栏",
            contact="县委组织部", actor=self.county, now=then,
        )  # fmt: skip

    def concluded(self, site: Site) -> Naming:
        batch = self.published(site)
        notices.conclude_publicity(
            batch.publicity_id or 0, issuer=Issuer.of(self.cast.county), conclusion="没有收到反映", actor=self.county,
            now=self.now - timedelta(days=4),
        )  # fmt: skip
        return batch

    def decided(self, batch: Naming, **facts: Any) -> Naming:
        given: dict[str, Any] = {"decided_on": date(2026, 11, 20), "number": "晴委〔2026〕31号"}
        given["site_ids"] = [site.pk for site in Site.objects.filter(naming=batch)]
        return services.decide_batch(batch.pk, batch.version, actor=self.county, now=self.now, **given | facts)

    def named(self) -> Site:
        site = self.passed()
        self.decided(self.concluded(site))
        return Site.objects.get(pk=site.pk)


@pytest.fixture
def room(cast: Cast, now: datetime) -> Room:
    today = now.date()
    return Room(
        cast=cast,
        county=actor_named("department", today=today),
        clerk=actor_named("clerk", today=today),
        secretary=actor_named("secretary", today=today),
        sibling=actor_named("sibling_secretary", today=today),
        now=now,
    )
