"""Model sites in the demo: the county's approved programme with applications at every step and a batch named the year
before; the township's own grading; an experience that two villages took over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from jishi.committees import services as committees
from jishi.committees.rules import GoalCategory, GoalLevel
from jishi.desk.services.inspection import take_list
from jishi.kernel.actor import Actor
from jishi.model_sites import services
from jishi.model_sites.models import Programme, Site
from jishi.model_sites.queries import categories_of
from jishi.model_sites.rules import (
    AdoptionState,
    CostKind,
    Level,
    PaidBy,
    ProgrammeKind,
    RecheckResult,
    Seen,
    SiteStepKind,
    Watch,
)
from jishi.notices import services as notices
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization
from jishi.orgs.rules import Sector

POINTS = (
    "党务村务公开栏是不是新的",
    "群众反映的事有没有结果",
    "三会一课记录和现场问的对不对得上",
    "党员示范岗在不在岗",
)
ASKED = """一、上半年三会一课会议记录
二、第三季度党员大会记录及签到
三、主题党日开展情况
四、党员花名册
五、班子成员名单、届次情况
六、发展党员工作台账"""
WORDS: dict[str, Any] = {
    "basics": "全村六个村民小组，支部活动场所和便民服务点合用。",
    "practice": "网格员每天走访，小事当天办，办不了的三天内报支部，支部每周碰头一次，逐件答复。",
    "results": "今年收到的事项件件有答复，修通三组水渠、装上路灯。",
    "feature": "答复写在公开栏上，谁提的事谁来评。",
    "self_review": "公开栏、事项台账做到了；党员示范岗还差两个没有定下来。",
    "own_marks": [[point, Seen.PARTLY if n == 3 else Seen.MET] for n, point in enumerate(POINTS)],
}


def _write(site: Site, *, actor: Actor, now: datetime) -> None:
    services.edit_site(site.pk, site.version, actor=actor, now=now, **WORDS)
    services.take_step(site.pk, SiteStepKind.SUBMIT, actor=actor, now=now)


def _visit(site: Site, on: date, *, actor: Actor, now: datetime) -> None:
    services.take_step(site.pk, SiteStepKind.REVIEW, note="材料齐，数字和记录对得上。", actor=actor, now=now)
    seen = [(point, Seen.PARTLY if n == 3 else Seen.MET, "") for n, point in enumerate(POINTS)]
    services.note_visit(
        site_id=site.pk, on=on, visitors="何伟、周敏", minutes=90, hosts=2, seen=seen, note="不看展板看台账，群众说得上来。",
        actor=actor, now=now,
    )  # fmt: skip


def _programme(county: Organization, year: int, number: int, *, actor: Actor, now: datetime) -> Programme:
    made = services.begin_programme(
        org=county, kind=ProgrammeKind.MODEL, title=f"{year}年党建示范点创建", level=Level.COUNTY, approved_by="省委办公厅",
        approval=f"省委办批〔{year}〕{number}号", approved_on=date(year, 2, 20), purpose="办事慢、答复少的村和社区要有样可学",
        opens_on=date(year, 3, 1), closes_on=date(year, 12, 20), years=2, people=2, minutes=240,
        watched=[one.value for one in Watch], vetoes="班子成员受到党纪处分\n发生侵害群众利益的问题", actor=actor, now=now,
    )  # fmt: skip
    for name, sector, quota in (("农村类", Sector.VILLAGE, 4), ("社区类", Sector.COMMUNITY, 1)):
        services.add_category(
            programme_id=made.pk, name=name, sector=sector, quota=quota, points="\n".join(POINTS),
            standard="公开栏按季更新；群众反映的事件件有结果；届次、班子齐全；近两年没有必须办而逾期的事项。",
            actor=actor, now=now,
        )  # fmt: skip
    return Programme.objects.get(pk=made.pk)


def _apply(programme: Programme, orgs: Sequence[Organization], *, actor: Actor, now: datetime) -> list[Site]:
    villages = categories_of(programme)[0]
    return [services.apply_for(org=org, category_id=villages.pk, actor=actor, now=now) for org in orgs]


def _named_before(
    county: Organization, orgs: Sequence[Organization], year: int, *, actor: Actor, now: datetime
) -> Site:
    """Last year's batch, whole."""
    then = now.replace(year=year, month=6, day=1)
    programme = _programme(county, year, 7, actor=actor, now=then)
    sites = _apply(programme, orgs, actor=actor, now=then)
    for site in sites:
        _write(site, actor=actor, now=then)
        _visit(site, then.date(), actor=actor, now=then)
        services.take_step(site.pk, SiteStepKind.PASS, note="各项符合，群众认可。", actor=actor, now=then)
    ids = [site.pk for site in sites]
    batch = services.list_batch(programme_id=programme.pk, batch="第一批", site_ids=ids, actor=actor, now=then)
    later = then + timedelta(days=20)
    shown = services.publish_batch(
        batch.pk, batch.version, from_on=then.date(), to_on=(then + timedelta(days=9)).date(),
        shown_where="县委公告栏和各村公开栏", contact="县委组织部组织一科", actor=actor, now=then,
    )  # fmt: skip
    issuer, last = Issuer.of(county), then + timedelta(days=12)
    heard = notices.note_objection(
        publicity_id=shown.publicity_id or 0, issuer=issuer, on=(then + timedelta(days=4)).date(),
        text="一个村的公开栏内容停在上一季度", actor=actor, now=last,
    )  # fmt: skip
    notices.answer_objection(
        heard.pk, issuer=issuer, answer="现场看过，当周已更新，不影响命名", is_upheld=False, actor=actor, now=last
    )
    notices.conclude_publicity(
        shown.publicity_id or 0, issuer=issuer, conclusion="收到反映一件，已核实答复", actor=actor, now=last
    )
    services.decide_batch(
        batch.pk,
        shown.version,
        site_ids=ids,
        decided_on=later.date(),
        number=f"晴委〔{year}〕31号",
        actor=actor,
        now=later,
    )
    for site in Site.objects.filter(pk__in=ids):
        services.note_plaque(site.pk, site.version, plaque_on=later.date(), plaque_back_on=None, actor=actor, now=later)
    services.end_programme(
        programme.pk, Programme.objects.get(pk=programme.pk).version, why="本年度创建完成", actor=actor, now=now
    )
    return sites[0]


def lay_sites(orgs: Mapping[str, Organization], *, today: date, actor: Actor, now: datetime) -> None:
    """The county's programmes, the township's grading, an experience and the goals of three levels."""
    county, town = orgs["county"], orgs["town"]
    villages = [Organization.objects.get(pk=orgs[key].pk) for key in ("hongqi", "liushu", "yangjia")]
    site = _named_before(county, villages[:2], today.year - 1, actor=actor, now=now)
    services.recheck(
        site_id=site.pk, year=today.year, on=today, result=RecheckResult.MEND, why="两个示范岗没有人在岗，公开栏停在上季度",
        mend_by=today + timedelta(days=30), actor=actor, now=now,
    )  # fmt: skip
    services.note_cost(
        site_id=site.pk, on=today, kind=CostKind.VISIT, what="接待邻县参观", people=3, minutes=120, fen=0, paid_by="",
        actor=actor, now=now,
    )  # fmt: skip
    services.note_cost(
        site_id=site.pk, on=today, kind=CostKind.BUILDING, what="更换公开栏", people=2, minutes=180, fen=86_000,
        paid_by=PaidBy.SUPERIOR, actor=actor, now=now,
    )  # fmt: skip
    services.note_finding(
        site_id=site.pk, on=today, what="群众反映公开栏内容和实际不符", source="县委督查情况通报", actor=actor, now=now
    )
    programme = _programme(county, today.year, 11, actor=actor, now=now)
    drafted, *others = _apply(programme, [villages[2], villages[0]], actor=actor, now=now)
    _write(others[0], actor=actor, now=now)
    services.edit_site(drafted.pk, 1, actor=actor, now=now, basics=WORDS["basics"])
    services.begin_programme(
        org=town, kind=ProgrammeKind.GRADING, title=f"{today.year}年村级党组织分类定级", purpose="找准差距，逐村补短板",
        opens_on=date(today.year, 3, 1), closes_on=date(today.year, 12, 20), grades="先进、一般、后进", people=1, minutes=60,
        basis=f"和党办〔{today.year}〕9号", actor=actor, now=now,
    )  # fmt: skip
    _spread(villages, town, site, today=today, actor=actor, now=now)
    _aims(county, town, villages[0], today=today, actor=actor, now=now)
    take_list(
        org=villages[0], title=f"{today.year}年党建工作检查调阅清单", asked_by="县委组织部", basis=f"晴组通〔{today.year}〕40号",
        received_on=today, text=ASKED, actor=actor, now=now,
    )  # fmt: skip


def _spread(
    villages: Sequence[Organization], town: Organization, site: Site, *, today: date, actor: Actor, now: datetime
) -> None:
    row = services.write_experience(
        org=villages[0], site_id=site.pk, title="网格小事三天有答复", problem="群众反映的事没有下文，重复反映多。",
        practice="一事一行记在台账上，三天内答复，办不了的写明到哪一步，公开栏上公布。", results="重复反映明显减少。",
        conditions="有固定的网格员，支部每周碰头。", lessons="开始时台账记得太细，后来只记事和结果。", actor=actor, now=now,
    )  # fmt: skip
    services.share_experience(row.pk, row.version, shared_in_id=town.pk, actor=actor, now=now)
    services.note_observation(
        experience_id=row.pk, on=today, org_id=villages[1].pk, who="柳树湾村两委", people=6, feedback="台账好学，公开栏要先修好。",
        actor=actor, now=now,
    )  # fmt: skip
    first = services.take_over(
        experience_id=row.pk, org=villages[1], on=today, adapted="并组以后按新的六个组分台账", actor=actor, now=now
    )
    services.tell_result(first.pk, 1, state=AdoptionState.CHANGED, result="答复改成五天，能做到", actor=actor, now=now)
    services.take_over(
        experience_id=row.pk,
        org=villages[2],
        source_id=first.pk,
        on=today,
        adapted="先在两个组试",
        actor=actor,
        now=now,
    )


def _aims(
    county: Organization, town: Organization, village: Organization, *, today: date, actor: Actor, now: datetime
) -> None:
    last = date(today.year, 12, 31)
    for org, level, text in (
        (county, GoalLevel.BELOW, "群众反映的事件件有答复"),
        (town, GoalLevel.OWN, "镇村答复台账连成一本"),
        (village, GoalLevel.OWN, "小事三天有答复"),
    ):
        committees.set_goal(
            org=org, year=today.year, category=GoalCategory.SERVICE, text=text, measure="公开栏上查得到结果", due_on=last,
            level=level, actor=actor, now=now,
        )  # fmt: skip
