"""The name pools: real keys by the kernel's own functions, once for each distinct name."""

from collections.abc import Iterable
from datetime import date
from random import Random

from django.db import connection

from jishi.demo import names as demo_names
from jishi.kernel.names import initials, name_key
from jishi.kernel.sealing import seal
from jishi.members.services.places import other_initials

ERAS = (1955, 1975, 1995)  # a year of birth in the midst of each fashion of given names
_FRONT = "红青和新东南西北龙凤石白大长永太安福金玉清双高平柳杨桃松梅云泉河前后上下古明秀兴"
_BACK = "旗山平湾坡桥庄湖泉岭岗林塘沟店集屯口坪台寨堡渡井洼梁峪滩沙田营坊里郊关城墩圩冲畈"


def lay_persons(seed: int, each: int) -> None:
    """`world.person_name`: for each sex and era `each` drawn names, with repetition, as surnames repeat."""
    rng = Random(seed)
    rows = []
    for male in (True, False):
        for era, year in enumerate(ERAS):
            for number in range(each):
                code = demo_names.ethnicity(rng)
                name = demo_names.full_name(rng, male=male, year=year, ethnicity=code)
                rows.append((male, era, number, name, name_key(name), initials(name), other_initials(name), code))
    _copy(
        "world.person_name (male, era, number, name, name_key, initials, other_initials, ethnicity)",
        rows,
    )


def lay_places() -> None:
    """`world.place_name`: 1,600 two-character names."""
    pairs = [f"{front}{back}" for back in _BACK for front in _FRONT]
    _copy("world.place_name (number, name)", list(enumerate(pairs)))


def lay_sealed(seed: int, count: int) -> None:
    """`world.sealed`: a few really sealed values (area 99xxxx); sealing seven million would measure only Fernet."""
    rng = Random(seed)
    rows = []
    for number in range(count):
        born = date(rng.randint(1940, 2003), rng.randint(1, 12), rng.randint(1, 28))
        body = f"99{rng.randint(0, 9999):04d}{born:%Y%m%d}{rng.randint(0, 999):03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
        phone, address = f"199{rng.randint(0, 99_999_999):08d}", f"晴川县和平镇红旗村{number + 1}号"
        rows.append((number, seal(body + check), seal(phone), seal(address)))
    _copy("world.sealed (number, citizen_id, phone, address)", rows)


def lay_org_initials() -> None:
    """`world.org_word`: the initials of every distinct name of an organisation."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT name FROM world.org UNION SELECT DISTINCT short FROM world.org WHERE short <> ''"
        )
        words = [word for [word] in cursor.fetchall()]
    _copy("world.org_word (word, initials)", [(word, initials(word)) for word in words])


def _copy(target: str, rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
