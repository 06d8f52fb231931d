"""National codes of persons (docs/glossary.md) and the arithmetic of the citizen identity number."""

from jishi.people.rules.apart import Called, told_apart
from jishi.people.rules.citizen_number import (
    CitizenNumber,
    clean_citizen_number,
    mask_address,
    mask_citizen_number,
    mask_phone,
    read_citizen_number,
)
from jishi.people.rules.codes import (
    EDUCATION,
    ETHNICITY,
    Sex,
    education_code,
    education_label,
    ethnicity_code,
    ethnicity_label,
    sex_code,
)

__all__ = [
    "EDUCATION",
    "ETHNICITY",
    "Called",
    "CitizenNumber",
    "Sex",
    "clean_citizen_number",
    "education_code",
    "education_label",
    "ethnicity_code",
    "ethnicity_label",
    "mask_address",
    "mask_citizen_number",
    "mask_phone",
    "read_citizen_number",
    "sex_code",
    "told_apart",
]
