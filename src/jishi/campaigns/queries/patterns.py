"""The templates a campaign starts from, read once from `patterns.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from jishi.campaigns.rules import Pattern, PatternAction, PatternStage, PatternStandard


def _stage(row: dict[str, Any]) -> PatternStage:
    actions = [PatternAction(**(a | {"evidence": tuple(a.get("evidence", ()))})) for a in row.get("actions", ())]
    return PatternStage(row["title"], row["share"], row["aim"], tuple(actions))


def _standard(row: dict[str, Any]) -> PatternStandard:
    return PatternStandard(row["whom"], row["title"], row["text"], tuple(row.get("sectors", {}).items()))


@cache
def patterns() -> dict[str, Pattern]:
    """Every template by its key, in the order of the file."""
    rows = yaml.safe_load((Path(__file__).parents[1] / "patterns.yaml").read_text(encoding="utf-8"))
    return {
        row["key"]: Pattern(
            key=row["key"],
            title=row["title"],
            about=row["about"],
            source=row["source"],
            stages=tuple(_stage(stage) for stage in row["stages"]),
            standards=tuple(_standard(one) for one in row["standards"]),
            grades=tuple(row.get("grades", ())),
            mend=tuple(row.get("mend", ())),
        )
        for row in rows
    }
