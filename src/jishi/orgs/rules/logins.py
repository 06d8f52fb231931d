"""Who looks after whose sign-in account, and what a login name looks like. Pure."""

import re
from collections.abc import Collection, Iterable

from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import Decision, no

_NAME = re.compile(r"[a-z0-9\u4e00-\u9fff][a-z0-9\u4e00-\u9fff._-]{2,39}")


def may_manage_login(actor: Actor, paths: Collection[str]) -> Decision:
    """Whether `actor` may open, reset or close the account of somebody who holds posts at `paths`: the right is needed
    at every one of them, for whoever sets a password could act in each of these posts."""
    answers = [actor.may(Act.ACCOUNT_MANAGE, path) for path in paths]
    if not answers:
        return no("这个人现在没有职务，不需要登录账号。")
    if any(answers) and not all(answers):
        return no("这个人还在您管理范围以外任职，登录账号请上级组织部门办理。")
    return answers[0]


def is_login_name(text: str) -> bool:
    """Three to forty small letters, digits or Chinese characters, with . _ - inside."""
    return bool(_NAME.fullmatch(text))


def free_login_name(initials: str, taken: Iterable[str]) -> str:
    """A name to suggest: the initials of the person's name, with a number where they are taken or too short."""
    stem, used = re.sub(r"[^a-z0-9]", "", initials.lower())[:30] or "user", set(taken)
    candidates = [stem] if is_login_name(stem) else []
    return next(
        name for name in (*candidates, *(f"{stem}{n:02d}" for n in range(1, len(used) + 2))) if name not in used
    )
