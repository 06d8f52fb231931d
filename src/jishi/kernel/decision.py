"""An answer that carries its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no with a sentence in Chinese that a person can act on. Its truth value is the answer."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Decision(True)


def no(reason: str) -> Decision:
    """A refusal; `reason` is shown as it stands."""
    return Decision(False, reason)


class NotAllowed(Exception):
    """Within reach, but refused. Becomes the page that shows the reason (403)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(Exception):
    """A service could not do what was asked, for a reason the user can mend. `field` names the form field, if one."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


class EditConflict(Refused):
    """Somebody else saved the same object since this form was opened; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__("这份内容刚被别人改过。您填的都还在下面，请对照最新内容后再保存。")


def demand(decision: Decision) -> None:
    """Raise NotAllowed with the decision's reason unless it is a yes."""
    if not decision:
        raise NotAllowed(decision.reason)
