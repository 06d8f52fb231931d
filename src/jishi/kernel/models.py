"""No tables: the kernel only prepares the database (migration 0001)."""
