"""What a ledger is asked for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from jishi.kernel.actor import Act, Actor
from jishi.kernel.periods import Period
from jishi.orgs.models import Organization
from jishi.orgs.queries import below, org_ids_where, orgs_where
from jishi.orgs.rules import BRANCH_KINDS, OrgKind


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation, a period and a day, by somebody. The organisation has come through its door already."""

    actor: Actor
    org: Organization
    period: Period
    today: date

    @property
    def is_branch(self) -> bool:
        return self.org.kind in BRANCH_KINDS

    def orgs(self, act: Act) -> QuerySet[Organization]:
        """It and what stands below it within reach, 党小组 left out, in the order of the tree; what ended before the
        period is left out too."""
        lived = Q(ended_on=None) | Q(ended_on__gt=self.period.first)
        inside = orgs_where(self.actor, act).filter(below(self.org.path), lived)
        return inside.exclude(kind=OrgKind.PARTY_GROUP).order_by("path")

    def org_ids(self, act: Act) -> QuerySet[Organization, int]:
        """Ids of it and everything below within reach, 党小组 too."""
        return org_ids_where(self.actor, act).filter(below(self.org.path))
