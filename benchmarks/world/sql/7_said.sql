-- 已办说明 for yearly and half-yearly duties that no record meets: `ruled` are (rule, period, kinds, sectors, first, last day).
CREATE UNLOGGED TABLE world.stated AS
SELECT o.id AS org, r.id AS rule, r.first + floor(world.rnd(o.id, hashtext(r.id || r.first)) * greatest(least(r.last, date %(today)s) - r.first + 1, 1))::int AS held_on
FROM world.org o
JOIN (SELECT * FROM jsonb_to_recordset(%(ruled)s::jsonb) AS x (id text, kinds text[], sectors text[], first date, last date)) r
  ON o.kind = ANY (r.kinds) AND (cardinality(r.sectors) = 0 OR o.sector = ANY (r.sectors))
WHERE world.rnd(o.id, hashtext(r.id || r.last)) < 0.5 AND r.first <= date %(today)s;
INSERT INTO duties_statement (org_id, rule_id, year, held_on, note, paper_id, at, by, withdrawn_at, submission)
SELECT org, rule, extract(year FROM held_on)::int, held_on, '已办，材料在本组织当年工作手册。', NULL, held_on + time '17:00', '支部书记', NULL, NULL
FROM world.stated ORDER BY held_on, org;
INSERT INTO duties_evidence (org_id, kind, held_on, year, recorded_on, source_kind, source_id)
SELECT org_id, 'statement:' || rule_id, held_on, year, held_on, 'duties.statement', id FROM duties_statement ORDER BY id;
INSERT INTO duties_explanation (org_id, rule_id, period, reason, at, by, withdrawn_at)
SELECT b.id, 'theme_party_day_monthly', to_char(m, 'YYYY-MM'), '农忙时节党员外出，顺延到下月一并开展。', m + interval '27 days', '支部书记', NULL
FROM world.branch b CROSS JOIN generate_series(date %(since)s, date %(today)s - 31, '1 month') AS m
WHERE world.rnd(b.id, 80 + extract(month FROM m)::int) >= 0.93 AND world.rnd(b.id, 200) < 0.25;
INSERT INTO duties_window (issuer_id, rule_id, year, opens_on, closes_on, basis, version)
SELECT o.id, r, extract(year FROM date %(today)s)::int, make_date(extract(year FROM date %(today)s)::int, 12, 10),
  make_date(extract(year FROM date %(today)s)::int + 1, 2, 28), '关于做好年度组织生活会和民主评议党员工作的通知（合成）', 1
FROM world.org o CROSS JOIN unnest(ARRAY['org_life_meeting_yearly', 'democratic_appraisal_yearly', 'branch_secretary_report_yearly']) AS r
WHERE o.kind = 'county_committee';

-- Tasks, notices, announcements, the log: what lists show.
INSERT INTO assignments_assignment (org_id, title, owner_id, owner_note, due_on, state, origin_kind, origin_id, created_at, created_by,
  reported_at, accepted_at, accepted_by_id, submission, version, category, measures)
SELECT s.org, CASE n WHEN 1 THEN '整理本年度组织生活记录' ELSE '走访慰问老党员' END, s.person, '', date %(today)s - 20 + n * 15, 
  CASE WHEN done THEN 'accepted' ELSE 'open' END, '', NULL, (date %(today)s - 40)::timestamptz, '镇组织办', CASE WHEN done THEN (date %(today)s - 10)::timestamptz END,
  CASE WHEN done THEN (date %(today)s - 8)::timestamptz END, CASE WHEN done THEN t.person END, NULL, 1, '', ''
FROM (SELECT s.*, n, world.rnd(s.org * 2 + n, 210) < 0.6 AS done FROM world.seat s CROSS JOIN generate_series(1, 2) AS n WHERE s.nth = 1 AND s.post = 'secretary') s
LEFT JOIN world.seat t ON t.org = s.org AND t.nth = 2
WHERE t.person IS NOT NULL OR NOT done ORDER BY s.org, n;
INSERT INTO assignments_progress (assignment_id, verb, note, at, by, origin_kind, origin_id)
SELECT id, 'assign', '', created_at, created_by, '', NULL FROM assignments_assignment ORDER BY id;
INSERT INTO notices_announcement (issuer_id, title, number, basis, text, signed, addressed, issued_at, issued_by, edition, replaces_id,
  correction, is_replaced, withdrawn_at, withdrawn_by, withdrawal, submission)
SELECT o.id, '关于做好' || extract(month FROM m) || '月组织生活的通知', '', '', '请各支部按规定开好本月会议，及时记录。', o.name, '各党支部书记',
  m + interval '2 days', '组织办', 1, NULL, '', false, NULL, '', '', NULL
FROM world.org o CROSS JOIN generate_series(greatest(date_trunc('month', date %(full_from)s), date_trunc('month', date %(today)s) - interval '2 months'), date %(today)s, '1 month') AS m
WHERE o.level = 'township' ORDER BY m, o.id;
INSERT INTO notices_notice (person_id, to_org_id, post, announcement_id, org_id, text, link, created_at, read_at, read_by, is_void)
SELECT NULL, b.id, 'secretary', a.id, a.issuer_id, '收到通知：' || a.title, '/announcements/' || a.id || '/', a.issued_at,
  CASE WHEN world.rnd(b.id, a.id) < 0.7 THEN a.issued_at + interval '1 day' END, '', false
FROM notices_announcement a JOIN world.org t ON t.id = a.issuer_id JOIN world.branch b ON b.township = t.path
ORDER BY a.id, b.id;
INSERT INTO notices_notice (person_id, to_org_id, post, announcement_id, org_id, text, link, created_at, read_at, read_by, is_void)
SELECT owner_id, NULL, '', NULL, org_id, '新任务：' || title, '/assignments/' || id || '/', created_at, NULL, '', false
FROM assignments_assignment WHERE state = 'open' ORDER BY id;
INSERT INTO audit_line (at, event, org_id, subject_type, subject_id, subject_name, account_id, person_id, post_id, actor_name, before, after, note)
SELECT a.confirmed_at, 'activity.recorded', a.org_id, 'activities.activity', a.id, a.title, NULL, a.chair_id, NULL, a.recorded_by, NULL,
  jsonb_build_object('held_on', a.held_on, 'present', a.present), ''
FROM activities_activity a WHERE a.held_on >= %(full_from)s ORDER BY a.confirmed_at;
