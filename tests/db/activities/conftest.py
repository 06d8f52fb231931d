"""A real listener at the registry: what a record pushes is seen as `duties` would see it."""

from collections.abc import Iterable, Iterator

import pytest

from jishi.kernel import registry
from jishi.kernel.registry import Change, EvidenceChange, on_touched


@pytest.fixture
def pushed() -> Iterator[list[EvidenceChange]]:
    """Every piece of evidence pushed while the story runs, in order."""
    seen: list[EvidenceChange] = []

    def listen(changes: Iterable[Change]) -> None:
        seen.extend(change for change in changes if isinstance(change, EvidenceChange))

    on_touched(listen)
    yield seen
    registry._touched.remove(listen)
