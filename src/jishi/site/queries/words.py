"""The site's words, heard by each process, and the one row of choices."""

from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Field, QuerySet

from jishi.kernel.labels import Labelled, speak
from jishi.kernel.prepared import kept
from jishi.site.models import SiteChoice, Word

_heard: list[UUID | None] = [None]


def choices() -> SiteChoice:
    """The site's choices; the defaults, unsaved, until somebody has chosen."""
    return SiteChoice.objects.filter(pk=1).first() or SiteChoice(pk=1, version=0)


def is_open(switch: str) -> bool:
    """Whether the site keeps what `switch` (a column of the choices) governs open without signing in."""
    return bool(getattr(choices(), switch))


def words_of(vocabulary: type[Labelled]) -> dict[str, str]:
    """The site's own words of one vocabulary, code → word; nothing for what keeps its standard word."""
    return dict(Word.objects.filter(vocabulary=vocabulary.vocabulary()).values_list("code", "word"))


def hear_words() -> None:
    """Have this process speak the site's words of now. One query by key; a second one only after somebody changed a
    word. Called before every page of somebody signed in and before every job."""
    rows = _stamp()
    stamp = rows[0][0] if rows else None
    if stamp != _heard[0]:
        _say({(v, code): word for v, code, word in Word.objects.values_list("vocabulary", "code", "word")})
        _heard[0] = stamp


@kept
def _stamp() -> QuerySet[SiteChoice, Any]:
    return SiteChoice.objects.filter(pk=1).values_list("words_stamp")


def forget_words() -> None:
    """Back to the standard words, as a process begins."""
    if _heard[0] is not None:
        _say({})
        _heard[0] = None


def _say(words: dict[tuple[str, str], str]) -> None:
    speak(words)
    for field, vocabulary in _labelled_fields():
        field.choices = vocabulary.choices()


@cache
def _labelled_fields() -> tuple[tuple["Field[object, object]", type[Labelled]], ...]:
    """The columns that show their choices by a vocabulary: `get_…_display` reads what stands in the column itself."""
    standard = {tuple((m.value, m.standard) for m in v): v for v in Labelled.__subclasses__()}
    return tuple(
        (field, standard[pairs])
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, Field) and (pairs := tuple((str(v), str(w)) for v, w in field.choices or ())) in standard
    )
