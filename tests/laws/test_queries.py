"""What a page asks of the database: at most a dozen statements, and none of them again for every row it shows.

The pages are walked in the demo, where lists have rows and objects have a history, as a branch's secretary, a township's
clerk and a county's department. Each address comes from the route itself: its arguments are taken from what the demo
holds."""

import re
from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jishi.accounts.models import Account
from jishi.activities.models import Activity, PlanEntry, PlanSeries
from jishi.appraisals.models import (
    Assessment,
    AssessmentPeer,
    AssessmentRound,
    Indicator,
    MemberReview,
    Objection,
    Occurrence,
    OrgLife,
    Problem,
    ReviewRound,
    Scheme,
    SchemeVersion,
)
from jishi.appraisals.models.contracts import Contract, ContractItem, ContractProposal, ContractSet, ContractTerm
from jishi.appraisals.models.reports import ReportProblem, WorkReport
from jishi.assignments.models import Assignment, Evidence, Supervision
from jishi.assignments.models import Problem as Listed
from jishi.ballots.models import Candidate, Election, Poll, RollEntry, Round
from jishi.campaigns.models import (
    Campaign,
    Carrier,
    Comment,
    Honour,
    MassReview,
    Mending,
    Nominee,
    Pledge,
    PrescribedAction,
    Selection,
    Stage,
    Standard,
    Trial,
)
from jishi.committees.models import (
    Agenda,
    ContactDuty,
    Goal,
    Institution,
    LifeMeeting,
    Research,
    StudyTopic,
)
from jishi.demo.world import World
from jishi.desk.models import InspectionItem, InspectionList
from jishi.duties.models import Demand
from jishi.kernel.http import Route, all_routes
from jishi.members.models import Member
from jishi.model_sites.models import (
    Adoption,
    Experience,
    Finding,
    Naming,
    Programme,
    Recheck,
    Site,
    SiteCategory,
)
from jishi.notices.models import Announcement
from jishi.orgs.models import Assistance, Charge, ContactPoint, Guidance, PostHeld, Reshaping, Term, Unit
from tests.conftest import SignIn
from tests.demo_world import demo

__all__ = ["demo"]
MOST = 12
SAME = 4  # how often one statement, its values aside, may run on one page
PEOPLE = ("hongqi", "ganshi", "xianwei")
# Whoever reads for more than a minute is seen to be there, which is written: not once a page, but the walk takes minutes.
NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", 'UPDATE "django_session"')
# What still asks more, with the number it must not exceed and the reason. Empty is the aim: most of these are a dozen
# once what every request costs (session, account, words, posts, guidance, unread notices: five or six) is mended.
MORE = {
    "appraisals-assessment": 15,  # the working-out of sixty items, a statement a family of figures
    "appraisals-use": 14,  # a page of results worked out live, a statement a family of figures
    "appraisals-use_export": 13,  # the same of all
    "activities-show": 15,  # a record with its people, items, tasks, papers and what it counts for
    "appraisals-contract": 18,  # every item worked out, with what was passed down: a statement a family of figures
    "appraisals-contract_check": 18,  # the same
    "appraisals-contract_set": 18,  # the same for all below
    "appraisals-contracts": 14,  # six lists of what waits
    "assignments-show": 16,  # a task with its parts, what they add up to, notes about it, and records that show it done
    "committees-research_edit": 13,  # the choices of a form
    "desk-inspection": 15,  # what exists for every line of a list: records, duties, papers, figures, what it costs
    "desk-inspection_print": 14,  # the same, as a paper
    "sites-index": 17,  # what waits for an organiser, with the alarms of its veto list: terms, posts, duties
    "sites-programme": 13,  # a programme with its categories, batches, applications and what they have cost
    "sites-site": 17,  # an application with its steps, visits, re-checks, costs and the alarms of its veto list
    "sites-print": 17,  # the same, as a paper
    "desk-calendar": 14,  # one query a source of lines, one for how many are below
    "desk-minutes": 22,  # a paper: the whole record
    "desk-minutes_set": 15,  # papers: whole records
    "desk-plan_layout": 13,  # a year's plan from the rules
    "duties-division": 13,  # who answers for what, with vacancies
    "duties-load": 13,  # what every level asks
    "members-show": 14,  # with the cards of grades, honours and promises, each of a room of its own
    "orgs-show": 13,  # with the cards of other rooms
}
# Which of the demo's objects an argument means: the first of them.
OBJECTS: dict[str, type[Model]] = {
    "action_id": PrescribedAction,
    "campaign_id": Campaign,
    "carrier_id": Carrier,
    "comment_id": Comment,
    "honour_id": Honour,
    "mass_review_id": MassReview,
    "mending_id": Mending,
    "nominee_id": Nominee,
    "pledge_id": Pledge,
    "selection_id": Selection,
    "stage_id": Stage,
    "standard_id": Standard,
    "trial_id": Trial,
    "activity_id": Activity,
    "agenda_id": Agenda,
    "announcement_id": Announcement,
    "appraisal_id": ReviewRound,
    "assessment_id": Assessment,
    "assignment_id": Assignment,
    "assistance_id": Assistance,
    "charge_id": Charge,
    "demand_id": Demand,
    "candidate_id": Candidate,
    "contract_id": Contract,
    "contract_item_id": ContractItem,
    "contract_term_id": ContractTerm,
    "duty_id": ContactDuty,
    "edition_id": SchemeVersion,
    "election_id": Election,
    "elector_id": RollEntry,
    "entry_id": PlanEntry,
    "evidence_id": Evidence,
    "adoption_id": Adoption,
    "category_id": SiteCategory,
    "experience_id": Experience,
    "finding_id": Finding,
    "inspection_id": InspectionList,
    "item_id": InspectionItem,
    "naming_id": Naming,
    "programme_id": Programme,
    "recheck_id": Recheck,
    "site_id": Site,
    "goal_id": Goal,
    "guidance_id": Guidance,
    "held_id": PostHeld,
    "indicator_id": Indicator,
    "institution_id": Institution,
    "ledger_id": Listed,
    "life_id": OrgLife,
    "meeting_id": LifeMeeting,
    "member_id": Member,
    "objection_id": Objection,
    "occurrence_id": Occurrence,
    "peer_id": AssessmentPeer,
    "point_id": ContactPoint,
    "proposal_id": ContractProposal,
    "report_id": WorkReport,
    "report_problem_id": ReportProblem,
    "set_id": ContractSet,
    "poll_id": Poll,
    "problem_id": Problem,
    "research_id": Research,
    "reshaping_id": Reshaping,
    "round_id": Round,
    "review_id": MemberReview,
    "scheme_id": Scheme,
    "series_id": PlanSeries,
    "supervision_id": Supervision,
    "term_id": Term,
    "topic_id": StudyTopic,
    "unit_id": Unit,
    "use_id": AssessmentRound,
}
PARTS = ("answers", "ties", "books", "changes")


def _known() -> dict[str, object]:
    """Argument → value, for the branch and township the people belong to."""
    found: dict[str, object] = {"year": 2026}
    for name, model in OBJECTS.items():
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            found[name] = row.pk
    return found


def _addresses(route: Route, known: dict[str, object], org: int) -> list[str]:
    names = re.findall(r"<(?:\w+:)?(\w+)>", route.path)
    if names == ["org_id", "tab"]:
        return [reverse(route.name, args=[org, tab]) for tab in PARTS]
    if route.public or route.path.startswith("orgs/history/") or not set(names) <= {"org_id", *known}:
        return []
    return [reverse(route.name, kwargs={name: org if name == "org_id" else known[name] for name in names})]


def _shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\b\d+\b|(\?,? ?)+", "?", re.sub(r"\((?:\d+|'[^']*')(?:, (?:\d+|'[^']*'))*\)", "(?)", sql))


@pytest.mark.django_db
def test_a_page_asks_at_most_a_dozen_times_and_never_row_by_row(demo: World, sign_in: SignIn) -> None:
    people = [Account.objects.get(username=name) for name in PEOPLE]
    branch, town = (PostHeld.objects.filter(person__account=one).order_by("pk")[0].org_id for one in people[:2])
    known = _known()
    readers = list(zip(map(sign_in, people), (branch, town, town), strict=True))
    for client, _ in readers:
        client.get("/help/")
    asked: dict[str, int] = {}
    again: dict[str, tuple[int, str]] = {}
    for route in all_routes():
        for client, org in readers:
            for url in _addresses(route, known, org):
                connection.queries_log.clear()  # it holds no more than nine thousand
                with transaction.atomic(), CaptureQueriesContext(connection) as seen:
                    status = client.get(url).status_code
                    transaction.set_rollback(True)
                statements = [q["sql"] for q in seen if not q["sql"].startswith(NOT_COUNTED)]
                if status == 200:
                    asked[route.name] = max(asked.get(route.name, 0), len(statements))
                    [(shape, times)] = Counter(map(_shape, statements)).most_common(1)
                    again[route.name] = max(again.get(route.name, (0, "")), (times, shape[:160]))
    assert len(asked) > 150, sorted({route.name for route in all_routes()} - set(asked))
    assert {name: worst for name, worst in again.items() if worst[0] > SAME} == {}
    assert {name: count for name, count in asked.items() if count > MORE.get(name, MOST)} == {}
    assert set(MORE) <= set(asked)
