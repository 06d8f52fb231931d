"""Kinds of organisations and what is a kind of what; sectors; posts."""

from functools import cache

from jishi.kernel.labels import Labelled


class OrgKind(Labelled):
    """组织类别. Codes are those of the rule pack's vocabulary; national codes stand in NATIONAL_CODES."""

    COUNTY_COMMITTEE = "county_committee", "县（市、区）委"
    TOWNSHIP_COMMITTEE = "township_committee", "乡镇（街道）党委"
    PARTY_COMMITTEE = "party_committee", "党委"
    PARTY_LEADING_GROUP = "party_leading_group", "党组"
    TEMPORARY_COMMITTEE = "temporary_committee", "临时党委"
    GENERAL_BRANCH = "general_branch", "党总支部"
    TEMPORARY_GENERAL_BRANCH = "temporary_general_branch", "临时党总支部"
    BRANCH = "branch", "党支部"
    JOINT_BRANCH = "joint_branch", "联合党支部"
    TEMPORARY_BRANCH = "temporary_branch", "临时党支部"
    TEMPORARY_JOINT_BRANCH = "temporary_joint_branch", "临时联合党支部"
    MOBILE_BRANCH = "mobile_branch", "流动党员党支部"
    PARTY_GROUP = "party_group", "党小组"


# The kind lattice: each kind and the kinds it is one of. A township committee is a primary-level committee; a county
# committee is a local one and owes only what names it (decision 0008).
KIND_OF: dict[OrgKind, tuple[OrgKind, ...]] = {
    OrgKind.TOWNSHIP_COMMITTEE: (OrgKind.PARTY_COMMITTEE,),
    OrgKind.TEMPORARY_COMMITTEE: (OrgKind.PARTY_COMMITTEE,),
    OrgKind.TEMPORARY_GENERAL_BRANCH: (OrgKind.GENERAL_BRANCH,),
    OrgKind.JOINT_BRANCH: (OrgKind.BRANCH,),
    OrgKind.TEMPORARY_BRANCH: (OrgKind.BRANCH,),
    OrgKind.TEMPORARY_JOINT_BRANCH: (OrgKind.JOINT_BRANCH, OrgKind.TEMPORARY_BRANCH),
    OrgKind.MOBILE_BRANCH: (OrgKind.BRANCH,),
}


@cache
def ancestors_of(kind: str) -> frozenset[OrgKind]:
    """`kind` itself and everything it is a kind of."""
    known = OrgKind(kind)
    return frozenset({known}.union(*(ancestors_of(parent) for parent in KIND_OF.get(known, ()))))


def is_a(kind: str, wanted: str) -> bool:
    """Whether an organisation of `kind` counts as a `wanted` (a joint branch is a branch)."""
    return wanted in ancestors_of(kind)


@cache
def kinds_that_are(wanted: str) -> tuple[str, ...]:
    """Every kind that counts as `wanted`, for `kind IN (…)`."""
    return tuple(kind.value for kind in OrgKind if is_a(kind, wanted))


COMMITTEE_KINDS = (
    OrgKind.COUNTY_COMMITTEE, OrgKind.TOWNSHIP_COMMITTEE, OrgKind.PARTY_COMMITTEE, OrgKind.TEMPORARY_COMMITTEE,
)  # fmt: skip
BRANCH_KINDS = tuple(OrgKind(kind) for kind in kinds_that_are(OrgKind.BRANCH))

# 组织类别 codes of the national system (forms §2.1): what rosters and exports carry.
NATIONAL_CODES: dict[str, OrgKind] = {
    "611": OrgKind.PARTY_COMMITTEE, "612": OrgKind.PARTY_LEADING_GROUP, "621": OrgKind.GENERAL_BRANCH,
    "631": OrgKind.BRANCH, "632": OrgKind.JOINT_BRANCH, "641": OrgKind.PARTY_GROUP, "699": OrgKind.PARTY_GROUP,
    "911": OrgKind.TEMPORARY_COMMITTEE, "921": OrgKind.TEMPORARY_GENERAL_BRANCH, "931": OrgKind.TEMPORARY_BRANCH,
    "932": OrgKind.TEMPORARY_JOINT_BRANCH,
}  # fmt: skip


class Sector(Labelled):
    """领域. Derived from the unit's nature; retired, project and mobile are set by hand."""

    VILLAGE = "village", "行政村"
    COMMUNITY = "community", "社区"
    GOVERNMENT_ORGAN = "government_organ", "机关"
    SOE = "soe", "国有、集体企业"
    UNIVERSITY = "university", "高校"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    PRIVATE_ENTERPRISE = "private_enterprise", "非公企业"
    SOCIAL_ORG = "social_org", "社会组织"
    RETIRED = "retired", "离退休"
    MOBILE = "mobile", "流动党员"
    PROJECT = "project", "项目工程"
    OTHER = "other", "其他"


class UnitNature(Labelled):
    """单位性质类别, the twelve values of the national collection."""

    SUBDISTRICT = "subdistrict", "城市街道"
    URBAN_COMMUNITY = "urban_community", "城市社区（居委会）"
    TOWNSHIP = "township", "乡镇"
    RURAL_COMMUNITY = "rural_community", "乡镇（农村）社区（居委会）"
    ADMINISTRATIVE_VILLAGE = "administrative_village", "行政村"
    STATE_CONTROLLED = "state_controlled", "国有经济控制"
    COLLECTIVE_CONTROLLED = "collective_controlled", "集体经济控制"
    NON_PUBLIC_CONTROLLED = "non_public_controlled", "非公有经济控制"
    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    GOVERNMENT_ORGAN = "government_organ", "机关"
    SOCIAL_ORG = "social_org", "社会组织"
    OTHER = "other", "其他"


SECTOR_OF: dict[UnitNature, Sector] = {
    UnitNature.SUBDISTRICT: Sector.OTHER,
    UnitNature.URBAN_COMMUNITY: Sector.COMMUNITY,
    UnitNature.TOWNSHIP: Sector.OTHER,
    UnitNature.RURAL_COMMUNITY: Sector.COMMUNITY,
    UnitNature.ADMINISTRATIVE_VILLAGE: Sector.VILLAGE,
    UnitNature.STATE_CONTROLLED: Sector.SOE,
    UnitNature.COLLECTIVE_CONTROLLED: Sector.SOE,
    UnitNature.NON_PUBLIC_CONTROLLED: Sector.PRIVATE_ENTERPRISE,
    UnitNature.PUBLIC_INSTITUTION: Sector.PUBLIC_INSTITUTION,
    UnitNature.GOVERNMENT_ORGAN: Sector.GOVERNMENT_ORGAN,
    UnitNature.SOCIAL_ORG: Sector.SOCIAL_ORG,
    UnitNature.OTHER: Sector.OTHER,
}


class PostKind(Labelled):
    """Posts in an organisation. Roles (`roles.yaml`) are written per post."""

    SECRETARY = "secretary", "书记"
    DEPUTY_SECRETARY = "deputy_secretary", "副书记"
    FIRST_SECRETARY = "first_secretary", "第一书记"
    ORGANIZATION_MEMBER = "organization_member", "组织委员"
    PUBLICITY_MEMBER = "publicity_member", "宣传委员"
    DISCIPLINE_MEMBER = "discipline_member", "纪检委员"
    UNITED_FRONT_MEMBER = "united_front_member", "统战委员"
    YOUTH_MEMBER = "youth_member", "青年委员"
    COMMITTEE_MEMBER = "committee_member", "委员"
    GROUP_LEADER = "group_leader", "党小组组长"
    OFFICE_CLERK = "office_clerk", "组织办（党务）干事"
    ORG_DEPARTMENT = "org_department", "组织部工作人员"
    INSTRUCTOR = "instructor", "党建指导员"
    SITE_ADMIN = "site_admin", "平台管理员"


class SeatRole(Labelled):
    """What somebody is in the 理论学习中心组. The secretary of the committee leads it, a 学习秘书 prepares it."""

    LEADER = "leader", "中心组组长"
    SECRETARY = "secretary", "学习秘书"
    MEMBER = "member", "中心组成员"


# Posts whose holders make up the committee: the denominator of a committee meeting.
COMMITTEE_POSTS = (
    PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.ORGANIZATION_MEMBER, PostKind.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER, PostKind.UNITED_FRONT_MEMBER, PostKind.YOUTH_MEMBER, PostKind.COMMITTEE_MEMBER,
)  # fmt: skip
