"""The address of the list of records as filters."""

from collections.abc import Mapping

from jishi.activities.queries import Filters


def filters_of(params: Mapping[str, str]) -> Filters:
    """What cannot be read narrows nothing."""
    org = params.get("org", "")
    return Filters(
        kind=params.get("kind", ""),
        period=params.get("period", ""),
        state=params.get("state", ""),
        org=int(org) if org.isdecimal() else None,
        late=params.get("late") == "1",
        marked=params.get("marked") == "1",
        find=params.get("find", "").strip(),
        oldest=params.get("sort") == "oldest",
    )
