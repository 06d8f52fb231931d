-- What the other files draw on. `world` is dropped when all is laid.
CREATE SCHEMA world;
-- The same (id, salt) gives the same number of [0, 1): no state, so plans and parallel workers cannot change the world.
CREATE FUNCTION world.rnd(id bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT (hashint8extended(id, salt * 7919) & 2147483647)::float8 / 2147483648 $$;
CREATE FUNCTION world.gamma(id bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT -ln(1 - world.rnd(id, salt)) - ln(1 - world.rnd(id, salt + 1)) $$;
CREATE FUNCTION world.step(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(substr('0123456789abcdefghijklmnopqrstuvwxyz', (n / (36 ^ e)::bigint % 36)::int + 1, 1), '' ORDER BY e DESC)
  FROM generate_series(0, 3) AS e $$;
CREATE FUNCTION world.numeral(n int) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n > 99 THEN n::text ELSE
    CASE WHEN n >= 20 THEN substr('一二三四五六七八九', n / 10, 1) ELSE '' END || CASE WHEN n >= 10 THEN '十' ELSE '' END
    || CASE WHEN n % 10 > 0 THEN substr('一二三四五六七八九', n % 10, 1) ELSE '' END END $$;

CREATE UNLOGGED TABLE world.person_name (male boolean, era int, number int, name text, name_key text COLLATE "C",
  initials text COLLATE "C", other_initials text[], ethnicity text, PRIMARY KEY (male, era, number));
CREATE UNLOGGED TABLE world.place_name (number int PRIMARY KEY, name text);
CREATE UNLOGGED TABLE world.sealed (number int PRIMARY KEY, citizen_id bytea, phone bytea, address bytea);
CREATE UNLOGGED TABLE world.org_word (word text PRIMARY KEY, initials text);
CREATE UNLOGGED TABLE world.org (id bigint, level text, parent bigint, nth int, path text COLLATE "C", kind text,
  sector text, name text, short text NOT NULL DEFAULT '', county bigint, groups int NOT NULL DEFAULT 0);
