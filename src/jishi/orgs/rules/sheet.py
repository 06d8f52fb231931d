"""The import sheet of organisations: its columns, and what the words in its cells mean."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from jishi.kernel.labels import Labelled
from jishi.orgs.rules.kinds import NATIONAL_CODES, OrgKind, UnitNature, is_a

# Field → the headings it goes by, the usual one first.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("党组织名称", "组织名称", "党组织全称"),
    "kind": ("组织类别", "党组织类别"),
    "superior": ("上级党组织", "上级党组织名称", "上级党组织编码", "隶属党组织"),
    "code": ("党组织编码", "党组织代码", "组织编码", "党组织编号"),
    "nature": ("单位性质类别", "单位类别", "单位性质"),
    "founded_on": ("建立日期", "党组织建立日期", "成立日期", "成立时间", "建立时间"),
}
HEADINGS = tuple(heading for headings in COLUMNS.values() for heading in headings)


@dataclass(slots=True)
class OrgRow:
    """A row as it was read. `reasons` refuse it, `warnings` only tell."""

    number: int
    name: str = ""
    kind: OrgKind | None = None
    superior: str = ""
    code: str = ""
    nature: str = ""
    founded_on: date | None = None
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s()、,，/的]", "", folded).removeprefix("中国共产党").removeprefix("中共")


def _by_site_word[Known: Labelled](vocabulary: type[Known], plain: str) -> Known | None:
    """The member this site calls so; its own word goes before our synonyms."""
    return next((m for m in vocabulary if m.label != m.standard and _plain(m.label) == plain), None)


_KIND_WORDS: dict[str, OrgKind] = {
    **{_plain(kind.standard): kind for kind in OrgKind},
    "县委": OrgKind.COUNTY_COMMITTEE, "区委": OrgKind.COUNTY_COMMITTEE, "市委": OrgKind.COUNTY_COMMITTEE,
    "乡党委": OrgKind.TOWNSHIP_COMMITTEE, "镇党委": OrgKind.TOWNSHIP_COMMITTEE, "街道党委": OrgKind.TOWNSHIP_COMMITTEE,
    "乡镇党委": OrgKind.TOWNSHIP_COMMITTEE, "街道党工委": OrgKind.TOWNSHIP_COMMITTEE, "党工委": OrgKind.PARTY_COMMITTEE,
    "基层委员会": OrgKind.PARTY_COMMITTEE, "党基层委员会": OrgKind.PARTY_COMMITTEE, "基层党委": OrgKind.PARTY_COMMITTEE, "党总支": OrgKind.GENERAL_BRANCH,
    "总支": OrgKind.GENERAL_BRANCH, "总支部": OrgKind.GENERAL_BRANCH, "支部": OrgKind.BRANCH,
    "联合支部": OrgKind.JOINT_BRANCH, "临时支部": OrgKind.TEMPORARY_BRANCH, "临时党总支": OrgKind.TEMPORARY_GENERAL_BRANCH,
    "临时联合支部": OrgKind.TEMPORARY_JOINT_BRANCH, "流动党支部": OrgKind.MOBILE_BRANCH,
    "流动党员支部": OrgKind.MOBILE_BRANCH, "小组": OrgKind.PARTY_GROUP,
}  # fmt: skip


def read_kind(text: str, nature: str) -> OrgKind | None:
    """The kind a cell means: its name, the national code, or both ("631 党支部"). None for a blank; ValueError with a
    sentence otherwise. The national 611 says 党委 of townships and subdistricts too: there the unit's nature decides."""
    plain = _plain(text)
    if not plain:
        return None
    number = re.match(r"\d+", plain)
    kind = NATIONAL_CODES.get(number[0]) if number else _by_site_word(OrgKind, plain) or _KIND_WORDS.get(plain)
    if kind is None:
        raise ValueError(f"组织类别“{text}”认不出来，请写“党支部”这样的名称或 631 这样的代码")
    if kind is OrgKind.PARTY_COMMITTEE and nature in (UnitNature.TOWNSHIP, UnitNature.SUBDISTRICT):
        return OrgKind.TOWNSHIP_COMMITTEE
    return kind


_NATURE_WORDS: dict[str, UnitNature] = {
    **{_plain(nature.standard): nature for nature in UnitNature},
    "街道": UnitNature.SUBDISTRICT, "城市社区": UnitNature.URBAN_COMMUNITY, "社区": UnitNature.URBAN_COMMUNITY,
    "城市社区居民委员会": UnitNature.URBAN_COMMUNITY, "乡": UnitNature.TOWNSHIP, "镇": UnitNature.TOWNSHIP,
    "农村社区": UnitNature.RURAL_COMMUNITY, "乡镇社区": UnitNature.RURAL_COMMUNITY,
    "乡镇农村社区": UnitNature.RURAL_COMMUNITY, "乡镇社区居委会": UnitNature.RURAL_COMMUNITY,
    "村": UnitNature.ADMINISTRATIVE_VILLAGE, "建制村": UnitNature.ADMINISTRATIVE_VILLAGE,
    "国有企业": UnitNature.STATE_CONTROLLED, "国有控股": UnitNature.STATE_CONTROLLED,
    "集体企业": UnitNature.COLLECTIVE_CONTROLLED, "非公企业": UnitNature.NON_PUBLIC_CONTROLLED,
    "非公有制企业": UnitNature.NON_PUBLIC_CONTROLLED, "私营企业": UnitNature.NON_PUBLIC_CONTROLLED,
    "事业": UnitNature.PUBLIC_INSTITUTION, "党政机关": UnitNature.GOVERNMENT_ORGAN, "其它": UnitNature.OTHER,
}  # fmt: skip


def read_nature(text: str) -> str:
    """The unit's nature a cell means, "" for a blank. Raises ValueError with a sentence for a word that is none."""
    plain = _plain(text)
    if not plain:
        return ""
    nature = _by_site_word(UnitNature, plain) or _NATURE_WORDS.get(plain)
    if nature is None:
        raise ValueError(f"单位性质类别“{text}”认不出来，要写{'、'.join(n.label for n in UnitNature)}中的一种")
    return nature.value


def says_the_same_kind(kind: str, read: OrgKind) -> bool:
    """Whether a sheet that says `read` agrees with an organisation of `kind`. The national list has no word for a county
    or township committee or a mobile branch: 党委 and 党支部 say the same of them."""
    if kind == read:
        return True
    if kind == OrgKind.COUNTY_COMMITTEE:
        return read is OrgKind.PARTY_COMMITTEE
    return kind not in NATIONAL_CODES.values() and is_a(kind, read)
