"""The tree of the demo: every kind and sector of organisation that a township has. No real place, no real unit."""

from dataclasses import dataclass
from typing import Any

from jishi.demo import people
from jishi.demo.people import Profile
from jishi.orgs.rules import OrgKind, Sector, UnitNature


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One organisation to be made. `key` names it inside the plan; `size` is the number of members on its roster (0 for
    inner nodes); `regular` is the chance that a month's life was held and recorded; `founded` is a year; `term` is how
    many days ago its committee was elected, with `years` for one term; `vacant` is a post nobody holds."""

    key: str
    parent: str
    name: str
    kind: OrgKind = OrgKind.BRANCH
    sector: Sector | None = None
    nature: UnitNature | None = None
    unit: str = ""
    staff: int | None = None
    size: int = 0
    profile: Profile | None = None
    groups: int = 0
    regular: float = 0.97
    founded: int = 1996
    term: int = 900
    years: int = 5
    vacant: str = ""
    spot: str = "党员活动室"


V = UnitNature.ADMINISTRATIVE_VILLAGE
C = UnitNature.URBAN_COMMUNITY


def _village(key: str, name: str, size: int, groups: int = 0, regular: float = 0.97, parent: str = "town",
             **more: Any) -> Place:  # fmt: skip
    return Place(key=key, parent=parent, name=f"{name}党支部", sector=Sector.VILLAGE, nature=V, unit=name.split("村")[0] + "村",
                 size=size, profile=people.VILLAGE, groups=groups, regular=regular, spot="村部会议室", **more)  # fmt: skip


def _community(key: str, name: str, size: int, groups: int = 0, parent: str = "town", **more: Any) -> Place:
    return Place(key=key, parent=parent, name=f"{name}党支部", sector=Sector.COMMUNITY, nature=C,
                 unit=name.split("社区")[0] + "社区", size=size, profile=people.COMMUNITY, groups=groups,
                 spot="社区党群服务中心", **more)  # fmt: skip


def _company(key: str, unit: str, size: int, staff: int, regular: float, **more: Any) -> Place:
    return Place(key=key, parent="town", name=f"{unit}党支部", sector=Sector.PRIVATE_ENTERPRISE,
                 nature=UnitNature.NON_PUBLIC_CONTROLLED, unit=unit, staff=staff, size=size, profile=people.COMPANY,
                 regular=regular, years=3, founded=2013, spot="职工之家", **more)  # fmt: skip


def _institution(key: str, unit: str, size: int, staff: int, profile: Profile) -> Place:
    return Place(key=key, parent="town", name=f"{unit}党支部", sector=Sector.PUBLIC_INSTITUTION,
                 nature=UnitNature.PUBLIC_INSTITUTION, unit=unit, staff=staff, size=size, profile=profile, years=3,
                 regular=0.99, term=620, spot="三楼会议室")  # fmt: skip


ABOVE = (
    Place(key="county", parent="", name="中共晴川县委员会", kind=OrgKind.COUNTY_COMMITTEE, founded=1950, term=1700, spot="县委第一会议室"),
    Place(key="dept", parent="county", name="中共晴川县委组织部机关党支部", sector=Sector.GOVERNMENT_ORGAN,
          nature=UnitNature.GOVERNMENT_ORGAN, unit="中共晴川县委组织部", staff=31, size=26, profile=people.ORGAN, regular=0.99, years=3,
          term=420, spot="县委二楼会议室"),
    Place(key="trade", parent="county", name="中共晴川县新兴领域行业委员会", kind=OrgKind.PARTY_COMMITTEE, sector=Sector.OTHER,
          founded=2024, term=500, spot="县党群服务中心"),
    Place(key="town", parent="county", name="中共和平镇委员会", kind=OrgKind.TOWNSHIP_COMMITTEE, nature=UnitNature.TOWNSHIP, unit="和平镇",
          founded=1956, term=1650, spot="镇政府三楼会议室"),
    Place(key="hills", parent="county", name="中共青山乡委员会", kind=OrgKind.TOWNSHIP_COMMITTEE, nature=UnitNature.TOWNSHIP, unit="青山乡",
          founded=1961, term=1640, spot="乡政府会议室"),
)  # fmt: skip

MAIN = (
    _village("hongqi", "红旗村", 40, 2, 0.96, term=1345, vacant="publicity_member"),
    _village("liushu", "柳树湾村", 41, 2, 0.95),
    _village("qingshi", "青石桥村", 37, 2),
    _village("yangjia", "杨家坪村", 34, 0, 0.98),
    _village("shanghe", "上河村", 33),
    _village("baisha", "白沙村", 31, 0, 0.93),
    _village("donggou", "东沟村", 29, 0, 0.9),
    _village("shimen", "石门村", 30),
    Place(key="datian", parent="town", name="大田村党总支部", kind=OrgKind.GENERAL_BRANCH, sector=Sector.VILLAGE, nature=V, unit="大田村",
          spot="村部会议室"),
    _village("datian1", "大田村第一", 32, 0, 0.99, parent="datian"),
    _village("datian2", "大田村第二", 28, parent="datian"),
    _village("datian3", "大田村第三", 25, 0, 0.94, parent="datian"),
    Place(key="qingshui", parent="town", name="清水村党总支部", kind=OrgKind.GENERAL_BRANCH, sector=Sector.VILLAGE, nature=V,
          unit="清水村", spot="村部会议室"),
    _village("qingshui1", "清水村第一", 33, parent="qingshui"),
    _village("qingshui2", "清水村第二", 30, 0, 0.96, parent="qingshui"),
    Place(key="heping", parent="town", name="和平社区党总支部", kind=OrgKind.GENERAL_BRANCH, sector=Sector.COMMUNITY, nature=C,
          unit="和平社区", spot="社区党群服务中心"),
    _community("heping1", "和平社区第一", 50, 2, parent="heping"),
    _community("heping2", "和平社区第二", 47, 0, parent="heping", regular=0.93, term=5 * 365 + 75),
    _community("heping3", "和平社区第三", 44, parent="heping"),
    _community("heping4", "和平社区锦绣家园小区", 31, parent="heping"),
    _community("changqing", "长青社区", 52, 2),
    _community("xinjie", "新街社区", 46, regular=0.95),
    Place(key="organ", parent="town", name="和平镇机关党支部", sector=Sector.GOVERNMENT_ORGAN, nature=UnitNature.GOVERNMENT_ORGAN,
          unit="和平镇人民政府", staff=58, size=44, profile=people.ORGAN, regular=0.995, years=3, term=700, spot="镇政府二楼会议室"),
    Place(key="veterans", parent="town", name="和平镇机关离退休干部党支部", sector=Sector.RETIRED, unit="和平镇人民政府",
          nature=UnitNature.GOVERNMENT_ORGAN, size=32, profile=people.OLD, years=3, term=640, spot="老干部活动室"),
    Place(key="coop", parent="town", name="和平供销社退休职工党支部", sector=Sector.RETIRED, unit="和平供销社",
          nature=UnitNature.COLLECTIVE_CONTROLLED, size=21, profile=people.OLD, years=3, regular=0.9, spot="老年活动中心"),
    _institution("school", "和平镇中心学校", 42, 118, people.SCHOOL),
    _institution("middle", "和平镇初级中学", 34, 96, people.SCHOOL),
    _institution("clinic", "和平镇卫生院", 24, 71, people.CLINIC),
    Place(key="water", parent="town", name="和平镇供水有限公司党支部", sector=Sector.SOE, nature=UnitNature.STATE_CONTROLLED,
          unit="和平镇供水有限公司", staff=64, size=17, profile=people.STATE_COMPANY, years=3, term=560, spot="公司会议室"),
    _company("hongda", "宏达机械有限公司", 14, 186, 0.8),
    _company("chunfeng", "春风物流有限公司", 11, 92, 0.88),
    _company("hefeng", "禾丰食品有限公司", 12, 140, 0.95),
    _company("lixin", "立新建材有限公司", 6, 55, 0.84, vacant="secretary"),
    Place(key="street", parent="town", name="和平镇商圈联合党支部", kind=OrgKind.JOINT_BRANCH, sector=Sector.PRIVATE_ENTERPRISE,
          nature=UnitNature.NON_PUBLIC_CONTROLLED, unit="和平镇便民超市", staff=24, size=9, profile=people.COMPANY, years=3,
          founded=2019, regular=0.9, spot="商圈党群服务站"),
    Place(key="dawn", parent="town", name="晨光社会工作服务中心党支部", sector=Sector.SOCIAL_ORG, nature=UnitNature.SOCIAL_ORG,
          unit="晨光社会工作服务中心", staff=16, size=5, profile=people.SOCIAL, years=3, founded=2020, spot="中心活动室"),
    Place(key="away", parent="town", name="和平镇驻外流动党员党支部", kind=OrgKind.MOBILE_BRANCH, sector=Sector.MOBILE, unit="和平镇",
          size=16, profile=people.AWAY, years=3, founded=2018, regular=0.86, spot="驻外联络点"),
    Place(key="dyke", parent="town", name="和平镇河堤整治项目临时党支部", kind=OrgKind.TEMPORARY_BRANCH, sector=Sector.PROJECT,
          unit="河堤整治项目部", founded=0, years=3, term=200, spot="项目部会议室"),
)  # fmt: skip

SECOND = (
    _village("songlin", "松林村", 26, parent="hills"),
    _village("taoyuan", "桃园村", 24, parent="hills", regular=0.92),
    _village("yuntai", "云台村", 19, parent="hills"),
    Place(key="hillsorgan", parent="hills", name="青山乡机关党支部", sector=Sector.GOVERNMENT_ORGAN,
          nature=UnitNature.GOVERNMENT_ORGAN, unit="青山乡人民政府", staff=34, size=22, profile=people.ORGAN, years=3, term=700,
          regular=0.99, spot="乡政府会议室"),
)  # fmt: skip

PLACES = ABOVE + MAIN + SECOND
# Further units of the joint branch: a joint branch has several.
MORE_UNITS = {"street": ("和平镇惠民药房", "和平镇顺达汽修服务部")}
GUIDED = ("hongda", "chunfeng", "hefeng", "lixin", "street", "dawn")
# The temporary branch has no roster of its own: these lend members to its life (组织关系 stays where it is).
LENDERS = ("organ", "hongqi", "liushu", "water")
