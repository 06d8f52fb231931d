-- What was held: one row a record, with who was expected (e), the full members among them (f), how many stayed away (k)
-- and where in the roster those stand (the k places before e - off; the first two always came).
CREATE UNLOGGED TABLE world.slot AS
WITH month AS (
  SELECT m::date AS first, extract(month FROM m)::int AS number FROM generate_series(date %(since)s, date %(today)s, '1 month') AS m
), seated AS (
  SELECT org, count(*)::int AS seats FROM world.seat WHERE nth < 8 AND post <> 'group_leader' GROUP BY org
)
SELECT b.id AS org, m.first AS month, 1 AS sort, b.size AS e, b.full_members AS f,
  ARRAY['theme_party_day'] || CASE WHEN m.number %% 3 = 2 THEN ARRAY['party_lecture'] WHEN m.number %% 3 = 0 THEN ARRAY['members_meeting'] ELSE '{}' END
    || CASE WHEN m.number = 1 THEN ARRAY['org_life_meeting'] ELSE '{}' END AS kinds
FROM world.branch b CROSS JOIN month m WHERE world.rnd(b.id, 80 + m.number) < 0.93
UNION ALL
SELECT b.id, m.first, 2, s.seats, s.seats, ARRAY['branch_committee_meeting']
FROM world.branch b JOIN seated s ON s.org = b.id CROSS JOIN month m WHERE b.size >= 7 AND world.rnd(b.id, 100 + m.number) < 0.88
UNION ALL
SELECT g.id, m.first, 3, (b.size - g.nth) / b.groups + 1, greatest((b.full_members - g.nth) / b.groups + 1, 0), ARRAY['party_group_meeting']
FROM world.group_of g JOIN world.branch b ON b.id = g.branch CROSS JOIN month m
WHERE b.size >= g.nth AND world.rnd(g.id, 120 + m.number) < 0.85
UNION ALL
SELECT o.id, m.first, 4, s.seats, s.seats, CASE WHEN m.number %% 3 = 1 THEN ARRAY['theory_study_group'] ELSE ARRAY['special_meeting'] END
FROM world.org o JOIN seated s ON s.org = o.id CROSS JOIN month m
WHERE o.kind IN ('party_committee', 'township_committee', 'county_committee') AND (m.number %% 3 = 1 OR m.number IN (5, 11));
CREATE UNLOGGED TABLE world.act AS
SELECT row_number() OVER (ORDER BY held_on, hashint8extended(org, sort)) AS id, *, floor(world.rnd(org * 16 + sort, 142 + extract(month FROM month)::int) * greatest(e - 1 - k, 0))::int AS off
FROM (
  SELECT *, month + floor(world.rnd(org * 4 + sort, 160 + extract(month FROM month)::int) * 26)::int AS held_on,
    greatest(least(floor(e * 0.25 * world.rnd(org * 4 + sort, 180 + extract(month FROM month)::int))::int, e - 2), 0) AS k
  FROM world.slot) drawn
WHERE held_on <= date %(today)s;
DROP TABLE world.slot;
CREATE INDEX ON world.act (held_on);
ANALYZE world.act;

INSERT INTO activities_activity (id, org_id, title, held_on, starts_at, ends_at, place, is_online, chair_id, chair_note,
  recorder_id, recorder_note, lecturer_id, lecturer_note, special_subject, serves, study_minutes, expected, present,
  voters_expected, voters_present, defects, claims, scan_id, state, recorded_on, recorded_by, late_reason, confirmed_at,
  withdrawn_reason, submission, version)
SELECT a.id, a.org,
  CASE WHEN 'members_meeting' = ANY (a.kinds)
    THEN to_char(a.held_on, 'YYYY') || '年第' || world.numeral(extract(quarter FROM a.held_on)::int) || '季度党员大会'
    ELSE to_char(a.held_on, 'YYYY') || '年' || extract(month FROM a.held_on) || '月' || CASE
      WHEN 'branch_committee_meeting' = ANY (a.kinds) THEN '支委会' WHEN 'party_group_meeting' = ANY (a.kinds) THEN '党小组会'
      WHEN 'party_lecture' = ANY (a.kinds) THEN '党课' WHEN 'theme_party_day' = ANY (a.kinds) THEN '主题党日'
      WHEN 'theory_study_group' = ANY (a.kinds) THEN '中心组学习' ELSE '专题会议' END END,
  a.held_on, '14:30', '16:00', '党群服务中心二楼会议室', false, c.person, '', NULL, '支部委员', NULL,
  CASE WHEN 'party_lecture' = ANY (a.kinds) THEN '镇党委委员' ELSE '' END,
  CASE WHEN 'special_meeting' = ANY (a.kinds) THEN 'strict_governance' ELSE '' END, '',
  CASE WHEN a.sort IN (1, 4) THEN 90 ELSE 0 END, a.e, a.e - a.k, a.f, a.f - greatest(least(a.e - a.off, a.f) - (a.e - a.off - a.k), 0),
  '[]', (SELECT jsonb_agg(jsonb_build_array(a.org, k.kind, k.year)) FROM (
    SELECT kind, extract(year FROM a.held_on)::int - (kind = 'org_life_meeting')::int AS year FROM unnest(a.kinds) AS kind
    UNION ALL SELECT 'special_meeting:strict_governance', extract(year FROM a.held_on)::int WHERE 'special_meeting' = ANY (a.kinds)) k),
  NULL, 'confirmed', least(a.held_on + (a.id %% 5)::int, date %(today)s), '支部书记', '',
  least(a.held_on + (a.id %% 5)::int, date %(today)s) + time '17:00', '', NULL, 1
FROM world.act a
LEFT JOIN world.seat c ON c.org = a.org AND c.nth = 1
ORDER BY a.id;
INSERT INTO activities_activitykind (activity_id, kind, year)
SELECT a.id, kind, extract(year FROM a.held_on)::int - (kind = 'org_life_meeting')::int
FROM world.act a CROSS JOIN LATERAL unnest(a.kinds) AS kind ORDER BY a.id;
INSERT INTO duties_evidence (org_id, kind, held_on, year, recorded_on, source_kind, source_id)
SELECT a.org, k.kind, a.held_on, k.year, least(a.held_on + (a.id %% 5)::int, date %(today)s), 'activities', a.id
FROM world.act a CROSS JOIN LATERAL (
  SELECT kind, extract(year FROM a.held_on)::int - (kind = 'org_life_meeting')::int AS year FROM unnest(a.kinds) AS kind
  UNION ALL SELECT 'special_meeting:strict_governance', extract(year FROM a.held_on)::int WHERE 'special_meeting' = ANY (a.kinds)) k
ORDER BY a.id;

INSERT INTO activities_attendance (held_on, activity_id, member_id, is_present, is_voter, reason, leave_approved, vote_withheld)
WITH came AS (
  SELECT a.held_on, a.id, m.id AS member, m.rank AS place, a.e, a.k, a.off, m.is_full
  FROM world.act a JOIN world.member m ON m.branch = a.org WHERE a.sort = 1 AND a.held_on >= %(full_from)s
  UNION ALL
  SELECT a.held_on, a.id, s.person, row_number() OVER (PARTITION BY a.id ORDER BY s.nth)::int, a.e, a.k, a.off, true
  FROM world.act a JOIN world.seat s ON s.org = a.org AND s.nth < 8 WHERE a.sort IN (2, 4) AND a.held_on >= %(full_from)s
  UNION ALL
  SELECT a.held_on, a.id, m.id, (m.rank - g.nth) / b.groups + 1, a.e, a.k, a.off, m.is_full
  FROM world.act a JOIN world.group_of g ON g.id = a.org JOIN world.branch b ON b.id = g.branch
  JOIN world.member m ON m.branch = b.id AND m.nth_group = g.nth WHERE a.sort = 3 AND a.held_on >= %(full_from)s
), seen AS (
  SELECT *, NOT (place > e - off - k AND place <= e - off) AS is_present FROM came
)
SELECT held_on, id, member, is_present, is_full, CASE WHEN is_present THEN '' ELSE (ARRAY['personal', 'ill', 'on_duty', 'away', 'aged'])[1 + member %% 5] END,
  CASE WHEN NOT is_present THEN true END, false
FROM seen ORDER BY held_on, id;
INSERT INTO activities_item (activity_id, number, title, gist, followed_id, motion, method, votes_for, votes_against, votes_abstain,
  votes_written, resolution)
SELECT a.id, n, CASE n WHEN 1 THEN '学习上级文件精神' ELSE '研究近期重点工作' END,
  '学习了有关文件，结合本支部实际作了讨论，提出了下一步的打算。', NULL, '', '', NULL, NULL, NULL, NULL, ''
FROM world.act a CROSS JOIN generate_series(1, 2) AS n WHERE a.held_on >= %(full_from)s ORDER BY a.id, n;
INSERT INTO activities_planentry (org_id, year, month, day, starts_at, kinds, rules, subject, title, measures, place, owner_id,
  owner_note, source, topic_id, is_adjusted, joined_id, activity_id, dropped_reason, submission, version)
SELECT b.id, extract(year FROM m)::int, m::date, NULL, NULL, '{theme_party_day}', '{}', '', '主题党日', '', '', NULL, '支部书记', 'duty', NULL, false, NULL, a.id, '', NULL, 1
FROM world.branch b CROSS JOIN generate_series(greatest(date_trunc('month', date %(full_from)s), date_trunc('year', date %(today)s)), date_trunc('year', date %(today)s) + interval '11 months', '1 month') AS m
LEFT JOIN world.act a ON a.org = b.id AND a.sort = 1 AND a.month = m::date
ORDER BY b.id, m;
SELECT setval(pg_get_serial_sequence('activities_activity', 'id'), (SELECT max(id) FROM world.act));
