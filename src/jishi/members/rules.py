"""What a member is on a given day: category, probation by era, standing. Pure functions over dates."""

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
