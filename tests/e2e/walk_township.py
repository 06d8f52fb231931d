"""The last part of the walk: the township's numbers, each of which opens a list of its own length; who sees nothing; and
no page that has to be pushed sideways."""

import re

from playwright.sync_api import expect

from tests.builders import Cast
from tests.e2e.acts import Story

WIDTHS = (1366, 360)


def _listed(story: Story, address: str) -> int:
    """How many the list behind a number holds: rows, or members where it lists branches with theirs."""
    answer = story.page.request.get(address)
    assert answer.ok, address
    rows = re.findall(r"<tr>.*?</tr>", answer.text().partition("<tbody>")[2], re.DOTALL)
    if "of=members" in address:
        return sum(int(re.sub("<[^>]+>", "", row.rpartition('<td class="num">')[2])) for row in rows)
    return len(rows)


def numbers_open_their_lists(story: Story) -> None:
    """Every number of the sentence and of the tables, followed and counted."""
    page = story.page
    story.go("组织生活一览")
    story.heading("2026年第四季度")
    expect(page.get_by_role("row").filter(has_text="红旗村党支部").first).to_contain_text("主题党日")
    links = page.locator("main a[href*='overview/cell']")
    told = {(href, word) for href, word in links.evaluate_all("all => all.map(a => [a.href, a.textContent.trim()])")}
    assert len(told) > 10
    seen = set()
    for address, number in sorted(told):
        if number.endswith("%"):
            continue
        if not number[0].isdigit():  # the name of one duty that is behind
            assert _listed(story, address) == 1, (address, number)
            continue
        met, _, owing = number.partition("/")
        assert _listed(story, address) == int(owing or met), (address, number)
        if owing:
            assert _listed(story, f"{address}&state=met") == int(met), (address, number)
            seen.add(number)
    assert {"0/2", "1/2"} <= seen
    links.first.click()
    expect(page.locator("main tbody tr").first).to_be_visible()
    story.follow("返回一览")


def outsiders_find_nothing(story: Story, cast: Cast, record: str) -> None:
    """To the secretary next door the branch's pages are not there."""
    page, branch = story.page, cast.branch.pk
    inside = [
        record,
        f"{record}correct/",
        f"{record}withdraw/",
        f"{story.url}/books/minutes/{record.rstrip('/').rsplit('/', 1)[1]}/",
        f"{story.url}/books/{branch}/yearbook/2026.docx",
        f"{story.url}/members/{cast.members[0].pk}/",
        f"{story.url}/duties/{branch}/theme_party_day_monthly/2026-10/explain/",
        f"{story.url}/activities/new/?org={branch}&kind=party_lecture",
    ]
    for address in inside:
        answer = page.request.get(address)
        assert answer.status == 404, address
        assert "没有找到这个页面" in answer.text()
        assert "红旗村" not in answer.text()
    story.go("组织生活")
    expect(page.get_by_text("红旗村")).to_have_count(0)


def no_page_is_pushed_sideways(story: Story, addresses: list[str]) -> None:
    """At a desk's width and at a telephone's."""
    page = story.page
    if not story.has_script:
        return  # the same pages with the same stylesheet
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        for address in addresses:
            page.goto(f"{story.url}{re.sub('^https?://[^/]+', '', address)}")
            widest = page.evaluate("document.documentElement.scrollWidth")
            assert widest <= width, (address, width, widest)
    page.set_viewport_size({"width": 1366, "height": 768})
