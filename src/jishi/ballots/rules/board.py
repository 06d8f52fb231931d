"""The public side of a secret poll: receipts in a chain, choices apart from them, and what may be shown of few answers."""

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that two people read differently
CODE_LENGTH = 16  # 31^16: nobody guesses one of five hundred
LEAST_ANSWERS = 5
LEAST_ANSWERS_ON_LEADERS = 8


@dataclass(frozen=True, slots=True)
class Link:
    """One line of the board: a receipt and the chain up to it. Hexadecimal."""

    receipt: str
    chain: str


def new_code() -> str:
    """A fresh code of a slip, drawn evenly; typed by hand where a phone cannot read the picture."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """A code as it was typed: any case, with blanks and dashes between."""
    return "".join(c for c in text.upper() if c.isalnum())


def hash_of_code(poll: str, code: str) -> str:
    """What is stored of a code: the poll's own salt keeps one code from opening two polls. Hexadecimal."""
    return sha256(f"slip\0{poll}\0{code}".encode()).hexdigest()


def receipt_of(poll: str, token: bytes) -> str:
    """What the voter keeps and finds on the board. It follows from the token alone: it says that the ballot of this token
    is in, and nothing about the choice. Hexadecimal."""
    return sha256(b"receipt\0" + poll.encode() + b"\0" + token).hexdigest()


def chain_of(first: str, receipts: Iterable[str]) -> tuple[Link, ...]:
    """The board: receipts in their own order (never that of arrival), each hashed with all before it. `first` is what the
    poll fixed before it opened."""
    links, chain = [], first
    for receipt in sorted(receipts):
        chain = sha256(f"{chain}\0{receipt}".encode()).hexdigest()
        links.append(Link(receipt, chain))
    return tuple(links)


def is_whole(first: str, links: Sequence[Link]) -> bool:
    """Whether nobody has taken a receipt out of the board, put one in or changed one."""
    return tuple(links) == chain_of(first, [link.receipt for link in links]) and all(
        a.receipt < b.receipt for a, b in pairwise(links)
    )


def shuffled[T](values: Iterable[T]) -> list[T]:
    """The values in an order that nobody can work out again."""
    left = list(values)
    secrets.SystemRandom().shuffle(left)
    return left


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be said of one question: the counts by choice, or only how many answered when they are too few."""

    answers: int
    counts: Mapping[str, int] | None

    @property
    def is_held_back(self) -> bool:
        """Below k: a count would tell who chose what."""
        return self.counts is None


def shown(choices: Iterable[str], options: Sequence[str], *, least: int) -> Shown:
    """Counts of `choices` over `options` from `least` answers on; below, only the number of answers (N12). Never by an
    attribute of those who answered: the choices carry none."""
    found = Counter(choices)
    total = found.total()
    return Shown(total, {option: found[option] for option in options} if total >= least else None)


def weighted(scores: Mapping[str, tuple[int, int, int]], *, least: int) -> tuple[int | None, dict[str, int | None]]:
    """The total of groups A/B/C and what may be shown of each. `scores`: group → (weight in percent, answers, score in
    hundredths of a 分); a group nobody answered leaves its weight to the others. Where one group has fewer than `least`
    answers no group is shown, since it would follow from the others and the total; where all together have, nothing is.
    Total and scores in hundredths of a 分, None for what is not shown."""
    heard = {name: values for name, values in scores.items() if values[1]}
    whole = sum(weight for weight, _, _ in heard.values())
    if not whole or sum(answers for _, answers, _ in heard.values()) < least:
        return None, dict.fromkeys(scores)
    total = round(sum(weight * score for weight, _, score in heard.values()) / whole)
    if any(answers < least for _, answers, _ in heard.values()):
        return total, dict.fromkeys(scores)
    return total, {name: score if name in heard else None for name, (_, _, score) in scores.items()}
