"""Writing records: confirm one or many, correct visibly, withdraw."""

from jishi.activities.services.changing import correct, withdraw
from jishi.activities.services.recording import record, record_many

__all__ = ["correct", "record", "record_many", "withdraw"]
