"""Choice sets whose members know their Chinese label, without Django."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """`NAME = "code", "中文"`: the value is what is stored, the label is what people read."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (code, label) in the order they were written, for model fields and forms."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """The label of a stored code; an unknown code is shown as it is rather than hidden."""
        try:
            return cls(value).label
        except ValueError:
            return value
