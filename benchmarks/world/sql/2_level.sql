-- One level of the tree below another: children go to superiors by gamma-distributed weights.
INSERT INTO world.org (id, level, parent, nth, path, kind, sector, county)
WITH weighed AS (
  SELECT id, path, kind, sector, county,
         (0.3 + world.gamma(id, 11)) * CASE WHEN kind = 'branch' THEN 0.4 ELSE 1 END AS weight
  FROM world.org WHERE level = %(above)s
), summed AS (
  SELECT *, sum(weight) OVER (ORDER BY id) AS upto, sum(weight) OVER () AS total FROM weighed
), share AS (
  SELECT *, floor(upto / total * %(count)s + 0.000001)::bigint AS until FROM summed
), spread AS (
  SELECT *, lag(until, 1, 0::bigint) OVER (ORDER BY id) AS after FROM share
), child AS (
  SELECT %(first)s + serial AS id, s.id AS parent, serial - s.after AS nth, s.path, s.kind AS above, s.sector AS above_sector, s.county
  FROM spread s CROSS JOIN LATERAL generate_series(s.after + 1, s.until) AS serial
), drawn AS (
  SELECT *, world.rnd(id, 21) AS one, world.rnd(id, 22) AS two FROM child
)
SELECT id, %(level)s, parent, nth, path || world.step(nth - 1),
  CASE %(level)s
    WHEN 'province' THEN 'party_committee' WHEN 'city' THEN 'party_committee' WHEN 'county' THEN 'county_committee'
    WHEN 'township' THEN 'township_committee'
    WHEN 'low' THEN CASE WHEN one < 0.3 THEN 'branch' WHEN one < 0.87 THEN 'general_branch' ELSE 'party_committee' END
    ELSE CASE WHEN above = 'branch' THEN 'party_group' WHEN one < 0.05 THEN 'joint_branch' ELSE 'branch' END
  END,
  CASE WHEN %(level)s = 'leaf' THEN above_sector WHEN %(level)s <> 'low' THEN 'other'
    WHEN two < 0.5 THEN 'village' WHEN two < 0.65 THEN 'community' WHEN two < 0.75 THEN 'government_organ'
    WHEN two < 0.86 THEN 'public_institution' WHEN two < 0.93 THEN 'private_enterprise' WHEN two < 0.97 THEN 'soe'
    WHEN two < 0.99 THEN 'social_org' ELSE 'university' END,
  CASE WHEN %(level)s = 'county' THEN id ELSE county END
FROM drawn
