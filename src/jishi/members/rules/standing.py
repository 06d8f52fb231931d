"""What a member is on a given day: category, probation by era, age, 党龄."""

from datetime import date, timedelta

from jishi.kernel.labels import Labelled


class Category(Labelled):
    """人员类别."""

    FULL = "full", "正式党员"
    PROBATIONARY = "probationary", "预备党员"


class Standing(Labelled):
    """党籍状态."""

    NORMAL = "normal", "正常"
    SUSPENDED = "suspended", "停止党籍"


class MembershipKind(Labelled):
    """A formal relation to one branch; a place in a 党小组; being attached to another branch's life (支部条例第十六条)."""

    FORMAL = "formal", "组织关系"
    GROUP = "group", "编入党小组"
    ATTACHED = "attached", "编入组织生活"


class EnterReason(Labelled):
    """进入支部类型."""

    NEWLY_ADMITTED = "newly_admitted", "新发展"
    TRANSFERRED_IN = "transferred_in", "组织关系转入"
    RESTORED = "restored", "组织关系恢复"


class LeaveReason(Labelled):
    """离开支部类型. A transfer between branches on the platform is not a leaving: it has its own room."""

    TRANSFERRED_OUT = "transferred_out", "转出"
    DIED = "died", "死亡"
    MEMBERSHIP_SUSPENDED = "suspended", "停止党籍"
    EXPELLED = "expelled", "开除党籍"
    WITHDREW = "withdrew", "退党除名"
    STRUCK_OFF = "struck_off", "劝退或自行脱党除名"
    PROBATION_CANCELLED = "probation_cancelled", "取消预备党员资格"


# 党章 of the Ninth Congress (14 April 1969) did away with the probation, that of the Eleventh (18 August 1977) brought
# it back. Since the Eighth (26 September 1956) it is a year; what held before then differed by origin and is not judged.
NO_PROBATION = (date(1969, 4, 14), date(1977, 8, 18))
ONE_YEAR_SINCE = date(1956, 9, 26)
ADULT = 18

# Label and the ages it holds, both included. Open ends are None.
AGE_BANDS: dict[str, tuple[str, int | None, int | None]] = {
    "35": ("35岁及以下", None, 35),
    "45": ("36至45岁", 36, 45),
    "55": ("46至55岁", 46, 55),
    "60": ("56至60岁", 56, 60),
    "61": ("61岁及以上", 61, None),
}


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age_on(born_on: date, day: date) -> int:
    """Full years of life on `day` (周岁)."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def born_between(lowest: int | None, highest: int | None, day: date) -> tuple[date | None, date | None]:
    """The first and last birth date (both included) of those aged `lowest` to `highest` on `day`: the inverse of
    `age_on`, so that a filter and a printed age never disagree."""
    last = add_years(day, -lowest) if lowest is not None else None
    first = add_years(day, -highest - 1) + timedelta(days=1) if highest is not None else None
    # Someone born on 29 February comes of age on 1 March of a common year; age_on counts so, and the filter must.
    if last and lowest is not None and age_on(last, day) < lowest:
        last -= timedelta(days=1)
    if last and lowest is not None and age_on(last + timedelta(days=1), day) >= lowest:
        last += timedelta(days=1)
    if first and highest is not None and age_on(first - timedelta(days=1), day) <= highest:
        first -= timedelta(days=1)
    return first, last


def category_on(category: str, full_on: date | None, day: date) -> Category:
    """What a member with today's `category` was on `day`. A full member without 转正日期 has been full since joining
    (党章 1969 to 1977, or papers lost); a probationary one has never been anything else."""
    if category == Category.FULL and (full_on is None or full_on <= day):
        return Category.FULL
    return Category.PROBATIONARY


def has_probation(joined_on: date) -> bool:
    """Whether the Party constitution of that day knew a probation."""
    return not NO_PROBATION[0] <= joined_on < NO_PROBATION[1]


def probation_ends(joined_on: date) -> date:
    """The last day of the probation: a year less a day (党章第七条; 发展党员工作细则第三十一条)."""
    return add_years(joined_on, 1) - timedelta(days=1)


def party_age(joined_on: date | None, full_on: date | None, day: date, *, correction_months: int = 0) -> int | None:
    """党龄 in full years on `day`: from 转正 (from joining where there was none), with the correction on the file.
    None when the dates are not known, or for days on which there is none yet: pass no `joined_on` for a probationary
    member."""
    since = full_on or joined_on
    if since is None or since > day:
        return None
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    return max(months + correction_months, 0) // 12


def date_warnings(
    *, born_on: date | None, joined_on: date | None, full_on: date | None, category: str, today: date
) -> list[str]:
    """What is odd about a member's dates, in sentences. Old papers win over arithmetic: nothing here refuses."""
    said = []
    if joined_on and joined_on > today:
        said.append("入党日期晚于今天")
    if born_on and born_on > today:
        said.append("出生日期晚于今天")
    if joined_on and born_on and joined_on < add_years(born_on, ADULT):
        said.append(f"入党时不满{ADULT}周岁，请核对出生日期和入党日期（以档案为准）")
    if joined_on is None:
        return said
    if has_probation(joined_on):
        if full_on and joined_on >= ONE_YEAR_SINCE and full_on < probation_ends(joined_on):
            said.append("预备期不满一年，请核对入党日期和转正日期（以档案为准）")
        if category == Category.PROBATIONARY and probation_ends(joined_on) < today:
            said.append("预备期已满，还是预备党员，请核对是否已转正或延长预备期")
    elif category == Category.PROBATIONARY or (full_on and full_on > joined_on):
        said.append("1969年4月至1977年8月入党的没有预备期，请核对入党日期和转正日期（以档案为准）")
    return said
