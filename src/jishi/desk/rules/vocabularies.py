"""The vocabularies whose words a site may change, as the settings page lists them."""

from jishi.activities.rules import Kind
from jishi.kernel.labels import Labelled
from jishi.members.rules import Category
from jishi.orgs.rules import OrgKind, PostKind, Sector, UnitNature

# Name in the address → (title, vocabulary, where people meet it).
VOCABULARIES: dict[str, tuple[str, type[Labelled], str]] = {
    "sectors": ("领域", Sector, "组织生活一览、组织卡片、各种筛选"),
    "org-kinds": ("组织类别", OrgKind, "组织树、组织卡片、导入组织表"),
    "natures": ("单位性质类别", UnitNature, "所在单位、导入组织表"),
    "posts": ("职务", PostKind, "任职、班子、签到表、记录和台账"),
    "categories": ("人员类别", Category, "党员名册、导入名册、工作手册"),
    "activities": ("组织生活类别", Kind, "记录、台账、日历；规定原文里的名称不变"),
}
