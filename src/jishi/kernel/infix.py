"""Finding a piece inside a Chinese text: `filter(name__infix="志强")`.

PostgreSQL's trigrams miss pieces of two characters, which is what given names are; `public.grams` keeps single characters
and pairs. An index over `public.grams(column)` answers, the text itself is looked at once more: two pairs from afar are
no match."""

from typing import Any

from django.db.models import Lookup


def pieces(text: str) -> list[str]:
    """What the index is asked for: all pairs of neighbours, or the one character."""
    return [text] if len(text) == 1 else sorted({text[i : i + 2] for i in range(len(text) - 1)})


class Infix(Lookup[str]):
    """The column contains the text, to the letter. An empty text is contained in everything."""

    lookup_name = "infix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, of_column = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        # Where rows are walked one by one, the cheap half comes first and spares most of them the other.
        sql = f"(strpos({column}, %s) > 0 AND public.grams({column}) @> %s::text[])"
        return sql, [*of_column, text, *of_column, pieces(text)]
