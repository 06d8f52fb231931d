"""党龄 as the database counts it."""

from datetime import date

from django.db.models import F, IntegerField, Q, Value
from django.db.models.functions import Cast, Coalesce, ExtractDay, ExtractMonth, ExtractYear
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from jishi.members.queries.belonging import full_on_day
from jishi.members.rules import add_years

_SINCE = Coalesce("full_on", "joined_on")


def in_the_party_for(years: int, day: date) -> Q:
    """The full members of that day whose `rules.party_age` on it is at least `years`, the correction on the file included;
    without a date nobody. `years` is more than nought."""
    months = (
        (Value(day.year) - ExtractYear(_SINCE)) * Value(12)
        + Value(day.month)
        - ExtractMonth(_SINCE)
        + F("standing_correction_months")
    )
    begun = Cast(GreaterThan(ExtractDay(_SINCE), Value(day.day)), IntegerField())  # a month that is not full yet
    corrected = Q(LessThanOrEqual(_SINCE, Value(day))) & Q(GreaterThanOrEqual(months - begun, Value(years * 12)))
    # Hardly anybody's is corrected, and comparing two days costs a tenth of taking one apart.
    plain = Q(LessThanOrEqual(_SINCE, Value(add_years(day, -years))))
    return full_on_day(day, prefix="") & (
        (Q(standing_correction_months=0) & plain) | (~Q(standing_correction_months=0) & corrected)
    )
