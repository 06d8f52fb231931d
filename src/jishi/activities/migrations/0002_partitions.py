"""Attendance: narrow rows, one partition a year of the day held, a default for strays."""

from django.db import migrations

MAKE = """
CREATE TABLE activities_attendance (
  held_on date NOT NULL,
  activity_id bigint NOT NULL,
  member_id bigint NOT NULL,
  is_present boolean NOT NULL,
  is_voter boolean NOT NULL,
  reason varchar(10) NOT NULL,
  leave_approved boolean,
  vote_withheld boolean NOT NULL DEFAULT false,
  PRIMARY KEY (held_on, activity_id, member_id)
) PARTITION BY RANGE (held_on);
CREATE INDEX attendance_by_member ON activities_attendance (member_id, held_on);
CREATE TABLE activities_attendance_default PARTITION OF activities_attendance DEFAULT;
CREATE TABLE activities_attendance_2025 PARTITION OF activities_attendance FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE activities_attendance_2026 PARTITION OF activities_attendance FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE activities_attendance_2027 PARTITION OF activities_attendance FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');
"""


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, "DROP TABLE activities_attendance")]
