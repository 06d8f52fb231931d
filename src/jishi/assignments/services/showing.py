"""晒账: problems and what puts them right are sent to those concerned; who has seen them is known."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jishi.assignments.models import Problem
from jishi.assignments.queries import STANDING, LedgerLine, concerned_with, ledger_lines
from jishi.assignments.rules import LedgerStep, ShownTo
from jishi.assignments.services.ledger import said_of, take_step
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused, demand
from jishi.kernel.keeping import demand_past, demand_text, held
from jishi.kernel.locks import earlier
from jishi.notices import services as notices
from jishi.notices.models import Announcement
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization


def _text(lines: Sequence[LedgerLine], where: str) -> str:
    """The ledger as it is read: each problem with its measures, who answers for them, and the day."""
    said = []
    for number, line in enumerate(lines, 1):
        row = line.problem
        said.append(f"{number}．{row.text}（整改时限{row.due_on:%Y-%m-%d}）")
        said += [
            f"　　措施：{task.title}，责任人{task.owner_name}，{f'{task.due_on:%Y-%m-%d}前' if task.due_on else '时限未定'}"
            for task in line.measures
        ] or ["　　措施：正在研究。"]
        said += [f"　　进展：{line.said}"] if line.said else []
        said += [f"　　结果：{row.result}"] if row.result else []
    return "\n".join([*said, *([f"公开地点和方式：{where}。"] if where else []), "有意见的，请向党组织反映。"])


@transaction.atomic
def show_problems(
    *,
    org: Organization,
    problem_ids: Collection[int],
    to: str,
    actor: Actor,
    now: datetime,
    where: str = "",
    on: date | None = None,
    submission: UUID | None = None,
) -> Announcement:
    """晒账: send these problems of the organisation with their measures to its members, those who hold its posts, the heads of
    those directly below and whoever answers for a measure; their reading is their receipt. To the masses it hangs at a place
    (`where`) since a day besides. The same `submission` again gives the same notice. Raises NotAllowed without RECORD and
    NOTIFY there, Refused naming the field."""
    demand(actor.may(Act.RECORD, org.path))
    if known := earlier(Announcement.objects.all(), submission):
        return known
    scope = ShownTo(to)
    place = (
        demand_text(where, "where", "请写公开在哪里，如：村务公开栏。") if scope is ShownTo.PUBLIC else where.strip()
    )
    day = demand_past(on or now.date(), today=now.date(), field="on")
    rows = [held(Problem, pk, None) for pk in sorted(set(problem_ids))]
    if not rows or any(row.org_id != org.pk or row.state not in STANDING for row in rows):
        raise Refused("请选本组织没有销号的问题。", "problems")
    lines = ledger_lines(rows)
    whom = concerned_with(org, lines, now.date())
    said_to = f"党员和有关负责人{len(whom)}名"
    draft = notices.Draft(title="问题整改台账", text=_text(lines, place), signed=org.name, addressed=said_to)
    sent = notices.announce(
        draft, issuer=Issuer(org.pk, org.path, org.name), to=whom, actor=actor, now=now, submission=submission
    )  # fmt: skip
    for row in rows:
        row.shown_to, row.shown_on, row.shown_where, row.announcement = scope, day, place, sent
        said = f"{scope.label}{f'，{place}' if place else ''}，发给{said_to}"
        take_step(row, LedgerStep.SHOW, said, actor=actor, now=now)
        said_of("problem.shown", row, Act.RECORD, actor=actor, now=now, shown_to=to)
    return sent
