"""Synthetic persons with believable ages, schooling, work and eras of joining. Pure: the same seed, the same people."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from jishi.demo.names import HAN, Names, ethnicity

# Between these days new members had no probation (docs/decisions: eras); 转正 is then the day of joining.
NO_PROBATION = (date(1969, 4, 1), date(1977, 8, 18))
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Work:
    """What a member does: 工作岗位 as printed, and what stands under 工作单位及职务 after the unit's name."""

    job: str
    title: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Who belongs to a branch of one sort. `ages` are (weight, from, to); `retired_from` turns work into retirement;
    `women` is a share; `schooling` shifts education up (positive) or down."""

    ages: tuple[tuple[int, int, int], ...]
    works: tuple[Work, ...]
    women: float
    schooling: int
    retired_from: int = 60


FARMING = Work("农牧渔业生产", "村民")
RETIRED = Work("退休", "退休")
VILLAGE = Profile(
    ((10, 20, 30), (17, 31, 40), (18, 41, 50), (20, 51, 60), (22, 61, 70), (13, 71, 88)),
    (FARMING, FARMING, FARMING, FARMING, Work("外出务工经商", "务工"), Work("个体从业", "个体经营")),
    0.24, -1, 99,
)  # fmt: skip
COMMUNITY = Profile(
    ((12, 22, 30), (18, 31, 40), (16, 41, 50), (15, 51, 60), (25, 61, 70), (14, 71, 86)),
    (Work("社区工作者", "社区工作者"), Work("个体从业", "个体经营"), Work("自由职业", "自由职业"),
     Work("企业专业技术", "职员")),
    0.4, 0,
)  # fmt: skip
ORGAN = Profile(
    ((24, 23, 30), (30, 31, 40), (26, 41, 50), (20, 51, 59)),
    (Work("公务员", "科员"), Work("公务员", "一级科员"), Work("事业单位管理", "管理岗")),
    0.36, 2,
)  # fmt: skip
SCHOOL = Profile(
    ((18, 24, 30), (30, 31, 40), (32, 41, 50), (20, 51, 59)),
    (Work("事业单位专业技术", "教师"), Work("事业单位专业技术", "教师"), Work("事业单位管理", "教务")),
    0.55, 2,
)  # fmt: skip
CLINIC = Profile(SCHOOL.ages, (Work("事业单位专业技术", "医师"), Work("事业单位专业技术", "护士")), 0.6, 2)
COMPANY = Profile(
    ((28, 22, 30), (34, 31, 40), (24, 41, 50), (14, 51, 59)),
    (Work("非公企业管理", "主管"), Work("非公企业专业技术", "技术员"), Work("工勤技能", "班组长"), Work("工勤技能", "工人")),
    0.32, 1,
)  # fmt: skip
STATE_COMPANY = Profile(COMPANY.ages, (Work("公有企业管理", "主管"), Work("公有企业专业技术", "技术员")), 0.3, 1)
SOCIAL = Profile(COMPANY.ages, (Work("社会组织专业技术", "社工"), Work("社会组织管理", "项目主管")), 0.6, 2)
OLD = Profile(((50, 60, 70), (40, 71, 80), (10, 81, 90)), (RETIRED,), 0.34, 0)
AWAY = Profile(((40, 23, 32), (40, 33, 45), (20, 46, 56)), (Work("外出务工经商", "务工"),), 0.3, 0)

# Education codes of GB/T 4658 from least to most, with their printed label and degree.
SCHOOLING = (
    ("80", "小学", ""), ("71", "初中", ""), ("61", "普通高中", ""), ("41", "中专", ""), ("31", "大学专科", ""),
    ("21", "大学本科", "学士"), ("14", "硕士研究生", "硕士"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Human:
    """The sixteen items of the national collection, and what else a card shows."""

    name: str
    sex: str
    ethnicity: str
    citizen_id: str
    born_on: date
    education: str
    education_label: str
    degree: str
    category: str
    joined_on: date
    full_on: date | None
    job: str
    employer: str
    native_place: str
    phone: str
    address: str
    is_mobile: bool = False
    mobile_to: str = ""
    lost_on: date | None = None

    @property
    def is_full(self) -> bool:
        return self.category == "full"


def check_digit(body: str) -> str:
    """The eighteenth character of a citizen number (GB 11643)."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]


def years_later(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 28 where it must."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    return day.replace(year=day.year + years, day=min(day.day, last))


def full_on(joined_on: date, today: date) -> date | None:
    """When a member who joined on that day became full: at once in the years without probation, otherwise a year
    later; None while that lies ahead."""
    if NO_PROBATION[0] <= joined_on < NO_PROBATION[1]:
        return joined_on
    full = years_later(joined_on, 1)
    return full if full <= today else None


@dataclass
class Registry:
    """Hands out what must be unique: names, citizen numbers of area 99xxxx, telephone numbers that nobody has (no
    mobile number begins with 111)."""

    rng: Random
    names: Names
    numbers: int = field(default=0)

    def citizen_id(self, born_on: date, *, male: bool) -> str:
        self.numbers += 1
        body = f"990{self.numbers // 400:03d}{born_on:%Y%m%d}{self.numbers % 400 * 2 + (1 if male else 0):03d}"
        return body + check_digit(body)

    def phone(self) -> str:
        return f"1110000{self.numbers:04d}"


def _day(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, max((last - first).days, 0)))


def _joined(rng: Random, born_on: date, today: date) -> date:
    """Most join in their twenties and thirties, near 1 July more often than chance; never before eighteen."""
    earliest = years_later(born_on, 18) + timedelta(days=30)
    age = min(18 + int(rng.triangular(1, 32, 6)), 60)
    chosen = _day(rng, years_later(born_on, age), years_later(born_on, age + 1))
    if rng.random() < 0.3:
        chosen = date(chosen.year, 6, rng.randint(18, 30))
    latest = today - timedelta(days=400)
    return max(min(chosen, latest), min(earliest, latest))


def _schooling(rng: Random, profile: Profile, born: int, least: int) -> tuple[str, str, str]:
    typical = 1 if born < 1955 else 2 if born < 1970 else 3 if born < 1982 else 4
    spread = rng.choice((-1, 0, 0, 0, 1, 1))
    return SCHOOLING[max(least, min(typical + profile.schooling + spread, len(SCHOOLING) - 1))]


def _address(rng: Random, home: str) -> str:
    if home.endswith("村"):
        return f"晴川县{home}{rng.randint(1, 9)}组{rng.randint(1, 120)}号"
    return f"晴川县{home}{rng.randint(1, 24)}栋{rng.randint(1, 4)}单元{rng.randint(1, 6)}0{rng.randint(1, 4)}室"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is fixed beforehand about a member: those the story names, and the age of those who hold posts."""

    age: int
    male: bool | None = None
    name: str = ""


def human(
    registry: Registry,
    profile: Profile,
    *,
    unit: str,
    home: str,
    today: date,
    new: bool = False,
    known: Known | None = None,
) -> Human:
    """One member. `unit` heads the employer, `home` the address; `new` makes a probationary member of this year."""
    rng = registry.rng
    _, low, high = rng.choices(profile.ages, weights=[w for w, _, _ in profile.ages])[0]
    if new:
        low, high = 21, 34
    age = known.age if known else rng.randint(low, high)
    born_on = _day(rng, years_later(today, -age - 1) + timedelta(days=1), years_later(today, -age))
    male = rng.random() >= profile.women
    people = ethnicity(rng)
    if known:
        male, people = male if known.male is None else known.male, HAN if known.name else people
    joined_on = (
        _day(rng, today - timedelta(days=330), today - timedelta(days=40)) if new else _joined(rng, born_on, today)
    )
    if known:
        joined_on = min(joined_on, years_later(today, -4))
    full = full_on(joined_on, today)
    code, label, degree = _schooling(rng, profile, born_on.year, 2 if known else 0)
    work = RETIRED if age >= profile.retired_from else rng.choice(profile.works)
    away = not known and work.job == "外出务工经商" and rng.random() < 0.6
    return Human(
        name=(known.name if known else "") or registry.names.next(male=male, year=born_on.year, ethnicity=people),
        sex="1" if male else "2",
        ethnicity=people,
        citizen_id=registry.citizen_id(born_on, male=male),
        born_on=born_on,
        education=code,
        education_label=label,
        degree=degree,
        category="full" if full else "probationary",
        joined_on=joined_on,
        full_on=full,
        job=work.job,
        employer=f"{unit}{work.title}",
        native_place="晴川县",
        phone=registry.phone() if rng.random() < 0.97 else "",
        address=_address(rng, home) if rng.random() < 0.98 else "",
        is_mobile=away,
        mobile_to=rng.choice(("外省（区、市）", "省内其他市", "市内其他县")) if away else "",
        lost_on=_day(rng, today - timedelta(days=900), today - timedelta(days=300))
        if away and rng.random() < 0.08
        else None,
    )
