-- Branches have gamma-sized rosters of three and more; those with 党小组 are larger.
CREATE UNLOGGED TABLE world.branch AS
WITH weighed AS (
  SELECT id, path, county, groups, sector, (0.1 + world.gamma(id, 51)) * CASE WHEN groups > 0 THEN 2 ELSE 1 END AS weight,
         count(*) OVER () AS branches
  FROM world.org WHERE kind IN ('branch', 'joint_branch')
), summed AS (
  SELECT *, sum(weight) OVER (ORDER BY path) / sum(weight) OVER () AS upto FROM weighed
), shared AS (
  SELECT *, 3 * row_number() OVER (ORDER BY path) + floor(upto * (%(members)s - 3 * branches) + 0.000001)::bigint AS last FROM summed
)
SELECT id, path, left(path, (SELECT length(path) FROM world.org WHERE level = 'township' LIMIT 1)) AS township, county, groups, sector,
       lead(id) OVER (ORDER BY path) AS neighbour, lag(last, 1, 0::bigint) OVER (ORDER BY path) AS before,
       (last - lag(last, 1, 0::bigint) OVER (ORDER BY path))::int AS size
FROM shared;
ALTER TABLE world.branch ADD COLUMN full_members int;
-- Those on probation stand last on a branch's roster.
UPDATE world.branch SET full_members = greatest(size - floor(size * 0.02 + world.rnd(id, 53))::int, 2);
CREATE UNIQUE INDEX ON world.branch (id);
CREATE UNIQUE INDEX ON world.branch (path);
ANALYZE world.branch;

-- `n` counts in the order of the tree; `id` is shuffled within the county: worse than any real roster's locality.
CREATE UNLOGGED TABLE world.member AS
SELECT b.before + r AS n, b.id AS branch, b.county, r::int AS rank, b.size, r <= b.full_members AS is_full,
  row_number() OVER (ORDER BY b.county, hashint8extended(b.before + r, 3)) AS id,
  CASE WHEN b.groups > 0 THEN (r - 1) %% b.groups + 1 END AS nth_group,
  world.rnd(b.before + r, 61) < 0.68 AS male,
  date %(since)s - (20 * 365 + floor(365 * 66 * power(world.rnd(b.before + r, 62), 0.9)))::int - 400 AS born
FROM world.branch b CROSS JOIN LATERAL generate_series(1, b.size) AS r;
CREATE UNIQUE INDEX ON world.member (id);
CREATE UNIQUE INDEX ON world.member (branch, rank);
CREATE UNIQUE INDEX ON world.member (n);
ANALYZE world.member;
CREATE UNLOGGED TABLE world.group_of AS
SELECT parent AS branch, nth, id FROM world.org WHERE kind = 'party_group';
CREATE UNIQUE INDEX ON world.group_of (branch, nth);
ANALYZE world.group_of;

CREATE UNLOGGED TABLE world.spelling AS SELECT DISTINCT ON (name) name, other_initials FROM world.person_name ORDER BY name;
ANALYZE world.spelling;
INSERT INTO people_person (id, name, name_key, initials, sex, born_on, ethnicity, native_place, education,
  education_label, degree, employer, account_id, version)
SELECT m.id, p.name, p.name_key, p.initials, CASE WHEN m.male THEN '1' ELSE '2' END, m.born, p.ethnicity, '江华晴川', e.code, e.label, '', '', NULL, 1
FROM world.member m
JOIN world.person_name p ON p.male = m.male
  AND p.era = CASE WHEN m.born < '1960-01-01' THEN 0 WHEN m.born < '1980-01-01' THEN 1 ELSE 2 END
  AND p.number = floor(world.rnd(m.id, 63) * %(names)s)::int
JOIN (VALUES (0, '71', '初中毕业'), (1, '31', '大学专科毕业')) e (number, code, label)
  ON e.number = (m.id %% 3 = 0)::int
ORDER BY m.id;
INSERT INTO people_sealedfields (person_id, citizen_id, citizen_id_hash, phone, address)
SELECT m.id, s.citizen_id, md5(m.id::text) || md5('x' || m.id), s.phone, s.address
FROM world.member m JOIN world.sealed s ON s.number = m.id %% %(sealed)s ORDER BY m.id;

CREATE UNLOGGED TABLE world.joined AS
SELECT id, CASE WHEN NOT is_full THEN date %(since)s - 1 - (id %% 60)::int
    ELSE least(born + ((19 + 16 * world.rnd(id, 64)) * 365)::int, date %(since)s - 400) END AS joined_on,
  is_full AND world.rnd(id, 65) < 0.05 AS has_moved
FROM world.member;
CREATE UNIQUE INDEX ON world.joined (id);
ANALYZE world.joined;
ANALYZE people_person;
INSERT INTO members_member (person_id, org_id, group_id, county_id, name_key, initials, other_initials, sex, born_on, category,
  joined_on, full_on, standing, standing_correction_months, job, is_mobile, mobile_to, is_lost, lost_on, left_on, submission, version)
SELECT m.id, m.branch, g.id, m.county, p.name_key, p.initials, n.other_initials, p.sex, p.born_on,
  CASE WHEN m.is_full THEN 'full' ELSE 'probationary' END, j.joined_on,
  CASE WHEN m.is_full THEN j.joined_on + CASE WHEN j.joined_on >= '1969-04-14' AND j.joined_on < '1977-08-18' THEN 0 ELSE 365 END END,
  'normal', 0, '', world.rnd(m.id, 66) < 0.03, CASE WHEN world.rnd(m.id, 66) < 0.03 THEN '省外务工' ELSE '' END,
  world.rnd(m.id, 67) < 0.001, CASE WHEN world.rnd(m.id, 67) < 0.001 THEN date %(since)s - 300 END, NULL, NULL, 1
FROM world.member m JOIN world.joined j ON j.id = m.id
JOIN people_person p ON p.id = m.id
JOIN world.spelling n ON n.name = p.name
LEFT JOIN world.group_of g ON g.branch = m.branch AND g.nth = m.nth_group
ORDER BY m.id;
INSERT INTO members_membership (member_id, org_id, kind, from_on, to_on, reason)
SELECT * FROM (
  SELECT m.id, m.branch, 'formal', CASE WHEN j.has_moved THEN date %(since)s - 30 ELSE j.joined_on END, NULL::date,
         CASE WHEN j.has_moved THEN '组织关系转入' ELSE '名册导入' END
  FROM world.member m JOIN world.joined j ON j.id = m.id
  UNION ALL
  SELECT m.id, coalesce(a.neighbour, a.id), 'formal', j.joined_on, date %(since)s - 30, '组织关系转出'
  FROM world.member m JOIN world.joined j ON j.id = m.id JOIN world.branch a ON a.id = m.branch
  WHERE j.has_moved
  UNION ALL
  SELECT m.id, g.id, 'group', CASE WHEN j.has_moved THEN date %(since)s - 30 ELSE j.joined_on END, NULL, '名册导入'
  FROM world.member m JOIN world.joined j ON j.id = m.id
  JOIN world.group_of g ON g.branch = m.branch AND g.nth = m.nth_group) stays
ORDER BY 1;
SELECT setval(pg_get_serial_sequence('people_person', 'id'), (SELECT max(id) FROM world.member));

-- Committees: a branch's from its first members, a higher one's from anybody below it.
CREATE UNLOGGED TABLE world.span AS
SELECT o.id, o.path, o.level, o.kind, o.sector, o.county, min(b.before) AS before, max(b.before + b.size) AS last, count(*) AS branches
FROM world.branch b CROSS JOIN LATERAL generate_series(4, length(b.path), 4) AS n JOIN world.org o ON o.path = left(b.path, n)
GROUP BY o.id, o.path, o.level, o.kind, o.sector, o.county;
CREATE UNIQUE INDEX ON world.span (id);
ANALYZE world.span;
CREATE UNLOGGED TABLE world.seat AS
SELECT s.id AS org, p.post, p.nth, m.id AS person,
  date %(since)s - 30 - floor(world.rnd(s.id, 71) * 730)::int AS elected_on
FROM world.span s
JOIN (VALUES (1, 'secretary', 1), (2, 'deputy_secretary', 1), (3, 'organization_member', 1), (4, 'publicity_member', 1),
  (5, 'discipline_member', 1), (6, 'united_front_member', 2), (7, 'committee_member', 2), (8, 'office_clerk', 2),
  (9, 'org_department', 3)) p (nth, post, least) ON p.least <=
    CASE WHEN s.level IN ('province', 'city', 'county') THEN 3 WHEN s.level = 'township' THEN 2 ELSE 1 END
  AND NOT (p.nth = 8 AND s.level <> 'township')
JOIN world.member m ON m.n = CASE WHEN s.kind IN ('branch', 'joint_branch') THEN s.before + p.nth
  ELSE s.before + 1 + (floor(world.rnd(s.id, 72) * (s.last - s.before))::bigint + p.nth * greatest((s.last - s.before) / 10, 1))
    %% (s.last - s.before) END
WHERE s.kind NOT IN ('branch', 'joint_branch') OR p.nth <= CASE WHEN s.last - s.before >= 20 THEN 5 WHEN s.last - s.before >= 7 THEN 3 ELSE 1 END;
INSERT INTO world.seat
SELECT g.id, 'group_leader', 1, m.id, date %(since)s - 30
FROM world.group_of g JOIN world.branch b ON b.id = g.branch
JOIN world.member m ON m.branch = b.id AND m.rank = CASE WHEN g.nth + b.groups * greatest((5 + b.groups - g.nth) / b.groups, 0) <= b.size
  THEN g.nth + b.groups * greatest((5 + b.groups - g.nth) / b.groups, 0) ELSE g.nth END;
CREATE INDEX ON world.seat (org, nth);
ANALYZE world.seat;
INSERT INTO orgs_postheld (person_id, org_id, post, is_full_time, duty_note, "order", from_on, to_on)
SELECT person, org, post, false, '', nth * 10, elected_on, NULL FROM world.seat ORDER BY org, nth;
INSERT INTO orgs_term (org_id, number, elected_on, ends_on, extended_to, extension_basis, closed_on, early_basis, seats, has_committee)
SELECT s.id, 3, t.elected_on, (t.elected_on + interval '1 year' * CASE
    WHEN s.kind IN ('branch', 'joint_branch', 'general_branch') AND s.sector NOT IN ('village', 'community') THEN 3 ELSE 5 END)::date,
  NULL, '', NULL, '', (SELECT count(*) FROM world.seat c WHERE c.org = s.id AND c.nth < 8),
  s.kind NOT IN ('branch', 'joint_branch') OR s.last - s.before >= 7
FROM world.span s JOIN world.seat t ON t.org = s.id AND t.nth = 1 AND t.post = 'secretary' ORDER BY s.id;
