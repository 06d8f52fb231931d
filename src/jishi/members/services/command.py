"""The roster import as one call, for the command line: read, judge, write, report."""

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Refused
from jishi.kernel.reports import ImportReport, RowProblem
from jishi.members.models import RosterBatch, RosterRow
from jishi.members.rules.batches import BatchState
from jishi.members.rules.roster import Outcome
from jishi.members.services.importing import import_batch
from jishi.members.services.judging import check_mapping, judge_batch
from jishi.members.services.staging import receive_roster
from jishi.orgs.queries import orgs_where


@transaction.atomic
def import_roster(path: Path, *, dry_run: bool, good_rows_only: bool, actor: Actor, now: datetime) -> ImportReport:
    """Import a roster file into everything the actor may import to, in one transaction, and say what came of each row.
    With `dry_run`, or with a refused row and without `good_rows_only`, nothing at all is written (`report.imported` is
    False). Raises Refused for what is wrong with the whole sheet."""
    org = orgs_where(actor, Act.ROSTER_IMPORT).order_by("path").first()
    if org is None:
        raise Refused("还没有可以导入的党组织，请先导入党组织。", "file")
    batch = receive_roster(org=org, source=path, file_name=path.name, actor=actor, now=now)
    check_mapping(batch.mapping, len(batch.header))
    RosterBatch.objects.filter(pk=batch.pk).update(state=BatchState.JUDGING)
    batch = judge_batch(batch_id=batch.pk, now=now)
    stopped = dry_run or (batch.summary[Outcome.REFUSED] and not good_rows_only)
    if stopped:
        report = _report(batch)
        transaction.set_rollback(True)
        return report
    RosterBatch.objects.filter(pk=batch.pk).update(state=BatchState.IMPORTING, good_rows_only=good_rows_only)
    batch = import_batch(batch_id=batch.pk, now=now)
    report = _report(batch)
    report.imported = True
    return report


def _report(batch: RosterBatch) -> ImportReport:
    report = ImportReport(
        new=batch.summary[Outcome.NEW],
        changed=batch.summary[Outcome.CHANGED],
        unchanged=batch.summary[Outcome.UNCHANGED],
    )
    told = RosterRow.objects.filter(~Q(warnings=[]) | Q(outcome=Outcome.REFUSED), batch=batch).order_by("number")
    said = told.values_list("number", "name", "outcome", "reasons", "warnings")
    for number, name, outcome, reasons, warnings in said.iterator(chunk_size=5000):
        if outcome == Outcome.REFUSED:
            report.refused.append(RowProblem(number, name, tuple(reasons)))
        else:
            report.warned.append(RowProblem(number, name, tuple(warnings)))
    return report
