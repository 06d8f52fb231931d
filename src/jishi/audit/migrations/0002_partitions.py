"""The audit table itself: append-only rows, one partition a year, a default for strays."""

from django.db import migrations

MAKE = """
CREATE SEQUENCE audit_line_seq;
CREATE TABLE audit_line (
  at timestamptz NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('audit_line_seq'),
  event varchar(60) NOT NULL,
  org_id bigint,
  subject_type varchar(40) NOT NULL,
  subject_id bigint,
  subject_name varchar(200) NOT NULL,
  account_id bigint,
  person_id bigint,
  post_id bigint,
  actor_name varchar(100) NOT NULL,
  before jsonb,
  after jsonb,
  note varchar(500) NOT NULL,
  PRIMARY KEY (at, seq)
) PARTITION BY RANGE (at);
CREATE INDEX audit_line_by_subject ON audit_line (subject_type, subject_id, at);
CREATE INDEX audit_line_by_org ON audit_line (org_id, at);
CREATE TABLE audit_line_default PARTITION OF audit_line DEFAULT;
CREATE TABLE audit_line_2026 PARTITION OF audit_line FOR VALUES FROM ('2026-01-01 00:00+08') TO ('2027-01-01 00:00+08');
CREATE TABLE audit_line_2027 PARTITION OF audit_line FOR VALUES FROM ('2027-01-01 00:00+08') TO ('2028-01-01 00:00+08');
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE audit_line; DROP SEQUENCE audit_line_seq")]
