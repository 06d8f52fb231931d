"""What came in with a form, as the flat texts the form is made of."""

from uuid import UUID

from django.core import signing

from jishi.activities.forms import Payload
from jishi.kernel.http import Request

# Buttons and the request's own guard are no part of what was typed.
NOT_TYPED = {"csrfmiddlewaretoken", "confirm", "save", "refresh", "add_item", "add_guest"}
LONGEST = 25_000


def typed(request: Request) -> Payload:
    """Everything typed, as texts by name; absurdly long texts are cut."""
    return {
        name: [str(value)[:LONGEST] for value in request.POST.getlist(name)]
        for name in request.POST
        if name not in NOT_TYPED
    }


def scan_of(payload: Payload) -> int | None:
    """The id of a scan stored before, if the form carries our own mark of it."""
    found = kept_scan(payload)
    return found[0] if found else None


def kept_scan(payload: Payload) -> tuple[int, str] | None:
    """Id and name of the scan the form already has; a mark that is not ours is nothing."""
    try:
        file_id, name = signing.loads((payload.get("scan_kept") or [""])[-1], salt="activities.scan")
    except signing.BadSignature:
        return None
    return int(file_id), str(name)


def submission_of(payload: Payload) -> UUID | None:
    try:
        return UUID((payload.get("submission") or [""])[-1])
    except ValueError:
        return None
