"""Pages of notices, and what rooms that show a 公示 do with it."""
