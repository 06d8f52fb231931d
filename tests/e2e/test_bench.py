"""The benchmark of the smallest world runs whole: its own server, a world that obeys the laws, every measure."""

import json
import os
import subprocess
import sys
from pathlib import Path

CLONE = Path(__file__).parents[2]
KEYS = {"name", "ours_ms", "least_ms", "ratio", "queries", "rows"}


def test_a_township_is_made_and_measured(tmp_path: Path) -> None:
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "JISHI_DATA")}
    command = [sys.executable, "-m", "jishi", "bench", "--json", "--data", str(tmp_path / "bench")]
    found = subprocess.run(
        command, env=env | {"PYTHONPATH": str(CLONE / "src")}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    results = json.loads(found.stdout)
    assert {frozenset(result) for result in results} == {frozenset(KEYS)}
    assert {"overview of a township", "township page", "beside treebeard: moving a subtree"} <= {
        r["name"] for r in results
    }
    assert all(result["ours_ms"] > 0 and result["least_ms"] for result in results)
