from jishi.kernel.http import all_routes
from jishi.ui.help import CHAPTERS
from tests.builders import Cast
from tests.conftest import SignIn


def test_everybody_reads_what_they_can_use(cast: Cast, sign_in: SignIn) -> None:
    clerk = sign_in(cast.clerk).get("/help/").content.decode()
    secretary = sign_in(cast.secretary).get("/help/").content.decode()
    assert "初始密码只显示一次" in clerk
    assert "初始密码只显示一次" not in secretary
    assert "大字版" in secretary
    assert 'href="/notices/"' in secretary


def test_no_chapter_is_shown_twice_and_none_tells_of_a_page_that_is_not_there(cast: Cast, sign_in: SignIn) -> None:
    shown = sign_in(cast.clerk).get("/help/").context["chapters"]
    built = {route.name for route in all_routes()}
    assert {chapter.route for chapter, _ in shown} <= built
    assert len({chapter.route for chapter in CHAPTERS}) == len(CHAPTERS)
