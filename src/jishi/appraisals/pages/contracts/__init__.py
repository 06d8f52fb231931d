"""Pages of 目标管理责任书."""
