"""No citizen number lies readable anywhere, and each sight of one is a logged act."""

from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from jishi.audit.models import AuditLine
from jishi.kernel.actor import operator
from jishi.kernel.decision import NotAllowed
from jishi.members import services
from jishi.members.models import Member
from jishi.members.queries import version_of
from jishi.people.queries import open_sealed
from tests.builders import Cast, actor_named, citizen_id
from tests.conftest import SignIn
from tests.rosters import bring, person_row, workbook


def everything_in_the_database() -> str:
    """Every row of every table as text; bytes as they lie there and as hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        parts = []
        for [table] in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            parts += [row for [row] in cursor.fetchall()]
    return "\n".join(parts)


def test_no_number_phone_or_address_is_readable(cast: Cast, now: datetime, tmp_path: Path, sign_in: SignIn) -> None:
    numbers = [citizen_id(800 + i, born=date(1980, 1, 1)) for i in range(3)]
    rows = [
        person_row(
            i,
            f"赵{c}",
            "红旗村党支部",
            公民身份号码=n,
            出生日期="1980-01-01",
            入党日期="2009-07-01",
            转正日期="2010-07-01",
        )
        for i, (c, n) in enumerate(zip("甲乙丙", numbers, strict=True), 1)
    ]
    bring(tmp_path, workbook(rows), now=now)
    wrong = [person_row(9, "赵丁", "不存在的支部", 公民身份号码=numbers[0]), *rows]
    services.receive_roster(org=cast.township, source=workbook(wrong), file_name="名册.xlsx", actor=operator(), now=now)
    member = Member.objects.select_related("person").get(person__name="赵甲")
    services.change_member(
        member_id=member.pk,
        values={"citizen_id": citizen_id(900), "phone": "13712345678"},
        version=version_of(member),
        actor=operator(),
        now=now,
    )
    services.reveal_sealed(member_id=member.pk, field="citizen_id", actor=operator(), now=now)
    dump = everything_in_the_database()
    for secret in (*numbers, citizen_id(900), "13712345678", "13900000001", "某街1号"):
        assert secret not in dump
        assert secret.encode().hex() not in dump
    assert "赵甲" in dump


def test_revealing_shows_it_once_and_says_so_in_the_audit(cast: Cast, sign_in: SignIn) -> None:
    member = cast.members[3]
    number = open_sealed([member.pk])[member.pk]["citizen_id"]
    client = sign_in(cast.secretary)
    card = client.get(reverse("members-show", args=[member.pk])).content.decode()
    assert number not in card
    assert number[:6] + "********" + number[-4:] in card
    response = client.post(reverse("members-reveal", args=[member.pk]), {"field": "citizen_id"})
    assert number in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    line = AuditLine.objects.get(event="person.sealed_revealed")
    assert (line.subject_id, line.note, line.actor_name, line.post_id is not None) == (
        member.pk, "公民身份号码", "王建国", True,
    )  # fmt: skip
    assert number not in client.get(reverse("members-show", args=[member.pk])).content.decode()


def test_who_may_not_reveal_is_told_so(cast: Cast, now: datetime, sign_in: SignIn) -> None:
    # A committee member sees the roster; the sealed fields are the secretary's and the organisation member's.
    assert sign_in(cast.sibling_secretary).post(
        reverse("members-reveal", args=[cast.members[3].pk]), {"field": "phone"}
    ).status_code == 404  # fmt: skip
    other = actor_named("department", today=now.date())
    assert services.reveal_sealed(member_id=cast.members[3].pk, field="phone", actor=other, now=now) == ""
    above = type(other)(name="无权", grants=tuple(g for g in other.grants if g.act != "sealed_reveal"))
    with pytest.raises(NotAllowed, match="查看身份证号"):
        services.reveal_sealed(member_id=cast.members[3].pk, field="phone", actor=above, now=now)
    assert AuditLine.objects.filter(event="person.sealed_revealed").count() == 1
