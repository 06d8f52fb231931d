"""What of a programme is printed: the application form, the publicity, the naming decision with its list, an experience
in its template; the named sites as a sheet."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jishi.model_sites.rules import ProgrammeKind
from jishi.orgs.rules import Sector
from jishi.papers.docx import SMALL, Ink, Look, Paper, para
from jishi.papers.grid import Column, put_list
from jishi.papers.words import day, dotted, said
from jishi.papers.xlsx import Column as SheetColumn
from jishi.papers.xlsx import Content, Sheet, table

type Rows = Any  # what a query of this room gathers; each writer names what it reads of it

_PARTS = (
    ("基本情况", "basics"), ("创建做法", "practice"), ("主要成效", "results"), ("特色亮点", "feature"),
    ("曾获荣誉", "honours"), ("对照标准自评", "self_review"),
)  # fmt: skip
_TEMPLATE = (
    ("原来的问题", "problem"), ("怎么做的", "practice"), ("见到什么成效", "results"), ("适用的条件", "conditions"),
    ("走过的弯路", "lessons"),
)  # fmt: skip


def _part(paper: Paper, title: str) -> None:
    paper.put(para(title, Ink("hei", 12), before=8, after=3, keep_next=True))


def _drawn(paper: Paper, figures: Iterable[dict[str, str]], on: date) -> None:
    _part(paper, f"一、平台记录（截至{day(on)}，自动带出）")
    columns = (Column("项目", 4), Column("内容", 6))
    put_list(paper, columns, [[one["label"], one["value"]] for one in figures])


def application_docx(site: Rows, marks: Sequence[Sequence[str]], steps: Iterable[Rows]) -> bytes:
    """The application: what the records say, what the applicant wrote, the opinions and blank lines for signatures."""
    programme = site.programme
    paper = Paper(f"{programme.title}申报表")
    paper.heading(f"{programme.title}申报表")
    brand = f"　　创建品牌：{site.brand}" if site.brand else ""
    paper.put(para(f"申报单位：{site.org.name}　　创建类别：{site.category.name}{brand}", SMALL, after=4))
    _drawn(paper, site.figures, site.drawn_on)
    for title, name in _PARTS:
        _part(paper, title)
        paper.body(said(getattr(site, name)))
    if marks:
        _part(paper, "逐条自评")
        put_list(paper, (Column("看什么", 8), Column("自评", 2, "center")), marks)
    _part(paper, "各级意见")
    columns = (
        Column("日期", 2, "center"),
        Column("环节", 2.5, "center"),
        Column("意见", 7),
        Column("填写人", 2, "center"),
    )
    put_list(paper, columns, [[dotted(s.on), s.get_kind_display(), s.note, s.by] for s in steps])
    for who in ("党支部（单位）意见", "乡镇（街道）党委意见", "主办单位意见"):
        paper.put(para(f"{who}：　　　　　　　　　　　　　　　　（盖章）　　　　年　　月　　日", SMALL, before=16))
    return paper.done()


def _listed(paper: Paper, sites: Iterable[Rows], batch: str, until: date | None) -> None:
    columns = (
        Column("序号", 1, "center"), Column("单位", 6), Column("领域", 2.5, "center"), Column("类别", 3, "center"),
        Column("命名批次", 2.2, "center"), Column("有效期至", 2.6, "center"),
    )  # fmt: skip
    rows = [
        [
            str(n), site.org.name, Sector.label_of(site.org.sector),
            f"{site.category.name}{'　' + site.grade if site.grade else ''}", batch, dotted(until),
        ]
        for n, site in enumerate(sites, 1)
    ]  # fmt: skip
    put_list(paper, columns, rows)


def publicity_docx(naming: Rows, sites: Sequence[Rows]) -> bytes:
    """The publicity of the list, with its days and where to speak up."""
    programme, shown = naming.programme, naming.publicity
    paper = Paper(f"{programme.title}{naming.batch}名单公示", look=Look.OFFICIAL)
    paper.heading(f"关于{programme.title}{naming.batch}拟命名名单的公示")
    paper.body(
        f"经申报、初审、考核验收，拟将下列 {len(sites)} 个党组织列入{programme.title}{naming.batch}名单，现予公示。"
        f"公示时间：{day(shown.from_on)}至{day(shown.to_on)}。"
        f"对名单有意见的，可以在公示期内反映（{shown.contact}）；反映情况要实事求是，反映人的姓名予以保密。"
    )
    _listed(paper, sites, naming.batch, naming.until)
    paper.put(para(naming.org.name, Ink(size=16), align="right", before=24))
    return paper.done()


def naming_docx(naming: Rows, sites: Sequence[Rows]) -> bytes:
    """The naming decision with the annexed list; a model-site programme also says its approval and the text of a plaque."""
    programme = naming.programme
    model = programme.kind == ProgrammeKind.MODEL
    paper = Paper(f"{programme.title}{naming.batch}命名决定", look=Look.OFFICIAL)
    paper.heading(f"关于命名{programme.title}{naming.batch}的决定")
    if naming.number:
        paper.put(para(naming.number, Ink(size=16), align="center", after=8))
    basis = f"根据{programme.approved_by}批准（{programme.approval}，{day(programme.approved_on)}），" if model else ""
    until = (
        f"有效期至{day(naming.until)}，每年复核一次，不合格的限期整改或者撤销。" if naming.until else "每年复核一次。"
    )
    paper.body(
        f"{basis}经申报、初审、考核验收和公示，决定将{len(sites)}个党组织列入{programme.title}{naming.batch}。{until}",
        "命名不收费，不搞终身制。希望被命名的党组织珍惜荣誉，把功夫用在为群众办实事上；其他党组织结合实际学习借鉴，不照搬照抄。",
    )
    if model:
        paper.body(f"牌匾文字：{plaque_text(programme)}。")
    paper.put(para(naming.org.name, Ink(size=16), align="right", before=24))
    paper.put(para(day(naming.decided_on), Ink(size=16), align="right"))
    paper.page()
    paper.put(para(f"附件：{programme.title}{naming.batch}名单", Ink("hei", 14), after=6))
    _listed(paper, sites, naming.batch, naming.until)
    return paper.done()


def plaque_text(programme: Rows) -> str:
    """What a plaque says: level, title, organiser."""
    return f"{programme.get_level_display()}{programme.title}　{programme.org.name}"


def experience_docx(row: Rows, view: Rows) -> bytes:
    """An experience in its template: what the records say, the five questions, who came to look, who took it over."""
    paper = Paper(row.title)
    paper.heading(row.title)
    paper.put(
        para(f"{row.org.name}　　{'推广范围：' + row.shared_in.name if row.shared_in else '起草中'}", SMALL, after=4)
    )
    _drawn(paper, row.figures, row.drawn_on)
    for title, name in _TEMPLATE:
        _part(paper, title)
        paper.body(said(getattr(row, name)))
    if view.visits:
        _part(paper, "观摩")
        columns = (Column("日期", 2, "center"), Column("来的人", 4), Column("人数", 1, "center"), Column("反馈", 6))
        put_list(paper, columns, [[dotted(v.on), v.who, str(v.people), v.feedback] for v in view.visits])
    if view.chain:
        _part(paper, "借鉴")
        columns = (Column("党组织", 4), Column("怎样结合本地", 5), Column("情况", 2, "center"), Column("结果", 5))
        rows = [
            [f"{'→' * link.depth}{link.row.org.name}", link.row.adapted, link.row.get_state_display(), link.row.result]
            for link in view.chain
        ]
        put_list(paper, columns, rows)
    return paper.done()


def named_xlsx(sites: Iterable[Rows], *, on: date) -> bytes:
    """The named sites as a sheet, by tree."""
    columns = (
        SheetColumn(title="单位", width=30), SheetColumn(title="领域", width=12), SheetColumn(title="名称", width=26),
        SheetColumn(title="类别", width=14), SheetColumn(title="级别", width=8), SheetColumn(title="命名批次", width=10),
        SheetColumn(title="文号", width=18), SheetColumn(title="命名日期", width=12, content=Content.DATE),
        SheetColumn(title="有效期至", width=12, content=Content.DATE),
    )  # fmt: skip
    rows = [
        (
            site.org.name, Sector.label_of(site.org.sector), site.programme.title, site.category.name,
            site.programme.get_level_display(), site.naming.batch, site.naming.number, site.naming.decided_on,
            site.naming.until,
        )
        for site in sites
    ]  # fmt: skip
    return table(Sheet(title="已命名名单", columns=columns, rows=rows, on=on, notes=("按组织顺序排列。",)))
