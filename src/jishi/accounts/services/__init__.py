"""Verbs of accounts."""

from jishi.accounts.services.drafts import discard_draft, keep_form, purge, save_draft, take_draft
from jishi.accounts.services.keeping import open_account, reset_password, set_active, set_large_type
from jishi.accounts.services.signing_in import change_password, sign_in, sign_out, unlock

__all__ = [
    "change_password",
    "discard_draft",
    "keep_form",
    "open_account",
    "purge",
    "reset_password",
    "save_draft",
    "set_active",
    "set_large_type",
    "sign_in",
    "sign_out",
    "take_draft",
    "unlock",
]
