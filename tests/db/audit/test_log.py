"""The log: read in words, never rewritten."""

from datetime import date, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from jishi.audit import queries, services
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, operator
from jishi.orgs import services as orgs
from jishi.orgs.queries import org_ids_where, spans_the_top
from tests.builders import Cast, actor_named


@pytest.mark.parametrize("statement", ["UPDATE audit_line SET note = ''", "DELETE FROM audit_line", "TRUNCATE audit_line",
                                       "UPDATE audit_line_2026 SET note = ''", "DELETE FROM audit_line_default"])  # fmt: skip
def test_the_web_role_cannot_rewrite_what_is_written(cast: Cast, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditLine.objects.exists()


def test_the_history_of_one_organisation_in_words(cast: Cast, now: datetime) -> None:
    orgs.rename(
        org=cast.branch,
        name="新名党支部",
        on=date(2026, 6, 1),
        basis="和党组〔2026〕1号",
        actor=operator("周敏"),
        now=now,
    )
    newest = queries.history(("orgs.organization", cast.branch.pk))[0]
    assert (newest.what, newest.who, newest.note) == ("更名", "周敏", "和党组〔2026〕1号")
    assert newest.changes == (("党组织名称", "红旗村党支部", "新名党支部"), ("生效日期", "", "2026-06-01"))


def test_the_log_holds_what_the_reader_may_read(cast: Cast, now: datetime) -> None:
    with transaction.atomic():
        services.record("backup.made", actor=operator(), at=now, subject=("site", None, "备份"))
    for who, everywhere in (("clerk", False), ("department", True)):
        actor = actor_named(who, today=now.date())
        ids = org_ids_where(actor, Act.AUDIT_VIEW)
        assert spans_the_top(actor, Act.AUDIT_VIEW) is everywhere
        lines = queries.log(queries.log_lines(ids, everywhere=everywhere)).rows
        assert any(line.subject == "中共青山乡委员会" for line in lines) is everywhere
        assert any(line.what == "backup.made" for line in lines) is everywhere


def test_the_log_pages_by_time_and_narrows(cast: Cast, now: datetime) -> None:
    ids = org_ids_where(operator(), Act.AUDIT_VIEW)
    with transaction.atomic():
        for number in range(60):
            services.record(
                "org.edited",
                actor=operator(),
                at=now,
                org=(cast.branch.pk, cast.branch.path),
                subject=("x", number, ""),
            )
    first = queries.log(queries.log_lines(ids, everywhere=True, event="org.edited"))
    second = queries.log(queries.log_lines(ids, everywhere=True, event="org.edited"), at=first.next)
    assert (len(first.rows), len(second.rows), second.next) == (50, 10, "")
    assert queries.log(queries.log_lines(ids, everywhere=True, first=date(2026, 11, 23))).rows == []
    assert queries.log(queries.log_lines(ids, everywhere=True, last=date(2026, 11, 21))).rows == []
    assert queries.log(queries.log_lines(ids, everywhere=True, first=date(2026, 11, 22), last=date(2026, 11, 22))).rows
