"""What the tables of all apps need: exclusion constraints over plain columns, and bigrams for Chinese infix search."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

GRAMS = """
CREATE FUNCTION public.grams(t text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT g), '{}') FROM (
    SELECT substr(t, i, 1) AS g FROM generate_series(1, length(t)) AS i
    UNION SELECT substr(t, i, 2) FROM generate_series(1, length(t) - 1) AS i
  ) AS pieces
$$
"""


class Migration(migrations.Migration):
    run_before = [("accounts", "0001_initial"), ("people", "0001_initial"), ("orgs", "0001_initial")]
    operations = [BtreeGistExtension(), migrations.RunSQL(GRAMS, "DROP FUNCTION public.grams(text)")]
