"""The attendance list of the form: rows of one list, not a field for each person."""

from dataclasses import dataclass

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from jishi.activities.rules import AbsenceReason

WHOSE = "\0"  # stands for the person in what is written once for all; nobody can type it


def reasons_of_nobody() -> SafeString:
    """All reasons to choose from, as chips, none chosen: fifty persons have the same ones, so they are written once."""
    return format_html_join(
        "",
        '<input type="radio" name="reason_{0}" value="{1}" id="r-{0}-{1}"><label class="chip" for="r-{0}-{1}">{2}</label>',
        ((WHOSE, code, word) for code, word in AbsenceReason.choices()),
    )


@dataclass(slots=True)
class PersonRow:
    """One person of the attendance list as the page shows it; `key` is the id as texts carry it."""

    key: str
    name: str
    tag: str
    votes: bool
    absent: bool
    came: bool
    withheld: bool
    reason: AbsenceReason | None
    leave: bool
    reasons: SafeString

    @property
    def why(self) -> SafeString:
        """The reasons as chips of this person, the one given chosen."""
        found = self.reasons.replace(WHOSE, self.key)
        return SafeString(
            found.replace(f'value="{self.reason}"', f'value="{self.reason}" checked') if self.reason else found
        )
