"""Pages of 组织生活会 and 民主评议."""
