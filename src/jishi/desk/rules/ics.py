"""A calendar as a text other programs subscribe to (RFC 5545). Written here in one page instead of taken from a package:
we only write, never read, and only whole days and hours of one zone."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from jishi.desk.rules.calendar import Entry

ZONE = "Asia/Shanghai"
WIDTH = 75  # octets a line, without its end
PRODUCT = "-//Jishi//Calendar//ZH"


def escaped(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line break marked (RFC 5545 §3.3.11)."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, never within a character (§3.1)."""
    pieces: list[str] = []
    now = ""
    for character in line:
        limit = WIDTH if not pieces else WIDTH - 1  # the blank that begins a continuation counts
        if len((now + character).encode()) > limit:
            pieces.append(now)
            now = ""
        now += character
    return "\r\n ".join([*pieces, now])


def calendar_text(name: str, entries: Iterable[Entry], *, site: str, now: datetime) -> str:
    """The whole calendar. `site` makes the entries' names differ from those of every other site; `now` dates the
    answer. Whole days carry VALUE=DATE, hours the zone of Beijing, whose definition comes along."""
    return "".join(f"{folded(line)}\r\n" for line in _lines(name, entries, site, now))


def _lines(name: str, entries: Iterable[Entry], site: str, now: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
    yield from (f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{ZONE}")
    # Twice, under the new name and the one most programs know: how often it is worth asking again.
    yield from ("REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H")
    yield from ("BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19700101T000000")
    yield from ("TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE")
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for entry in entries:
        yield from ("BEGIN:VEVENT", f"UID:{entry.key}@{site}", f"DTSTAMP:{stamp}")
        yield from _when(entry)
        yield f"SUMMARY:{escaped(f'{entry.words} · {entry.org_name}')}"
        yield from (f"CATEGORIES:{escaped(entry.what.label)}", "TRANSP:TRANSPARENT", "END:VEVENT")
    yield "END:VCALENDAR"


def _when(entry: Entry) -> Iterator[str]:
    if entry.span is None:
        yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART;TZID={ZONE}:{entry.span[0]:%Y%m%dT%H%M%S}"
        yield f"DTEND;TZID={ZONE}:{entry.span[1]:%Y%m%dT%H%M%S}"
