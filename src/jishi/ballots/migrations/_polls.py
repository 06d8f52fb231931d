"""What only the owner may do with ballots under way (decision 0012). The web role has no right on the schema: it can open a
poll, put a ballot in once, ask whether one is in and how many there are, and close; it can neither read nor change them.

An intake holds the hash of a token and the choice, nothing else. The row with the empty token is planted when the intake is
made: where it is missing, a crash of the database has emptied the table."""

FORWARD = r"""
CREATE SCHEMA IF NOT EXISTS jishi_polls;
REVOKE ALL ON SCHEMA jishi_polls FROM PUBLIC;

CREATE FUNCTION public.poll_open(poll bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM 1 FROM public.ballots_poll WHERE id = poll AND state = 'draft';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'poll % is not being prepared', poll;
    END IF;
    EXECUTE format('CREATE UNLOGGED TABLE jishi_polls.intake_%s (token text COLLATE "C" PRIMARY KEY, choice jsonb)', poll);
    EXECUTE format('INSERT INTO jishi_polls.intake_%s VALUES ('''', NULL)', poll);
END $body$;

CREATE FUNCTION public.poll_cast(poll bigint, token text, choice jsonb) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    added bigint;
BEGIN
    IF token !~ '^[0-9a-f]{64}$' OR jsonb_typeof(choice) <> 'object' THEN
        RAISE EXCEPTION 'not a ballot';
    END IF;
    EXECUTE format('INSERT INTO jishi_polls.intake_%s VALUES ($1, $2) ON CONFLICT DO NOTHING', poll) USING token, choice;
    GET DIAGNOSTICS added = ROW_COUNT;
    RETURN CASE added WHEN 1 THEN 'in' ELSE 'twice' END;
EXCEPTION WHEN undefined_table THEN
    RETURN 'closed';
END $body$;

CREATE FUNCTION public.poll_has(poll bigint, token text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    found_it boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT FROM jishi_polls.intake_%s WHERE token = $1)', poll) INTO found_it USING token;
    RETURN found_it;
EXCEPTION WHEN undefined_table THEN
    RETURN false;
END $body$;

CREATE FUNCTION public.poll_state(poll bigint, OUT is_there boolean, OUT is_whole boolean, OUT ballots bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    EXECUTE format('SELECT true, count(*) FILTER (WHERE token = '''') = 1, count(*) FILTER (WHERE token <> '''')'
        ' FROM jishi_polls.intake_%s', poll) INTO is_there, is_whole, ballots;
EXCEPTION WHEN undefined_table THEN
    is_there := false; is_whole := false; ballots := 0;
END $body$;

CREATE FUNCTION public.poll_mend(poll bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    EXECUTE format('CREATE UNLOGGED TABLE IF NOT EXISTS jishi_polls.intake_%s'
        ' (token text COLLATE "C" PRIMARY KEY, choice jsonb)', poll);
    EXECUTE format('INSERT INTO jishi_polls.intake_%s VALUES ('''', NULL) ON CONFLICT DO NOTHING', poll);
END $body$;

CREATE FUNCTION public.poll_drop(poll bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS jishi_polls.intake_%s', poll);
END $body$;

-- Behind a lock that waits for ballots on their way: receipts in their own order, chained; answers apart, question by
-- question, in a shuffled order, those of piles of paper among them; the roll in the order of persons; the intake gone.
-- Opinions of which there are fewer than `k` are not opened, and nothing at all where `keeps` is false and there are
-- fewer ballots than that.
CREATE FUNCTION public.poll_close(
    poll bigint, k bigint, keeps boolean, texts int[], pile jsonb, sheets bigint,
    OUT is_whole boolean, OUT ballots bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    link text;
    token_in text;
BEGIN
    EXECUTE format('LOCK TABLE jishi_polls.intake_%s IN ACCESS EXCLUSIVE MODE', poll);
    UPDATE public.ballots_poll SET state = 'closed' WHERE id = poll AND state = 'open' RETURNING first INTO link;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'poll % is not open', poll;
    END IF;
    EXECUTE format('SELECT count(*) FILTER (WHERE token = '''') = 1, count(*) FILTER (WHERE token <> '''')'
        ' FROM jishi_polls.intake_%s', poll) INTO is_whole, ballots;
    FOR token_in IN EXECUTE format('SELECT token FROM jishi_polls.intake_%s WHERE token <> '''' ORDER BY token', poll) LOOP
        link := encode(sha256(convert_to(link, 'UTF8') || '\x00'::bytea || convert_to(token_in, 'UTF8')), 'hex');
        INSERT INTO public.ballots_pollreceipt (poll_id, receipt, chain) VALUES (poll, token_in, link);
    END LOOP;
    IF keeps OR ballots + sheets >= k THEN
        EXECUTE format($insert$
            WITH given AS MATERIALIZED (
                SELECT e.key::int AS number, a.value AS answer
                FROM jishi_polls.intake_%s i, jsonb_each(i.choice) e, jsonb_array_elements_text(e.value) a
                WHERE i.token <> ''
                UNION ALL
                SELECT (p->>0)::int, p->>1 FROM jsonb_array_elements($3) p, generate_series(1, (p->>2)::int)
            ), few AS (SELECT number FROM given WHERE number = ANY($2) GROUP BY number HAVING count(*) < $1)
            INSERT INTO public.ballots_pollchoice (id, poll_id, number, answer)
            SELECT id, %s, number, answer FROM (
                SELECT gen_random_uuid() AS id, number, answer FROM given WHERE number NOT IN (SELECT number FROM few)
            ) opened ORDER BY id
        $insert$, poll, poll) USING k, texts, pile;
    END IF;
    WITH roll AS (DELETE FROM public.ballots_pollvoter WHERE poll_id = poll RETURNING person_id, way)
    INSERT INTO public.ballots_pollvoter (poll_id, person_id, way, blinded)
        SELECT poll, person_id, way, ''::bytea FROM roll ORDER BY person_id;
    DELETE FROM public.ballots_pollpile WHERE poll_id = poll;
    EXECUTE format('DROP TABLE jishi_polls.intake_%s', poll);
END $body$;

REVOKE ALL ON FUNCTION public.poll_open(bigint), public.poll_cast(bigint, text, jsonb), public.poll_has(bigint, text),
    public.poll_state(bigint), public.poll_mend(bigint), public.poll_drop(bigint),
    public.poll_close(bigint, bigint, boolean, int[], jsonb, bigint) FROM PUBLIC;
"""

BACKWARD = """
DROP FUNCTION public.poll_open(bigint), public.poll_cast(bigint, text, jsonb), public.poll_has(bigint, text),
    public.poll_state(bigint), public.poll_mend(bigint), public.poll_drop(bigint),
    public.poll_close(bigint, bigint, boolean, int[], jsonb, bigint);
DROP SCHEMA jishi_polls CASCADE;
"""
