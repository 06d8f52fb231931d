"""What everybody does in a story: sign in, go where the menu says, read a list, take a file home."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from jishi.members import services as members
from jishi.members.models import RosterBatch
from jishi.members.rules.batches import BatchState

PASSWORD = "jishi-test-pass"
# Milliseconds after the last key until a page asks, and a little more.
LONGEST_DELAY = 1_000


@dataclass
class Watch:
    """The clock of the story; the site reads the time from it."""

    moment: datetime

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class Story:
    """A visitor's browser before the site of a story."""

    page: Page
    url: str
    watch: Watch
    folder: Path

    @property
    def has_script(self) -> bool:
        return bool(self.page.evaluate("'htmx' in window"))

    @contextmanager
    def as_account(self, username: str) -> Iterator[None]:
        """Signed in by the form, out again by the menu."""
        page = self.page
        page.goto(self.url)
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("navigation", name="菜单")).to_be_visible()
        yield
        page.locator("details.me summary").click()
        page.get_by_role("button", name="退出登录").click()
        expect(page.get_by_role("heading", name="登录")).to_be_visible()

    def go(self, word: str) -> None:
        """Follow the menu."""
        self.page.get_by_role("navigation", name="菜单").get_by_role("link", name=word, exact=True).click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()

    def settle(self) -> None:
        """Leave the field, and wait until the page has asked and been told all it asks while one types."""
        self.page.get_by_role("heading", level=1).click()
        if self.has_script:
            self.page.wait_for_timeout(LONGEST_DELAY)
            expect(self.page.locator(".htmx-request")).to_have_count(0)

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link, exact=True).first.click()

    def heading(self, words: str) -> None:
        """The page now has this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def take(self, from_: Locator) -> Path:
        """The file that a click on `from_` downloads."""
        with self.page.expect_download() as taken:
            from_.click()
        path = self.folder / taken.value.suggested_filename
        taken.value.save_as(path)
        return path

    def work_off(self) -> None:
        """What the background does meanwhile; then the page, watched, shows the outcome by itself, or when refreshed."""
        at_work = RosterBatch.objects.get(state__in=[BatchState.JUDGING, BatchState.IMPORTING])
        work = members.judge_batch if at_work.state == BatchState.JUDGING else members.import_batch
        work(batch_id=at_work.pk, now=self.watch.moment)
        if not self.has_script:
            self.follow("刷新")
        expect(self.page.get_by_role("navigation", name="按结果看")).to_be_visible()
