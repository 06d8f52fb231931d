"""A model site in the browser, from the gate to the re-check; an experience that is looked at, taken over and traced; with
scripts and without."""

import pytest
from playwright.sync_api import expect

from jishi.ballots.rules.polls import PollKind, PollWay
from jishi.ballots.services import make_poll
from jishi.orgs.models import PostHeld
from tests.builders import Cast, actor_named, make_cast
from tests.conftest import NOW
from tests.db.ballots.polling import closed, opened
from tests.e2e.acts import Story

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
TITLE = "2026年党建示范点创建"


def fill(story: Story, **values: str) -> None:
    for name, value in values.items():
        story.page.locator(f"[name={name}]").fill(value)


def select(story: Story, **values: str) -> None:
    for name, value in values.items():
        story.page.locator(f"[name={name}]").select_option(value)


def mark(story: Story, point: str, word: str) -> None:
    story.page.get_by_role("group", name=point).get_by_text(word, exact=True).click()


def says(story: Story, *words: str) -> None:
    for one in words:
        expect(story.page.get_by_role("main")).to_contain_text(one)


def done(story: Story, words: str) -> None:
    expect(story.page.get_by_role("status")).to_contain_text(words)


def open_site(story: Story) -> None:
    """The application of the branch, from the menu."""
    story.go("示范创建")
    story.follow(TITLE)
    story.page.locator("#applications").get_by_role("link", name="红旗村党支部").click()


def step(story: Story, kind: str, note: str = "") -> None:
    open_site(story)
    story.follow("办下一步")
    select(story, kind=kind)
    fill(story, note=note)
    story.press("确认")
    done(story, "已办")


def a_township_is_told_why_not(story: Story) -> None:
    story.go("示范创建")
    story.page.get_by_role("link", name="能办什么").click()
    says(story, "不能主办示范点创建", "据新华社报道转述，原文未核", "内部命名", "分类定级", "试点")
    expect(story.page.get_by_role("link", name="凭批准文件开展示范点创建")).to_have_count(0)


def begin(story: Story) -> None:
    """Without the paper nothing begins; with it the categories follow."""
    story.go("示范创建")
    story.page.get_by_role("link", name="能办什么").click()
    story.follow("凭批准文件开展示范点创建")
    fill(
        story, title=TITLE, purpose="办事要有样可学", opens_on="2026-03-01", closes_on="2026-12-20", years="2",
        vetoes="班子成员受到党纪处分",
    )  # fmt: skip
    select(story, level="county")
    story.press("保存")
    says(story, "请填写批准机关")
    fill(story, approved_by="省委办公厅", approval="省委办批〔2026〕7号", approved_on="2026-12-01")
    story.press("保存")
    says(story, "没有记下批准文件的，一步也不开始")
    fill(story, approved_on="2026-02-20")
    story.press("保存")
    done(story, "接着加创建类别")
    story.follow("加类别")
    fill(
        story,
        name="农村类",
        quota="2",
        standard="公开栏按季更新；事事有答复",
        points="公开栏是不是新的\n群众的事有没有结果",
    )
    select(story, sector="village")
    story.press("保存")
    story.follow("登记为本级要求")
    story.press("登记")
    says(story, "已登记为本级要求")


def apply(story: Story) -> None:
    story.go("示范创建")
    story.follow(TITLE)
    story.follow("申报")
    page = story.page
    page.locator("[name=org]").select_option(label="红旗村党支部")
    page.locator("[name=category]").select_option(index=1)
    story.press("取记录，开始写")
    says(story, "上面取自平台记录", "党员总数")
    fill(story, basics="六个村民小组", practice="一事一记，三天答复", self_review="公开栏做到了")
    mark(story, "公开栏是不是新的", "符合")
    mark(story, "群众的事有没有结果", "部分符合")
    story.press("保存")
    step(story, "submit")


def look(story: Story) -> None:
    """First review, the visit on a phone, the secret test of the masses, the conclusion."""
    step(story, "review", "数字和记录对得上")
    page = story.page
    story.follow("现场验收")
    page.set_viewport_size({"width": 360, "height": 740})
    says(story, "对方自评：部分符合")
    fill(story, hosts="2", minutes="60", note_1="缺两页")
    mark(story, "公开栏是不是新的", "符合")
    mark(story, "群众的事有没有结果", "部分符合")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    story.press("保存")
    page.set_viewport_size({"width": 1366, "height": 768})
    says(story, "缺两页")
    story.follow("办一次群众测评")
    story.heading("满意度")


def conclude(story: Story, cast: Cast) -> None:
    """The poll, held meanwhile, is named and over before the conclusion."""
    moment = story.watch.moment
    secretary = actor_named("secretary", today=moment.date())
    made = make_poll(
        org=cast.branch, kind=PollKind.SATISFACTION, title="示范点群众测评", ways=(PollWay.SLIP,), items=["办事快不快"],
        actor=secretary, now=moment,
    )  # fmt: skip
    closed(opened(made, moment)[0], moment)
    open_site(story)
    story.follow("对上测评和考核")
    story.page.locator("[name=poll]").select_option(index=1)
    story.press("保存")
    says(story, "示范点群众测评")
    step(story, "pass", "各项符合，群众认可")


def make_public(story: Story) -> None:
    story.go("示范创建")
    story.follow(TITLE)
    story.follow("拟定命名名单")
    fill(story, batch="第一批")
    mark(story, "列入名单", "红旗村党支部（农村类）")
    story.press("保存")
    story.page.get_by_role("main").get_by_role("link", name="公示", exact=True).click()
    says(story, "拟命名（农村类）：红旗村党支部")
    fill(story, to_on="2026-11-25", contact="县委组织部组织一科")
    story.press("保存")
    says(story, "公示不少于 5 个工作日")
    fill(story, to_on="2026-11-30")
    story.press("保存")
    says(story, "期满以后写结果")


def open_batch(story: Story) -> None:
    story.go("示范创建")
    story.follow(TITLE)
    story.follow("第一批")


def name_it(story: Story) -> None:
    """What came in is answered before the result; the result is there before the naming."""
    open_batch(story)
    story.follow("登记反映")
    fill(story, on="2026-11-26", text="公开栏停在上季度")
    story.press("保存")
    story.follow("写公示结果")
    fill(story, conclusion="收到一件")
    story.press("保存")
    says(story, "还有反映没有答复")
    open_batch(story)
    story.follow("核实答复")
    mark(story, "核实结果", "不属实")
    fill(story, answer="当天看过，是新的")
    story.press("保存")
    story.follow("写公示结果")
    fill(story, conclusion="收到一件，已核实答复")
    story.press("保存")
    story.page.get_by_role("main").get_by_role("link", name="命名", exact=True).click()
    fill(story, number="晴委〔2026〕31号")
    story.press("命名")
    says(story, "晴委〔2026〕31号", "有效期至")
    paper = story.take(story.page.get_by_role("link", name="命名决定（Word）"))
    assert paper.suffix == ".docx"
    story.page.get_by_role("main").get_by_role("link", name="红旗村党支部").click()
    story.follow("记授牌")
    fill(story, plaque_on=f"{story.watch.moment:%Y-%m-%d}")
    story.press("保存")
    says(story, "授牌。", "县级2026年党建示范点创建")


def put_down_the_cost(story: Story) -> None:
    open_site(story)
    story.follow("记一笔")
    select(story, kind="building", paid_by="own")
    fill(story, what="换公开栏", people="2", minutes="90", fen="八百")
    story.press("保存")
    says(story, "金额请写成 1200.50 这样")
    fill(story, fen="１，８６０。５元")
    story.press("保存")
    says(story, "1,860.50 元")


def check_again(story: Story) -> None:
    """A year later: what the records show, the re-check, the mending."""
    story.go("示范创建")
    says(story, "有否决事项提醒")
    story.follow("2027年还没有复核")
    story.page.get_by_role("row").filter(has_text="红旗村党支部").get_by_role("link", name="1 条").click()
    says(story, "书记空缺", "只提醒，不自动撤销")
    story.follow("年度复核")
    mark(story, "结论", "限期整改")
    fill(story, why="书记空缺三个月", mend_by="2027-12-20")
    story.press("保存")
    says(story, "限期整改，2027-12-20 前")
    story.follow("写整改后的情况")
    fill(story, mended="没有动")
    select(story, keep="no")
    story.press("保存")
    says(story, "已撤销命名", "牌匾还没有收回")
    story.go("示范创建")
    says(story, "牌匾没有收回")


def test_from_the_gate_to_the_re_check(story: Story) -> None:
    cast = make_cast(NOW)
    with story.as_account("clerk"):
        a_township_is_told_why_not(story)
    with story.as_account("department"):
        begin(story)
    with story.as_account("secretary"):
        apply(story)
    with story.as_account("clerk"):
        step(story, "opinion", "同意推荐")
    with story.as_account("department"):
        look(story)
        story.settle()
    story.watch.later(hours=2)
    with story.as_account("department"):
        conclude(story, cast)
        make_public(story)
        story.settle()
    story.watch.later(days=10)
    with story.as_account("department"):
        name_it(story)
    with story.as_account("secretary"):
        put_down_the_cost(story)
        story.settle()
    story.watch.later(days=365)
    PostHeld.objects.filter(org=cast.branch).delete()
    with story.as_account("department"):
        check_again(story)


def write_up(story: Story) -> None:
    story.go("示范创建")
    story.follow("经验做法")
    story.page.get_by_role("link", name="写一份").first.click()
    fill(
        story, title="网格小事三天有答复", problem="反映的事没有下文", practice="一事一记，三天答复", results="重复反映少了",
        conditions="有固定的网格员",
    )  # fmt: skip
    story.press("保存")
    says(story, "党员总数", "还没有推广")


def open_experience(story: Story) -> None:
    story.go("示范创建")
    story.follow("经验做法")
    story.follow("网格小事三天有答复")


def note_visit(story: Story) -> None:
    open_experience(story)
    story.follow("记一次")
    story.page.locator("[name=org]").select_option(label="柳树湾村党支部")
    fill(story, who="柳树湾村两委", people="6")
    story.press("保存")
    says(story, "1 次，6 人次")


def take_over(story: Story) -> None:
    """Next door says what it saw, takes it over and tells what came of it."""
    open_experience(story)
    story.follow("写反馈")
    fill(story, feedback="台账好学，公开栏要先修好")
    story.press("保存")
    says(story, "台账好学")
    story.follow("登记借鉴")
    story.page.locator("[name=org]").select_option(label="柳树湾村党支部")
    fill(story, adapted="先在两个组试")
    story.press("保存")
    story.page.locator("#taken").get_by_role("link", name="柳树湾村党支部").click()
    mark(story, "情况", "改了再用")
    fill(story, result="答复改成五天，做得到")
    story.press("保存")
    says(story, "答复改成五天，做得到")
    story.follow("示范创建")
    story.follow("三级联创")
    story.heading("三级联创")


def test_an_experience_is_looked_at_and_taken_over(story: Story) -> None:
    make_cast(NOW)
    with story.as_account("secretary"):
        write_up(story)
    with story.as_account("clerk"):
        open_experience(story)
        story.follow("推广")
        story.page.locator("[name=shared_in]").select_option(index=1)
        story.press("推广")
        says(story, "范围推广")
    with story.as_account("secretary"):
        note_visit(story)
    with story.as_account("sibling_secretary"):
        take_over(story)
    with story.as_account("secretary"):
        open_experience(story)
        says(story, "台账好学", "直接学", "改了再用")
        paper = story.take(story.page.get_by_role("link", name="打印（Word）"))
        assert paper.suffix == ".docx"
