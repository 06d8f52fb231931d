"""What `check` tells the operator."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from jishi.config import checks
from jishi.kernel import clock
from jishi.kernel.db import as_owner

pytestmark = pytest.mark.django_db


def codes(*found: object) -> list[str]:
    return [str(getattr(message, "id", "")) for message in found]


def test_a_sound_site_has_nothing_of_ours_to_mend(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    borne_in_tests = ["security.W009", "async.E001"]  # throw-away keys; Playwright's event loop
    settings.SILENCED_SYSTEM_CHECKS = [*settings.SILENCED_SYSTEM_CHECKS, *borne_in_tests]
    assert checks.print_report() == 0
    assert "jishi." not in capsys.readouterr().out


def test_each_fault_has_its_word_and_its_hint(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = tmp_path / "data" / "keys.json"
    keys.parent.mkdir()
    keys.write_text("{}")
    keys.chmod(0o644)
    settings.KEYS_FILE = keys
    settings.DATA_DIR = settings.STATIC_ROOT = tmp_path / "data"
    settings.FILES_DIR = tmp_path / "data" / "files"
    settings.STEP_DOWN = False
    monkeypatch.setattr(checks, "OLDEST", 99)
    monkeypatch.setattr(clock, "today", lambda: date(2040, 1, 1))
    assert checks.print_report() == 1
    out = capsys.readouterr().out
    for code in ("E002", "E003", "E004", "E005", "W001", "W002"):
        assert f"jishi.{code}" in out
    assert f"chmod 600 {keys}" in out


def test_another_time_zone_is_an_error(settings: Settings) -> None:
    settings.TIME_ZONE = "UTC"
    assert codes(*checks.zone()) == ["jishi.E001"]


def test_a_silent_run_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks, "run_checks", lambda **options: [])
    assert checks.print_report() == 0
    assert capsys.readouterr().out == "检查完毕，一切正常。\n"


def test_a_site_without_a_key_file_is_for_others_to_refuse(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FILE = tmp_path / "none.json"
    assert checks.keys_private() == []


def test_an_empty_database_is_told_nothing_and_breaks_nothing() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_line RENAME TO not_there_yet")
        assert [*checks.server_new_enough(), *checks.web_role_enforced(), *checks.years_ahead()] == []


def test_a_server_that_does_not_keep_the_log_is_told_what_to_do(settings: Settings) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON audit_line TO jishi_web")
    [message] = checks.web_role_enforced()
    assert "GRANT jishi_web TO" in str(message.hint)
    settings.STEP_DOWN = False
    [message] = checks.web_role_enforced()
    assert "JISHI_STEP_DOWN" in str(message.hint)
