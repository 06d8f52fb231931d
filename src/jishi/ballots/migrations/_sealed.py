"""Closing as in `_polls`, and of a poll that is sealed to its scrutineers the answers are set apart as they are: shuffled, and
still locked. What they are, and of which there are too few, comes out when both have opened."""

from jishi.ballots.migrations import _polls

FORWARD = r"""
CREATE OR REPLACE FUNCTION public.poll_close(
    poll bigint, k bigint, keeps boolean, texts int[], pile jsonb, sheets bigint,
    OUT is_whole boolean, OUT ballots bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    link text;
    token_in text;
    is_locked boolean;
BEGIN
    EXECUTE format('LOCK TABLE jishi_polls.intake_%s IN ACCESS EXCLUSIVE MODE', poll);
    UPDATE public.ballots_poll SET state = 'closed' WHERE id = poll AND state = 'open'
        RETURNING first, is_sealed INTO link, is_locked;
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
        IF is_locked THEN
            EXECUTE format($insert$
                INSERT INTO public.ballots_pollsealed (id, poll_id, number, sealed)
                SELECT id, %s, number, sealed FROM (
                    SELECT gen_random_uuid() AS id, e.key::int AS number, decode(e.value, 'base64') AS sealed
                    FROM jishi_polls.intake_%s i, jsonb_each_text(i.choice) e WHERE i.token <> ''
                ) locked ORDER BY id
            $insert$, poll, poll);
        ELSE
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
    END IF;
    WITH roll AS (DELETE FROM public.ballots_pollvoter WHERE poll_id = poll RETURNING person_id, way)
    INSERT INTO public.ballots_pollvoter (poll_id, person_id, way, blinded)
        SELECT poll, person_id, way, ''::bytea FROM roll ORDER BY person_id;
    DELETE FROM public.ballots_pollpile WHERE poll_id = poll;
    EXECUTE format('DROP TABLE jishi_polls.intake_%s', poll);
END $body$;
"""

_HEAD = "FUNCTION public.poll_close("
BACKWARD = f"CREATE OR REPLACE {_HEAD}{_polls.FORWARD.partition(f'CREATE {_HEAD}')[2].partition('REVOKE ALL')[0]}"
