"""National codes of persons (docs/glossary.md) and the arithmetic of the citizen identity number (GB 11643)."""

from jishi.kernel.labels import Labelled


class Sex(Labelled):
    """GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"
