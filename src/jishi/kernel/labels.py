"""Choice sets whose members know their Chinese label, without Django."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """`NAME = "code", "中文"`: the value is what is stored, the label is what people read. A site may call a member by
    its own word (`speak`); `standard` stays what is written here."""

    label: str
    standard: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = member.standard = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs (code, label) in the order they were written, for model fields and forms. A form of a vocabulary that
        sites may rename hands over the method itself, so that the words are those of the day."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def label_of(cls, value: str) -> str:
        """The label of a stored code; an unknown code is shown as it is rather than hidden."""
        try:
            return cls(value).label
        except ValueError:
            return value

    @classmethod
    def vocabulary(cls) -> str:
        """What the site's dictionary calls this set: app and name, `orgs.Sector`."""
        return f"{''.join(cls.__module__.split('.')[1:2])}.{cls.__name__}"

    @classmethod
    def saying(cls, text: str) -> Self | None:
        """The member that the site, or failing that the standard, calls by exactly this word."""
        return next((m for m in cls if m.label == text), None) or next((m for m in cls if m.standard == text), None)


def speak(words: Mapping[tuple[str, str], str]) -> None:
    """Have this process use the site's words, (vocabulary, code) → word, and the standard ones for all others."""
    for vocabulary in Labelled.__subclasses__():
        name = vocabulary.vocabulary()
        for member in vocabulary:
            member.label = words.get((name, member.value), member.standard)
