"""One election of the demo stands before its meeting: named by three ways, reviewed, approved, published, the roll and the
ballots ready."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from jishi.ballots import queries, services
from jishi.ballots.models import Candidate, Election, RollEntry
from jishi.ballots.rules.candidates import Office, Way
from jishi.ballots.rules.roll import Excusable
from jishi.kernel.actor import Act, Actor

RESUMES = (
    "2008年9月—2015年3月　居民小组组长\n2015年3月—2021年1月　党支部委员",
    "2010年7月—2018年5月　外出务工\n2018年5月至今　回社区创业，任个体劳动者协会理事",
    "2012年8月—2019年6月　社区网格员\n2019年6月至今　居民委员会委员",
    "2005年3月至今　社区物业工作，2016年起任党小组组长",
)
MERITS = (
    "熟悉社区情况，处事公道，带头落实环境整治。", "懂经营，带动12人就业。", "做事细致，群众来办事随到随办。", "常年帮扶独居老人，邻里纠纷愿意找他调解。",
)  # fmt: skip


class _Told:
    """One election told verb by verb, at its present version."""

    def __init__(self, election: Election, *, actor: Actor, now: datetime) -> None:
        self.election, self.actor, self.now = election, actor, now

    def do(self, verb: Any, **words: Any) -> Any:
        return verb(election=self.election, actor=self.actor, now=self.now, version=self.version, **words)

    @property
    def version(self) -> int:
        return Election.objects.values_list("version", flat=True).get(pk=self.election.pk)

    def fresh(self) -> Election:
        return queries.get_election(self.actor, Act.VIEW, self.election.pk)


def prepare_ballot(election: Election, *, today: date, actor: Actor, now: datetime) -> None:
    """Bring an election from its notice to the printed ballot: three seats, four candidates."""
    told = _Told(election, actor=actor, now=now)

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    told.do(
        services.set_procedure, seats=3, candidates=4, deputies=1, is_direct=False, starts_at=None, place="党群服务中心会议室",
        ways=[Way.MASSES], ways_basis="晴组〔2026〕8号", request_no="和社党请〔2026〕1号", requested_on=ago(40), agreed_no="和党组〔2026〕21号",
        agreed_on=ago(34), excusal_paper="和党组〔2026〕21号", contact="组织委员", base="", is_by_votes=True,
    )  # fmt: skip
    may_stand = [one for one in queries.electors(election) if one.rights.may_stand]
    of_age = [one for one in may_stand if one.born_on and 1970 <= one.born_on.year <= 1996]
    named = [_named(told, one.person_id) for one in of_age[:5]]
    _recommend(told, named, present=len(may_stand), held_on=ago(26))
    chosen = [one.pk for one in named[:4]]
    told.do(services.put_forward, ids=chosen)
    told.do(services.note_joint_review, conclusions=dict.fromkeys(chosen, "passed"), reviewed_on=ago(18))
    told.do(
        services.deliberate, deliberated_on=ago(16), due=len(may_stand), present=len(may_stand) - 1, proposed=chosen, agreed={},
        gist="分两个党小组酝酿，意见比较集中，支委会研究确定预备人选。", request_no="和社党请〔2026〕2号", requested_on=ago(15),
    )  # fmt: skip
    _write(told, named[:4])
    told.do(services.approve_slate, ids=chosen, approval_no="和党组〔2026〕26号", approved_on=ago(11))
    told.do(
        services.publish_slate, published_from=ago(9), published_to=ago(4), published_where="党务公开栏、党员微信群",
        objections="none", objections_note="",
    )  # fmt: skip
    told.do(services.take_roll)
    _excuse(told)
    told.do(
        services.lay_out_ballot, office=Office.COMMITTEE, mark="above", signs="circle", bare_write_in="abstention", order="strokes",
        order_remark="", order_ids=[], write_ins=None, colour="红色",
    )  # fmt: skip
    for line in queries.steps_for(told.fresh(), today=today)[0]:
        if line.offer:
            told.do(services.note_step, code=line.planned.rule.code, done_on=line.offer.on, note=line.offer.note)


def _named(told: _Told, person_id: int) -> Candidate:
    made: Candidate = told.do(services.name_candidate, person_id=person_id, name="", employer="")
    return made


def _recommend(told: _Told, named: Sequence[Candidate], *, present: int, held_on: date) -> None:
    organised = {one.pk: 3 for one in named[:4]}
    members = {one.pk: max(present - 2 * place - 1, 1) for place, one in enumerate(named)}
    masses = {one.pk: max(41 - 9 * place, 2) for place, one in enumerate(named)}
    facts: dict[str, Any] = {"held_on": held_on, "note": "", "others": []}
    nothing = dict.fromkeys(("due", "present", "issued", "returned", "valid"))
    slips = {"due": present, "present": present, "issued": present, "returned": present, "valid": present}
    villagers = {"due": 62, "present": 48, "issued": 48, "returned": 47, "valid": 45}
    told.do(services.record_recommending, way=Way.ORGANISATION, form="meeting", counts=organised, **facts, **nothing)
    told.do(services.record_recommending, way=Way.MEMBERS, form="slip", counts=members, **facts, **slips)
    told.do(services.record_recommending, way=Way.MASSES, form="slip", counts=masses, **facts, **villagers)


def _write(told: _Told, named: Sequence[Candidate]) -> None:
    posts = (Office.SECRETARY.value, Office.DEPUTY.value, "", "")
    for one, post, resume, merit in zip(named, posts, RESUMES, MERITS, strict=False):
        services.write_candidate(
            candidate=one, post=post, employer="和平社区居民", worked_since="", resume=resume, introduction=merit, remark="",
            version=told.version, actor=told.actor, now=told.now,
        )  # fmt: skip


def _excuse(told: _Told) -> None:
    """The oldest of the roll cannot leave the house: consent was asked, the meeting has yet to agree."""
    entry = RollEntry.objects.filter(election=told.election, may_vote=True).order_by("person__born_on", "pk").first()
    if entry is not None:
        services.set_roll_entry(
            entry=entry, mark="", excused=Excusable.FRAIL, excused_note="", consented=True, version=told.version,
            actor=told.actor, now=told.now,
        )  # fmt: skip
