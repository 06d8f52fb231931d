import pytest

from jishi.kernel.actor import Act, Actor, Grant
from jishi.orgs.rules.logins import free_login_name, is_login_name, may_manage_login

CLERK = Actor(name="周敏", grants=(Grant(Act.ACCOUNT_MANAGE, "00010002", True, 1),))


def test_the_right_is_needed_at_every_post_of_the_person() -> None:
    assert may_manage_login(CLERK, ["000100020001", "00010002"])
    assert "范围以外" in may_manage_login(CLERK, ["000100020001", "0001"]).reason
    assert "没有“管理登录账号”" in may_manage_login(CLERK, ["0001"]).reason
    assert "没有职务" in may_manage_login(CLERK, []).reason


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("wjg", True),
        ("王建国", True),
        ("w.jg-01", True),
        ("ab", False),
        ("W建国", False),
        (".ab", False),
        ("a b", False),
    ],
)
def test_login_names(text: str, fine: bool) -> None:
    assert is_login_name(text) is fine


def test_a_free_name_is_short_and_free() -> None:
    assert free_login_name("wjg", []) == "wjg"
    assert free_login_name("wjg", ["wjg", "wjg01"]) == "wjg02"
    assert free_login_name("li", []) == "li01"
    assert free_login_name("·", ["user"]) == "user01"
