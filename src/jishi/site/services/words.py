"""Giving members of fixed vocabularies the site's own words; what is open without signing in."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from jishi.audit import services as audit
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import EditConflict, Refused, demand
from jishi.kernel.labels import Labelled
from jishi.site.models import SiteChoice, Word
from jishi.site.queries import words_of
from jishi.site.rules import faults_of, may_set, standing_of


def _row(version: int) -> SiteChoice:
    """The row of choices, locked. Raises EditConflict when it is no longer the one the form showed."""
    SiteChoice.objects.bulk_create([SiteChoice(pk=1, version=0)], ignore_conflicts=True)
    row = SiteChoice.objects.select_for_update().get(pk=1)
    if row.version != version:
        raise EditConflict
    return row


@transaction.atomic
def set_words(
    vocabulary: type[Labelled], words: Mapping[str, str], *, title: str, version: int, actor: Actor, now: datetime
) -> int:
    """Have the site call the members of `vocabulary` by `words` (code → word); a blank, a missing or the standard word
    goes back to the standard. `title` names the vocabulary in the audit. Every process speaks so from its next page on.
    Returns how many words changed. Raises Refused (field: the code) for a word that cannot be told from another."""
    demand(may_set(actor))
    typed = {m.value: "".join(words.get(m.value, "").split()) for m in vocabulary}
    wanted = {m.value: typed[m.value] for m in vocabulary if typed[m.value] not in ("", m.standard)}
    for code, sentence in faults_of(vocabulary, wanted).items():
        raise Refused(sentence, code)
    held = words_of(vocabulary)
    if held == wanted:
        return 0
    row = _row(version)
    name = vocabulary.vocabulary()
    Word.objects.filter(vocabulary=name).delete()
    Word.objects.bulk_create(Word(vocabulary=name, code=code, word=word) for code, word in wanted.items())
    SiteChoice.objects.filter(pk=row.pk).update(words_stamp=uuid4(), version=version + 1)
    changed = [m for m in vocabulary if held.get(m.value) != wanted.get(m.value)]
    audit.record(
        "words.set",
        actor=actor,
        at=now,
        act=Act.SETTING,
        org=standing_of(actor),
        subject=("site.word", None, title),
        before={m.standard: held.get(m.value, m.standard) for m in changed},
        after={m.standard: wanted.get(m.value, m.standard) for m in changed},
    )
    return len(changed)


@transaction.atomic
def open_feeds(is_open: bool, *, version: int, actor: Actor, now: datetime) -> None:
    """Let private calendar links be read without signing in, or refuse them all; the links themselves stay."""
    demand(may_set(actor))
    row = _row(version)
    if row.feeds_open == is_open:
        return
    SiteChoice.objects.filter(pk=row.pk).update(feeds_open=is_open, version=version + 1)
    audit.record(
        "site.feeds_opened" if is_open else "site.feeds_closed",
        actor=actor,
        at=now,
        act=Act.SETTING,
        org=standing_of(actor),
        subject=("site.choice", None, "日历订阅链接"),
    )
