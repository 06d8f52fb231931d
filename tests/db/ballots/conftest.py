"""What every story of this room shares."""

import pytest

from jishi.ballots.rules import sealed


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses are slow on purpose; stories need not be."""
    monkeypatch.setattr(sealed, "COST", 2**4)
