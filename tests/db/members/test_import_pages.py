"""A clerk brings a roster in, page by page."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from python_calamine import CalamineWorkbook

from jishi.members import services
from jishi.members.models import Member, RosterBatch, RosterBlock
from tests.builders import Cast, make_member
from tests.conftest import SignIn
from tests.rosters import HEADER, person_row, workbook


class Clerk:
    """Clicks through the import, with the background work done at once."""

    def __init__(self, client: Client, cast: Cast, on_commit: DjangoCaptureOnCommitCallbacks) -> None:
        self.client, self.cast, self.on_commit = client, cast, on_commit

    def post(self, name: str, batch: RosterBatch, /, **values: object) -> str:
        with self.on_commit(execute=True):
            response = self.client.post(reverse(name, args=[batch.pk]), values)
        # The work is done when the answer's redirect is followed, as it would be with a quick worker.
        return (self.client.get(response["Location"]) if response.status_code == 302 else response).content.decode()

    def upload(self, content: bytes, *, name: str = "名册.xlsx", **other: object) -> str:
        values = {"org": self.cast.township.pk, "file": SimpleUploadedFile(name, content), "submission": str(uuid4())}
        return self.client.post(reverse("members-import"), values | other, follow=True).content.decode()

    def judge(self, content: bytes) -> tuple[RosterBatch, str]:
        self.upload(content)
        batch = RosterBatch.objects.latest("pk")
        return batch, self.post("members-columns", batch, **batch.mapping)

    def look(self, batch: RosterBatch, outcome: str = "") -> str:
        return self.client.get(reverse("members-batch", args=[batch.pk]), {"outcome": outcome}).content.decode()


@pytest.fixture
def clerk(cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Clerk:
    return Clerk(sign_in(cast.clerk), cast, django_capture_on_commit_callbacks)


def test_columns_are_recognised_and_shown_with_numbers_masked(clerk: Clerk) -> None:
    page = clerk.upload(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    assert "核对每一列是什么" in page
    assert "selected>E列 公民身份号码" in page
    number = str(person_row(1, "赵甲", "红旗村党支部")[HEADER.index("公民身份号码")])
    assert number not in page
    assert number[:6] + "********" in page


def test_a_column_by_another_name_is_mapped_by_hand(clerk: Clerk) -> None:
    header = ["同志" if word == "姓名" else word for word in HEADER]
    clerk.upload(workbook([person_row(1, "赵甲", "红旗村党支部")], header=header))
    batch = RosterBatch.objects.get()
    assert "请指出哪一列是姓名" in clerk.post("members-columns", batch, **batch.mapping)
    assert "一列只能对应一项" in clerk.post("members-columns", batch, **batch.mapping, name="2")
    assert "新增" in clerk.post("members-columns", batch, **batch.mapping, name="1")
    batch.refresh_from_db()
    assert batch.summary["new"] == 1


def test_preview_says_what_would_happen_and_lists_whom_the_sheet_lacks(clerk: Clerk, cast: Cast) -> None:
    batch, page = clerk.judge(workbook([person_row(1, "赵甲", "红旗村党支部"), person_row(2, "", "红旗村党支部")]))
    assert "只导入没有问题的 1 行" in page
    assert "没有姓名" in clerk.look(batch, "refused")
    assert "没有姓名" not in clerk.look(batch, "new")
    assert cast.members[2].person.name in clerk.look(batch, "lacking")
    assert "表中没有 9" in page
    assert not Member.objects.filter(person__name="赵甲").exists()


def test_good_rows_go_in_and_the_others_come_back_with_their_reason(clerk: Clerk) -> None:
    batch, _ = clerk.judge(workbook([person_row(1, "赵甲", "红旗村党支部"), person_row(2, "", "红旗村党支部")]))
    assert "有1行不能导入" in clerk.post("members-start", batch)
    page = clerk.post("members-start", batch, good_rows_only="1")
    assert "已导入" in page
    assert Member.objects.filter(person__name="赵甲").exists()
    response = clerk.client.get(reverse("members-refused", args=[batch.pk]))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    at = next(i for i, row in enumerate(rows) if row[0] == "原因")
    assert rows[at][1:] == ["原表行号", *(word.strip() for word in HEADER)]
    assert rows[at + 1][:2] == ["没有姓名", 5]


def test_changes_are_shown_old_and_new_and_sealed_ones_masked(clerk: Clerk) -> None:
    batch, _ = clerk.judge(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    clerk.post("members-start", batch)
    batch, _ = clerk.judge(workbook([person_row(1, "赵甲", "红旗村党支部", 学历="大专", 手机号码="13812345678")]))
    page = clerk.look(batch, "changed")
    assert "大学专科" in page or "大专" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    clerk.post("members-start", batch)
    card = clerk.client.get(reverse("members-show", args=[Member.objects.get(person__name="赵甲").pk])).content.decode()
    assert "名册导入更新" in card


def test_the_last_import_is_undone_from_its_page(clerk: Clerk) -> None:
    batch, _ = clerk.judge(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    clerk.post("members-start", batch)
    assert "和导入以前一样" in clerk.post("members-undo", batch)
    assert not Member.objects.filter(person__name="赵甲").exists()
    assert "不能撤销" in clerk.post("members-undo", batch)


def test_sending_the_same_form_twice_stages_one_batch(clerk: Clerk) -> None:
    content, submission = workbook([person_row(1, "赵甲", "红旗村党支部")]), str(uuid4())
    clerk.upload(content, submission=submission)
    clerk.upload(content, submission=submission)
    assert RosterBatch.objects.count() == 1


def test_a_file_that_is_no_table_is_refused_beside_the_field(clerk: Clerk) -> None:
    assert "打不开" in clerk.upload(b"PK\x03\x04 not a workbook")
    assert "没有找到表头" in clerk.upload("只有一句话".encode(), name="x.csv")
    assert not RosterBatch.objects.exists()


def test_progress_is_shown_until_the_work_is_done(cast: Cast, sign_in: SignIn, clerk: Clerk) -> None:
    clerk.upload(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    batch = RosterBatch.objects.get()
    assert "去核对列" in clerk.look(batch)
    assert "待确认列" in clerk.client.get(reverse("members-import")).content.decode()
    RosterBatch.objects.update(state="importing", done=1)
    page = clerk.look(batch)
    assert 'hx-trigger="every 2s"' in page
    assert "1 / 1 行" in page
    RosterBatch.objects.update(state="judged", summary={"new": 1})
    response = clerk.client.get(reverse("members-batch", args=[batch.pk]), headers={"HX-Request": "true"})
    assert response["HX-Refresh"] == "true"


def test_a_clerk_next_door_does_not_see_the_batch(cast: Cast, clerk: Clerk, sign_in: SignIn, now: datetime) -> None:
    make_member(now=now, org=cast.branch)
    clerk.upload(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    batch = RosterBatch.objects.get()
    batch.org = cast.other_township
    batch.save()
    assert sign_in(cast.clerk).get(reverse("members-batch", args=[batch.pk])).status_code == 404
    assert RosterBlock.objects.filter(batch=batch).count() == 1


def test_a_large_roster_is_read_from_where_the_upload_lies(
    clerk: Clerk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    seen: list[object] = []
    receive = services.receive_roster

    def watched(*, source: Path | bytes, **other: Any) -> RosterBatch:
        seen.append(source)
        return receive(source=source, **other)

    monkeypatch.setattr(services, "receive_roster", watched)
    page = clerk.upload(workbook([person_row(1, "赵甲", "红旗村党支部")]))
    assert "核对每一列是什么" in page
    [source] = seen
    assert isinstance(source, Path)
    assert not source.exists()


def test_a_roster_may_be_larger_than_other_files_but_not_without_end(clerk: Clerk, settings: Settings) -> None:
    assert settings.ROSTER_MAX_BYTES == 80 * 1024 * 1024
    settings.UPLOAD_MAX_BYTES = 1024
    content = workbook([person_row(1, "赵甲", "红旗村党支部")])
    assert "核对每一列是什么" in clerk.upload(content)
    settings.ROSTER_MAX_BYTES = 1024
    assert "请分几次导入" in clerk.upload(content)
