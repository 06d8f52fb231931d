INSERT INTO orgs_organization (id, name, short_name, initials, code, kind, sector, sector_by_hand, path, parent_id,
  founded_on, duties_from, ended_on, phone, address, place, version, submission)
SELECT o.id, o.name, o.short, trim(w.initials || ' ' || coalesce(s.initials, '')), '099' || lpad(o.id::text, 9, '0'),
  o.kind, o.sector, o.sector = 'university', o.path, o.parent, NULL, %(since)s, NULL, '', '',
  CASE WHEN o.level IN ('low', 'leaf') THEN '党群服务中心二楼会议室' ELSE '机关第一会议室' END, 1, NULL
FROM world.org o JOIN world.org_word w ON w.word = o.name LEFT JOIN world.org_word s ON s.word = o.short
ORDER BY o.id;
INSERT INTO orgs_placement (org_id, parent_id, kind, from_on, to_on, basis)
SELECT id, parent, kind, NULL, NULL, '' FROM world.org ORDER BY id;
INSERT INTO orgs_naming (org_id, name, from_on, to_on, basis)
SELECT id, name, NULL, NULL, '' FROM world.org ORDER BY id;
INSERT INTO orgs_unit (org_id, name, nature, credit_code, staff)
SELECT id, regexp_replace(name, '(第.+)?党(总支部|支部|委)$', ''),
  CASE sector WHEN 'village' THEN 'administrative_village' WHEN 'community' THEN 'urban_community'
    WHEN 'government_organ' THEN 'government_organ' WHEN 'public_institution' THEN 'public_institution'
    WHEN 'private_enterprise' THEN 'non_public_controlled' WHEN 'soe' THEN 'state_controlled'
    WHEN 'social_org' THEN 'social_org' WHEN 'university' THEN 'public_institution' ELSE 'other' END,
  '', 20 + floor(world.rnd(id, 41) * 300)::int
FROM world.org WHERE kind <> 'party_group' ORDER BY id;
SELECT setval(pg_get_serial_sequence('orgs_organization', 'id'), (SELECT max(id) FROM world.org));
