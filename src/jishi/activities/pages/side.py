"""What stands beside the form: the counts in words, and what confirming will do."""

from datetime import date
from typing import Any

from jishi.activities.forms import Entry
from jishi.activities.pages.submitted import kept_scan
from jishi.activities.rules import Standing, fulfils, is_late_entry, needs_reason, standing, study_hours


def _number(entry: Entry, name: str) -> int:
    text = (entry.payload.get(name) or [""])[-1]
    return int(text) if text.isdecimal() else 0


def _year(entry: Entry) -> int:
    return _number(entry, "year") or entry.day.year


def _standing(entry: Entry) -> Standing:
    votes = {
        number: _number(entry, f"item-{number}-votes_for")
        for number in range(len(entry.items))
        if (entry.payload.get(f"item-{number}-votes_for") or [""])[-1]
    }
    return standing(entry.kinds, entry.prefill.roster.scope, entry.counts, votes)


def side(entry: Entry, today: date) -> dict[str, Any]:
    """The context of the counts and of the panel 确认后: kinds and periods it counts for, tasks, hours, lateness."""
    rows = range(len(entry.items))
    minutes = _number(entry, "study_minutes")
    found = kept_scan(entry.payload)
    return {
        "counts": entry.counts,
        "standing": _standing(entry),
        "fulfils": fulfils(entry.kinds, entry.day, _year(entry)),
        "tasks": sum(bool((entry.payload.get(f"item-{n}-task") or [""])[-1]) for n in rows),
        "hours": study_hours(min(minutes, 1440)) if minutes else 0,
        "is_late": is_late_entry(entry.day, today),
        "needs_reason": needs_reason(entry.day, today),
        "scan_name": found[1] if found else "",
    }
