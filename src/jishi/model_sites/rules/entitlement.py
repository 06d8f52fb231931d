"""Who may begin what: the gate before a model-site programme, each of its conditions with its source and how sure that
source is. Pure."""

from dataclasses import dataclass
from datetime import date

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled
from jishi.orgs.rules import COMMITTEE_KINDS, OrgKind, is_a

MEASURES = "《创建示范活动管理办法（试行）》（2022年4月20日）"
RESERVED = "示范"  # the word that only a model-site programme may carry


class ProgrammeKind(Labelled):
    """示范点创建 passes the gate; the others are what the Measures leave to every organisation."""

    MODEL = "model", "示范点创建"
    INTERNAL = "internal", "内部命名"
    GRADING = "grading", "分类定级"
    PILOT = "pilot", "试点"


OWN_KINDS = (ProgrammeKind.INTERNAL, ProgrammeKind.GRADING, ProgrammeKind.PILOT)


class Level(Labelled):
    """At which level a model site is named."""

    COUNTY = "county", "县级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"
    CENTRAL = "central", "中央"


class Sureness(Labelled):
    """How we know a statement."""

    SEEN = "seen", "读过原文"
    TOLD = "told", "据新华社报道转述，原文未核"
    OURS = "ours", "本平台自己的规矩"


@dataclass(frozen=True, slots=True)
class Statement:
    """Something the Measures say, as far as we know it."""

    text: str
    source: str
    sure: Sureness


WHO_MAY = Statement(
    "中央和国家机关、省级机关，市、县党委和政府，经批准可以主办创建示范活动。", f"{MEASURES}第四条", Sureness.SEEN
)
WHO_MAY_NOT = Statement("市、县的其他机关和乡镇（街道）不能主办。", MEASURES, Sureness.TOLD)
NO_FEE = Statement("不向创建对象收费。平台没有收费的栏目。", MEASURES, Sureness.TOLD)
FEW = Statement("数量从严控制，以乡镇、村（社区）和企业为对象的更要少。", MEASURES, Sureness.TOLD)
OUTSIDE = Statement(
    "本单位内设机构的、年度考核性质的、资格等级评定的，以及试点，不属于创建示范活动。",
    f"{MEASURES}第三条",
    Sureness.SEEN,
)
BASIS = Statement("没有记下批准文件的，一步也不开始。", "平台规矩", Sureness.OURS)
NO_TITLE = Statement("不经批准的，名称里不用“示范”。", "平台规矩", Sureness.OURS)
# Whether a village is a 内设机构 of its township no article we have read says.
UNSURE = "乡镇对村、社区命名算不算“本单位内设机构”，我们读到的条文没有讲清，拿不准的先问县委组织部。"

OFFERS = {
    ProgrammeKind.INTERNAL: "在本组织内部评一评、命个名，不叫“示范”，不分级别，不发牌匾。",
    ProgrammeKind.GRADING: "给所属党组织分类定级，一年一看，定级是为了找准差距。",
    ProgrammeKind.PILOT: "选几个党组织先试，到期总结，好的再推开。",
}


@dataclass(frozen=True, slots=True)
class Basis:
    """The paper by which a programme was approved."""

    body: str = ""
    number: str = ""
    on: date | None = None

    @property
    def is_whole(self) -> bool:
        return bool(self.body.strip() and self.number.strip() and self.on)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing the gate asks: whether it is met, by which source, and what to do where it is not."""

    statement: Statement
    met: bool
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate for one organisation and one kind of programme. It is open exactly when every condition is met."""

    kind: ProgrammeKind
    conditions: tuple[Condition, ...]

    @property
    def decision(self) -> Decision:
        """Yes, or no with the first condition that is not met: what it says, by which source, what to do."""
        unmet = next((one for one in self.conditions if not one.met), None)
        if unmet is None:
            return YES
        return no(f"{unmet.statement.text}（{unmet.statement.source}，{unmet.statement.sure.label}）{unmet.mend}")


def is_entitled(org_kind: str) -> bool:
    """Whether an organisation of this kind is one that Article 4 names. Of those on the platform only a county committee
    is; a department, a company's committee and a township are not."""
    return org_kind == OrgKind.COUNTY_COMMITTEE


def may_host(org_kind: str) -> bool:
    """Whether it has organisations below it that it could name, grade or pick."""
    return org_kind in COMMITTEE_KINDS or is_a(org_kind, OrgKind.GENERAL_BRANCH)


def gate(kind: str, org_kind: str, basis: Basis, title: str = "", *, on: date) -> Gate:
    """What an organisation of `org_kind` must meet before a programme of `kind` begins on `on`."""
    wanted = ProgrammeKind(kind)
    below = Condition(
        Statement("有所属党组织，才有可以命名、定级、试点的对象。", "平台规矩", Sureness.OURS), may_host(org_kind)
    )
    if wanted is not ProgrammeKind.MODEL:
        named = RESERVED not in title
        return Gate(wanted, (below, Condition(NO_TITLE, named, "请换一个名称。"), Condition(OUTSIDE, True)))
    entitled = is_entitled(org_kind)
    approved = basis.is_whole and basis.on is not None and basis.on <= on
    return Gate(
        wanted,
        (
            below,
            Condition(WHO_MAY, entitled, "可以改办内部命名、分类定级或试点，也可以推荐所属党组织申报上级的创建。"),
            Condition(WHO_MAY_NOT, entitled),
            Condition(BASIS, approved, "请填批准机关、文号和批准日期。"),
        ),
    )
