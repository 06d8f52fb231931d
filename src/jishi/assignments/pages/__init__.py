"""责任: tasks and their parts, supervision notes, the ledger."""
