"""Every setting an operator can make is in docs/running.md."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_setting_in_code_is_documented() -> None:
    sources = [ROOT / "jishi", *(ROOT / "src").rglob("*.py")]
    named = {name for path in sources for name in re.findall(r"\bJISHI_[A-Z_]+\b", path.read_text())}
    assert {"JISHI_DATA", "JISHI_KEYS"} < named
    documented = set(re.findall(r"`(JISHI_[A-Z_]+)`", (ROOT / "docs" / "running.md").read_text()))
    assert named == documented
