"""The citizen identity number (GB 11643): its check digit, what it says of its holder, and how it is masked.

Area codes are never judged: areas are merged and renamed, the numbers live on."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

from jishi.people.rules.codes import Sex

LENGTH = 18


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A number whose check digit is right, with the birth date and the sex it was given for."""

    text: str
    born_on: date
    sex: Sex


def clean_citizen_number(text: str) -> str:
    """As it is stored: half-width, no blanks, quotes or dashes, the X a capital."""
    if text.isalnum() and text.isascii():
        return text.upper()
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(char for char in folded if not char.isspace() and char not in "'\"’‘-\u200b\ufeff")


def read_citizen_number(text: str) -> CitizenNumber:
    """The number with what it says. Raises ValueError with a sentence that says what to correct."""
    number = clean_citizen_number(text)
    if "*" in number:
        raise ValueError("身份证号被遮盖了，请用带完整号码的名册")
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise ValueError("这是15位的旧身份证号，请填现在的18位号码")
    if len(number) != LENGTH:
        raise ValueError(f"身份证号应为18位，现在是{len(number)}位")
    if not (number.isascii() and number[:-1].isdigit() and (number[-1].isdigit() or number[-1] == "X")):
        raise ValueError("身份证号里有不该有的字符，前17位是数字，最后一位是数字或X")
    if ric.calc_check_digit(number) != number[-1]:
        raise ValueError("身份证号的校验码不对，请核对有没有抄错的数字")
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValueError("身份证号里的出生日期不是一个日期，请核对第7至14位") from None
    return CitizenNumber(number, born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def mask_citizen_number(number: str) -> str:
    """Six digits, eight stars, four digits; anything of another length is all stars. "" stays ""."""
    return f"{number[:6]}********{number[14:]}" if len(number) == LENGTH else "*" * len(number)


def mask_phone(phone: str) -> str:
    """138****0000; shorter numbers keep their last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if len(phone) > 2 else "*" * len(phone)


def mask_address(address: str) -> str:
    """The first six characters, which are the county at most, then four stars."""
    return f"{address[:6]}****" if address else ""
