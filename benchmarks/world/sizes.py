"""How large the synthetic worlds are."""

from dataclasses import dataclass

# What stands on each level of the tree, from the top; `low` are villages, offices and firms, `leaf` what is below them.
PROVINCE, CITY, COUNTY, TOWNSHIP, LOW, LEAF = "province", "city", "county", "township", "low", "leaf"


@dataclass(frozen=True, slots=True)
class Size:
    """Organisations by level, members, and how many of the last months have attendance, agenda and plan rows: those
    are the real volume, and a province's year of them (some 100 million rows) is more than a small disk should hold."""

    name: str
    levels: tuple[tuple[str, int], ...]
    members: int
    full_months: int = 12

    @property
    def orgs(self) -> int:
        return sum(count for _, count in self.levels)

    def times(self, factor: int) -> "Size":
        """So many times the organisations (still one at the top) and members."""
        levels = tuple((level, count if n == 0 else count * factor) for n, (level, count) in enumerate(self.levels))
        return Size(f"{self.name} ×{factor}", levels, self.members * factor, self.full_months)


SIZES = {
    size.name: size
    for size in (
        Size("township", ((COUNTY, 1), (TOWNSHIP, 1), (LOW, 11), (LEAF, 87)), 3_000),
        Size("county", ((COUNTY, 1), (TOWNSHIP, 14), (LOW, 165), (LEAF, 1_320)), 30_000),
        Size("city", ((CITY, 1), (COUNTY, 10), (TOWNSHIP, 180), (LOW, 2_190), (LEAF, 17_619)), 500_000),
        Size(
            "province",
            ((PROVINCE, 1), (CITY, 15), (COUNTY, 150), (TOWNSHIP, 2_700), (LOW, 32_000), (LEAF, 265_134)),
            7_000_000,
            full_months=1,
        ),
    )
}
