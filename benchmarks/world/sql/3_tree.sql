CREATE UNIQUE INDEX ON world.org (id);
CREATE INDEX ON world.org (parent);
CREATE UNIQUE INDEX ON world.org (path);
ANALYZE world.org;

-- Names: 7 and 1,600 have no common factor, so brothers and sisters never share one.
UPDATE world.org o SET name = named.name, short = named.short FROM (
  SELECT c.id,
    CASE c.level
      WHEN 'province' THEN '中共江华省委员会'
      WHEN 'city' THEN '中共' || p.name || '市委员会'
      WHEN 'county' THEN '中共' || p.name || '县委员会'
      WHEN 'township' THEN '中共' || p.name || '镇委员会'
      ELSE p.name || CASE c.sector WHEN 'village' THEN '村' WHEN 'community' THEN '社区' WHEN 'government_organ' THEN '局机关'
        WHEN 'public_institution' THEN '中心' WHEN 'private_enterprise' THEN '实业公司' WHEN 'soe' THEN '集团'
        WHEN 'social_org' THEN '协会' WHEN 'university' THEN '学院' ELSE '单位' END
        || CASE c.kind WHEN 'branch' THEN '党支部' WHEN 'general_branch' THEN '党总支部' ELSE '党委' END
    END AS name,
    CASE c.level WHEN 'province' THEN '江华省委' WHEN 'city' THEN p.name || '市委' WHEN 'county' THEN p.name || '县委'
      WHEN 'township' THEN p.name || '镇党委' ELSE '' END AS short
  FROM world.org c
  JOIN world.place_name p ON p.number = (floor(world.rnd(coalesce(c.parent, 0), 31) * 1600)::int + c.nth * 7) % 1600
  WHERE c.level <> 'leaf') named
WHERE named.id = o.id;
UPDATE world.org o SET name = regexp_replace(a.name, '党(总支部|支部|委)$', '') || '第' || world.numeral(o.nth)
    || CASE o.kind WHEN 'party_group' THEN '党小组' WHEN 'joint_branch' THEN '联合党支部' ELSE '党支部' END
FROM world.org a WHERE a.id = o.parent AND o.level = 'leaf';
UPDATE world.org o SET groups = g.many FROM (
  SELECT parent, count(*) AS many FROM world.org WHERE kind = 'party_group' GROUP BY parent) g
WHERE g.parent = o.id;
UPDATE world.org SET county = (SELECT id FROM world.org WHERE parent IS NULL) WHERE county IS NULL;
ANALYZE world.org;
