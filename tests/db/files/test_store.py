from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from jishi.audit.models import AuditLine
from jishi.files import services
from jishi.files.forms import UploadField
from jishi.files.models import File
from jishi.files.pages import serve
from jishi.files.queries import content_of, place_of
from jishi.files.rules import SCANS
from jishi.kernel.actor import Actor
from jishi.kernel.decision import Refused

ACTOR = Actor(name="王建国")
SCAN = b"%PDF-1.7 a list of names"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings, db: None) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


def _upload(name: str = "签到表.pdf", content: bytes = SCAN) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_stored_file_comes_back_and_lies_sealed(now: datetime) -> None:
    file = services.store(_upload(), actor=ACTOR, now=now)
    place = place_of(file.sha256)
    assert content_of(file) == SCAN
    assert SCAN not in place.read_bytes()
    assert place.stat().st_mode & 0o777 == 0o600
    assert (file.name, file.size, file.uploaded_by) == ("签到表.pdf", len(SCAN), "王建国")
    assert AuditLine.objects.filter(event="file.stored", subject_id=file.pk).count() == 1


def test_equal_content_is_kept_once(now: datetime, store: Path) -> None:
    first = services.store(_upload(), actor=ACTOR, now=now)
    second = services.store(_upload("另一份.pdf"), actor=ACTOR, now=now)
    assert first.sha256 == second.sha256
    assert len([p for p in store.rglob("*") if p.is_file()]) == 1


def test_refusals_store_nothing(now: datetime, store: Path, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refused, match="超过 1 MB"):
        services.store(_upload(content=b"%PDF-" + b"x" * 1024 * 1024), actor=ACTOR, now=now)
    with pytest.raises(Refused, match="内容却不是"):
        services.store(_upload(content=b"<html>"), actor=ACTOR, now=now)
    assert not File.objects.exists()
    assert not store.exists()


def test_a_write_that_fails_leaves_no_half_file(now: datetime, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("jishi.files.services.storing.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        services.store(_upload(), actor=ACTOR, now=now)
    assert not [p for p in store.rglob("*") if p.is_file()]


def test_served_files_are_inert_and_keep_their_name(now: datetime) -> None:
    answer = serve(services.store(_upload("会议 签到表.pdf"), actor=ACTOR, now=now), inline=True)
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E4%BC%9A%E8%AE%AE%20")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "application/pdf"
    picture = services.store(_upload("签到表.png", b"\x89PNG\r\n\x1a\n1"), actor=ACTOR, now=now)
    assert serve(picture, inline=True)["Content-Disposition"].startswith("inline")
    assert serve(picture)["Content-Disposition"].startswith("attachment")


def test_every_upload_carries_the_warning() -> None:
    field = UploadField(label="扫描件", allowed=SCANS, help_text="签到表。")
    assert field.help_text == "签到表。可用 pdf、png、jpg。严禁上传涉密内容。"
    assert field.widget.attrs["accept"] == ".pdf,.png,.jpg,.jpeg"
    assert UploadField().widget.attrs["accept"].endswith(".csv,.jpeg")
    assert live.UPLOAD_MAX_BYTES == 30 * 1024 * 1024
