"""When a login name is shut, and for how long. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from jishi.kernel.decision import YES, Decision, no

FAILURES = 5
WINDOW = timedelta(minutes=15)
SHUT_FOR = timedelta(minutes=15)
FIRST_PASSWORD_LENGTH = 12
# Letters and digits that are not mistaken for one another on paper.
PASSWORD_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105  an alphabet, not a password


def may_try(failures: Sequence[datetime], *, now: datetime) -> Decision:
    """Whether a login name may be tried. `failures` are its wrong passwords, newest first; five within fifteen minutes
    shut it for fifteen minutes from the last, and the refusal says how many are left."""
    if len(failures) < FAILURES:
        return YES
    newest, fifth = failures[0], failures[FAILURES - 1]
    left = newest + SHUT_FOR - now
    if newest - fifth >= WINDOW or left <= timedelta(0):
        return YES
    minutes = -(-left // timedelta(minutes=1))
    return no(f"密码连续输错 {FAILURES} 次，请过 {minutes} 分钟再试。忘了密码的，请联系上级组织办重置。")


def is_idle(seen_at: datetime | None, *, now: datetime, minutes: int) -> bool:
    """Whether a session last used at `seen_at` has to be unlocked before it goes on."""
    return seen_at is not None and now - seen_at >= timedelta(minutes=minutes)
