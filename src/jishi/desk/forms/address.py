"""What the addresses of the joining pages may ask for. Shape only; what cannot be read asks for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jishi.desk.queries.cell import STATES, Asked
from jishi.orgs.rules import Basis, OrgKind, Sector


@dataclass(frozen=True, slots=True)
class Address:
    """The parameters of 组织生活一览, cleaned."""

    org: str
    period: str
    month: str
    sector: str
    kind: str
    by: str
    show_all: bool
    on: date | None
    basis: Basis


def address(params: Mapping[str, str]) -> Address:
    """Unknown sectors and kinds are dropped, so that an old address still shows something true."""
    sector, kind = params.get("sector", ""), params.get("kind", "")
    return Address(
        org=params.get("org", ""),
        period=params.get("period", ""),
        month=params.get("month", ""),
        sector=sector if sector in {s.value for s in Sector} else "",
        kind=kind if kind in {k.value for k in OrgKind} else "",
        by=params.get("by", ""),
        show_all=params.get("show") == "all",
        on=_day(params.get("on", "")),
        basis=Basis.NOW if params.get("basis") == Basis.NOW else Basis.THEN,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def asked(params: Mapping[str, str]) -> Asked:
    """The number an address points at."""
    state = params.get("state", "")
    return Asked(
        rules=tuple(rule for rule in params.get("rule", "").split(",") if rule),
        period=params.get("cell", ""),
        state=state if state in STATES else "",
        row=params.get("row", ""),
    )
