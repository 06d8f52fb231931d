-- What a year of elections, reviews, contracts, campaigns, honours and problems leaves behind. Reads the platform's own tables.
CREATE UNLOGGED TABLE world.unit AS
SELECT o.id, o.path, o.name, o.kind, o.sector, p.id AS above, p.name AS above_name, h.head, a.meeting
FROM orgs_organization o
JOIN orgs_organization p ON p.id = o.parent_id
-- No index stands yet: each is read once and joined.
LEFT JOIN (SELECT org_id, min(person_id) AS head FROM orgs_postheld WHERE post = 'secretary' AND to_on IS NULL GROUP BY org_id) h ON h.org_id = o.id
LEFT JOIN (SELECT org_id, min(id) AS meeting FROM activities_activity GROUP BY org_id) a ON a.org_id = o.id
WHERE o.kind IN ('branch', 'joint_branch', 'temporary_branch') AND o.ended_on IS NULL;
CREATE UNLOGGED TABLE world.seat_of AS SELECT DISTINCT above AS id, above_name AS name FROM world.unit;
ANALYZE world.unit;

INSERT INTO ballots_election (at, by, submission, version, kind, state, meeting_on, basis, approval, seats, candidates, ended_why, is_difficult, difficulty, helper_id, org_id, term_id, wave_id)
SELECT now(), '支部书记', NULL, 1, 'term', CASE WHEN r < 0.1 THEN 'running' ELSE 'finished' END,
  CASE WHEN r < 0.1 THEN date %(today)s + (r * 500)::int ELSE date %(today)s - 30 - (r * 1000)::int END, '任期届满', '', 5, 6, '', r < 0.01,
  CASE WHEN r < 0.01 THEN '流动党员多' ELSE '' END, NULL, id, NULL, NULL
FROM (SELECT id, world.rnd(id, 300) AS r FROM world.unit) AS u WHERE r < 0.8;

INSERT INTO appraisals_orglife (year, submission, version, theme, planned_on, place, scope, invited, filing, filed_on, filed_by, answered_on, answered_by, answer, activity_id, org_id, poll_id)
SELECT y, NULL, 1, '学习贯彻上级部署', make_date(y, 12, 20), '', '全体党员', '', 'filed', make_date(y, 12, 10), '支部书记', NULL, '', '', NULL, id, NULL
FROM world.unit CROSS JOIN (VALUES (extract(year FROM date %(today)s)::int - 1), (extract(year FROM date %(today)s)::int)) AS years (y)
WHERE y < extract(year FROM date %(today)s) OR world.rnd(id, 301) < 0.4;
INSERT INTO appraisals_reviewround (year, submission, version, began_on, ended_on, studied_on, self_on, mutual_on, state, way, tested_on, issued, returned,
  valid, remark, submitted_on, submitted_by, answered_on, answered_by, answer, claimed_on, activity_id, life_id, org_id, poll_id)
SELECT l.year, NULL, 1, l.planned_on, l.planned_on + 5, NULL, NULL, NULL, 'settled', 'paper', l.planned_on, 20, 20, 19, '', l.planned_on + 6, '支部书记',
  l.planned_on + 9, '镇组织办', '', NULL, NULL, l.id, l.org_id, NULL
FROM appraisals_orglife l WHERE l.year < extract(year FROM date %(today)s);
INSERT INTO appraisals_memberreview (name_key, is_probationary, votes_excellent, votes_qualified, votes_basic, votes_unqualified, grade, opinion, ungraded_why,
  fed_on, signed_on, own_words, disposal, disposed_on, disposal_basis, version, person_id, round_id)
SELECT m.name_key, m.category = 'probationary', NULL, NULL, NULL, NULL,
  CASE WHEN m.category = 'probationary' THEN '' WHEN r < 0.25 THEN 'excellent' WHEN r < 0.98 THEN 'qualified' WHEN r < 0.998 THEN 'basic' ELSE 'unqualified' END,
  '', '', r.ended_on + 3, NULL, '', '', NULL, '', 1, m.person_id, r.id
FROM appraisals_reviewround r JOIN members_member m ON m.org_id = r.org_id CROSS JOIN LATERAL (SELECT world.rnd(m.person_id, 302) AS r) AS draw;
INSERT INTO appraisals_workreport (submission, version, year, post, past, work, gaps, plans, pledges, quotes, drafted_on, submitted_on, submitted_by, upper_on, comment,
  comment_by, grade, opinion, rated_on, rated_by, told_on, claimed_on, activity_id, org_id, person_id, poll_id)
SELECT NULL, 1, extract(year FROM date %(today)s)::int - 1, '书记', '', '落实三会一课', '联系群众不够', '', '', '[]', date %(today)s - 320, date %(today)s - 318, '支部书记', NULL, '', '',
  CASE WHEN world.rnd(id, 303) < 0.3 THEN 'good' ELSE 'fair' END, '', date %(today)s - 310, '镇组织办', date %(today)s - 305, NULL, NULL, id, head, NULL
FROM world.unit WHERE head IS NOT NULL;

INSERT INTO appraisals_scheme (name, template, kinds, sectors, at, by, submission, version, org_id)
SELECT '党支部年度考核', '', '{}', '{}', now(), '镇组织办', NULL, 1, id FROM world.seat_of;
INSERT INTO appraisals_schemeversion (number, state, maximum, scale, bands, weight_ordinary, weight_half, weight_final, basis, from_on, by, version, scheme_id)
SELECT 1, 'in_force', 10000, 'good', '{9000,8000,6000}', 0, 0, 100, '党委会', date %(today)s - 300, '镇组织办', 1, id FROM appraisals_scheme WHERE name = '党支部年度考核';
INSERT INTO appraisals_indicator ("order", text, rule, points, kind, source, measure, figure, base, target, step, floor, submission, version, parent_id, edition_id)
SELECT n, CASE n WHEN 1 THEN '按期开好三会一课' WHEN 2 THEN '服务群众' ELSE '交办的任务' END, '', CASE n WHEN 1 THEN 4000 ELSE 3000 END, 'points',
  CASE n WHEN 1 THEN 'records' ELSE 'reviewer' END, CASE n WHEN 1 THEN 'share' ELSE '' END, CASE n WHEN 1 THEN 'duties.met' ELSE '' END,
  CASE n WHEN 1 THEN 'duties.due' ELSE '' END, 0, 0, 0, NULL, 1, NULL, v.id
FROM appraisals_schemeversion v JOIN appraisals_scheme s ON s.id = v.scheme_id AND s.name = '党支部年度考核' CROSS JOIN generate_series(1, 3) AS n;
INSERT INTO appraisals_assessmentround (year, self_by, review_by, late_why, at, by, submission, version, edition_id)
SELECT extract(year FROM date %(today)s)::int, NULL, NULL, '', now(), '镇组织办', NULL, 1, v.id
FROM appraisals_schemeversion v JOIN appraisals_scheme s ON s.id = v.scheme_id AND s.name = '党支部年度考核';
INSERT INTO appraisals_assessment (state, satisfied, self_on, self_by, self_note, published_on, objections_until, feedback, settled_on, settled_by, total, grade,
  worked, seal, version, org_id, poll_id, round_id, verdict)
SELECT 'self', NULL, NULL, '', '', NULL, NULL, '', NULL, '', NULL, NULL, NULL, '', 1, u.id, NULL, r.id, NULL
FROM appraisals_assessmentround r JOIN appraisals_schemeversion v ON v.id = r.edition_id JOIN appraisals_scheme s ON s.id = v.scheme_id AND s.name = '党支部年度考核'
JOIN world.unit u ON u.above = s.org_id;
INSERT INTO appraisals_contractset (submission, version, year, preamble, measures, rewards, sign_by, check_by, published_on, late_why, edition_id, org_id, round_id)
SELECT NULL, 1, r.year, '', '', '', NULL, NULL, date %(today)s - 280, '', r.edition_id, s.org_id, r.id
FROM appraisals_assessmentround r JOIN appraisals_schemeversion v ON v.id = r.edition_id JOIN appraisals_scheme s ON s.id = v.scheme_id AND s.name = '党支部年度考核';
INSERT INTO appraisals_contractterm (target, measure, due_on, evidence, indicator_id, passes_id, set_id)
SELECT NULL, '按时完成', NULL, '', i.id, NULL, c.id FROM appraisals_contractset c JOIN appraisals_indicator i ON i.edition_id = c.edition_id;
INSERT INTO appraisals_contract (submission, version, state, in_force_on, check_text, check_lines, check_on, check_by, assessment_id, org_id, set_id)
SELECT NULL, 1, 'in_force', date %(today)s - 270, '', NULL, NULL, '', a.id, a.org_id, c.id
FROM appraisals_contractset c JOIN appraisals_assessment a ON a.round_id = c.round_id;
INSERT INTO appraisals_contractitem (target, measure, due_on, contract_id, owner_id, term_id)
SELECT NULL, '', NULL, c.id, u.head, t.id FROM appraisals_contract c JOIN appraisals_contractterm t ON t.set_id = c.set_id JOIN world.unit u ON u.id = c.org_id;

INSERT INTO campaigns_campaign (submission, version, pattern, title, theme, basis, rests_on, serves, from_on, until_on, org_kinds, sectors, grades, state, started_on,
  closed_on, result, org_id, series_id)
SELECT NULL, 1, '', '创先争优', '推动发展、服务群众', '党委会', '年度工作要点', '中心工作', date %(today)s - 200, date %(today)s + 160, '{branch,joint_branch}', '{}', '{}',
  'running', date %(today)s - 200, NULL, '', id, NULL FROM world.seat_of;
INSERT INTO campaigns_stage (number, title, from_on, until_on, aim, campaign_id)
SELECT 1, '公开承诺', from_on, until_on, '', id FROM campaigns_campaign WHERE title = '创先争优';
INSERT INTO campaigns_pledge (submission, version, kind, text, measures, due_on, state, review, scope, published_on, watch, settled_on, settled_by, outcome, why,
  assignment_id, campaign_id, org_id, person_id, reviewed_in_id)
SELECT NULL, 1, 'common', '带头学习，联系三户群众', '', c.until_on, 'published', '', 'branch', date %(today)s - 150, '', NULL, '', '', '', NULL, c.id, u.id, m.person_id, u.meeting
FROM campaigns_campaign c JOIN world.unit u ON u.above = c.org_id JOIN members_member m ON m.org_id = u.id
WHERE c.title = '创先争优' AND u.meeting IS NOT NULL AND world.rnd(m.person_id, 304) < 0.4;
INSERT INTO campaigns_honour (submission, version, kind, title, level, given_by, given_on, number, withdrawn_on, withdrawn_why, org_id, person_id, target_id, nominee_id)
SELECT NULL, 1, 'member', '优秀共产党员', 'committee_level', u.above_name, make_date(y, 7, 1), '', NULL, '', u.above, m.person_id, NULL, NULL
FROM world.unit u JOIN members_member m ON m.org_id = u.id CROSS JOIN generate_series(2021, 2025) AS y WHERE world.rnd(m.person_id, y) < 0.01;
INSERT INTO campaigns_selection (submission, version, title, basis, year, level, conditions, state, decided_on, decision, campaign_id, decided_in_id, org_id, publicity_id)
SELECT NULL, 1, '七一表彰', '党委会', extract(year FROM date %(today)s)::int, 'committee_level', '{}', 'open', NULL, '', NULL, NULL, id, NULL FROM world.seat_of;
INSERT INTO campaigns_quota (kind, number, selection_id) SELECT 'member', 20, id FROM campaigns_selection WHERE title = '七一表彰';
INSERT INTO campaigns_nominee (submission, version, kind, worked_since, resume, rewards, deeds, checks, state, why, org_id, person_id, target_id, selection_id)
SELECT NULL, 1, 'member', '', '', '', '事迹', '{}', 'proposed', '', u.id, u.head, NULL, s.id
FROM campaigns_selection s JOIN world.unit u ON u.above = s.org_id WHERE s.title = '七一表彰' AND u.head IS NOT NULL;
INSERT INTO campaigns_mending (submission, version, decided_on, basis, goal, due_on, state, said, asked_on, returned, result, closed_on, asked_by_id, campaign_id,
  closed_by_id, org_id, target_id)
SELECT NULL, 1, date %(today)s - 90, '党委会', '选好书记', date %(today)s + 60, 'open', '', NULL, '', '', NULL, NULL, NULL, NULL, above, id
FROM world.unit WHERE world.rnd(id, 305) < 0.03;
INSERT INTO campaigns_carrier (submission, version, name, what, org_kinds, sectors, entered_on, withdrawn_on, withdrawn_why, org_id, shared_in_id)
SELECT NULL, 1, '党员责任区', '划区定责', '{}', '{}', date %(today)s - 100, NULL, '', id, above FROM world.unit WHERE world.rnd(id, 306) < 0.05;

INSERT INTO model_sites_programme (submission, version, kind, title, host_kind, level, approved_by, approval, approved_on, basis, purpose, opens_on, closes_on, years,
  grades, watched, vetoes, people, minutes, ended_on, ended_why, at, by, demand_id, org_id)
SELECT NULL, 1, 'internal', '党建工作先进点', 'county_committee', '', '', '', NULL, '常委会', '', date %(today)s - 100, date %(today)s + 100, 3, '', '{}', '', 1, 60, NULL, '', now(),
  '县委组织部', NULL, id FROM orgs_organization WHERE kind = 'county_committee';
INSERT INTO model_sites_sitecategory (name, sector, quota, standard, points, submission, version, programme_id)
SELECT '农村', '', 40, '班子强', '', NULL, 1, id FROM model_sites_programme WHERE title = '党建工作先进点';
INSERT INTO model_sites_site (submission, version, state, brand, basics, practice, results, feature, honours, self_review, figures, drawn_on, grade, withdrawn_on, assessment_id,
  naming_id, org_id, poll_id, programme_id, category_id, own_marks)
SELECT NULL, 1, 'submitted', '', '基本情况', '做法', '成效', '', '', '', '[]', date %(today)s - 50, '', NULL, NULL, NULL, u.id, NULL, p.id, c.id, '[]'
FROM model_sites_programme p JOIN model_sites_sitecategory c ON c.programme_id = p.id JOIN orgs_organization o ON o.id = p.org_id
JOIN world.unit u ON u.path >= o.path AND u.path < o.path || '~' WHERE p.title = '党建工作先进点' AND world.rnd(u.id, 307) < 0.05;
INSERT INTO model_sites_experience (submission, version, title, problem, practice, results, conditions, lessons, figures, drawn_on, state, shared_on, org_id, shared_in_id, site_id)
SELECT NULL, 1, '积分管理', '党员作用不明显', '积分', '参加率提高', '', '', '[]', date %(today)s - 40, 'shared', date %(today)s - 30, id, above, NULL
FROM world.unit WHERE world.rnd(id, 308) < 0.05;

INSERT INTO assignments_problem (submission, version, category, text, source, found_on, cause, goal, due_on, state, shown_to, shown_on, result, asked_at, closed_at,
  listed_at, listed_by, asked_by_id, closed_by_id, issuer_id, org_id, supervision_id, announcement_id, origin_id, origin_kind, shown_where)
SELECT NULL, 1, 'org_life', '会议记录不规范', 'inspection', date %(today)s - 120 + n * 10, '', '', date %(today)s - 20 + n * 15, CASE WHEN r < 0.7 THEN 'closed' ELSE 'open' END, '', NULL,
  CASE WHEN r < 0.7 THEN '已整改' ELSE '' END, NULL, CASE WHEN r < 0.7 THEN now() END, now(), '镇组织办', NULL, NULL, above, id, NULL, NULL, NULL, '', ''
FROM world.unit CROSS JOIN generate_series(1, 3) AS n CROSS JOIN LATERAL (SELECT world.rnd(id, 310 + n) AS r) AS draw WHERE world.rnd(id, 320 + n) < 0.3;
INSERT INTO assignments_problemstep (step, note, at, by, problem_id) SELECT 'list', '', listed_at, listed_by, id FROM assignments_problem;
INSERT INTO assignments_supervision (submission, version, year, number, demands, issued_at, issued_by, answer_by, working_days, state, answer, answered_at, answered_by,
  outcome, settled_at, settled_by, issuer_id, org_id)
SELECT NULL, 1, extract(year FROM date %(today)s)::int, row_number() OVER (PARTITION BY above ORDER BY id), '按期完成', now(), '镇组织办', date %(today)s + 5, NULL, 'issued', '', NULL, '',
  '', NULL, '', above, id FROM world.unit WHERE world.rnd(id, 330) < 0.1;
