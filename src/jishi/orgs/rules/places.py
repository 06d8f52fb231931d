"""Where an organisation may stand, and how its place is written: four base-36 characters a level."""

from jishi.kernel.decision import YES, Decision, no
from jishi.orgs.rules.kinds import OrgKind, PostKind, is_a

STEP = 4  # characters of a path for one level of the tree
DEEPEST = 15  # levels that fit into the path column
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def step_code(number: int) -> str:
    """The path step of the `number`-th child (from 0): four base-36 digits, 1,679,616 children a node."""
    digits = ""
    for _ in range(STEP):
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    if number:
        raise ValueError("一个组织下的直属组织过多")
    return digits


def step_number(step: str) -> int:
    """The inverse of `step_code`."""
    return int(step, 36)


def ancestors(path: str, *, itself: bool = False) -> list[str]:
    """The paths above `path`, root first; with itself at the end if asked."""
    ends = range(STEP, len(path) + (STEP if itself else 0), STEP)
    return [path[:end] for end in ends]


# A local committee of one level never stands below one of the same level or lower.
_RANK = {OrgKind.COUNTY_COMMITTEE: 2, OrgKind.TOWNSHIP_COMMITTEE: 1}


def may_stand_under(kind: str, parent_kind: str | None) -> Decision:
    """Whether an organisation of `kind` may belong to one of `parent_kind` (None: stand at the top).

    A 党小组 is a part of a branch and has nothing below it; a branch has only 党小组; a general branch has only
    branches; a committee has anything but 党小组."""
    label = OrgKind.label_of(kind)
    if kind == OrgKind.PARTY_GROUP:
        if parent_kind is not None and is_a(parent_kind, OrgKind.BRANCH):
            return YES
        return no("党小组设在党支部里，上级要选一个党支部。")
    if parent_kind is None:
        return YES
    above = OrgKind.label_of(parent_kind)
    if parent_kind == OrgKind.PARTY_GROUP:
        return no("党小组下面不能再设组织。")
    if is_a(parent_kind, OrgKind.BRANCH):
        return no(f"{above}下面只能设党小组，不能设{label}。")
    if is_a(parent_kind, OrgKind.GENERAL_BRANCH) and not is_a(kind, OrgKind.BRANCH):
        return no(f"{above}下面只能设党支部，不能设{label}。")
    rank = _RANK.get(OrgKind(kind))
    if rank and rank >= _RANK.get(OrgKind(parent_kind), 3 if parent_kind == OrgKind.PARTY_COMMITTEE else 0):
        return no(f"{label}不能设在{above}下面。")
    return YES


def may_be_held_in(post: str, kind: str) -> Decision:
    """Whether a post can exist in an organisation of `kind`: a 党小组 has a leader and nobody else has one."""
    if (post == PostKind.GROUP_LEADER) != (kind == OrgKind.PARTY_GROUP):
        return no("党小组只设组长。" if kind == OrgKind.PARTY_GROUP else "组长设在党小组里，请选党小组。")
    return YES
