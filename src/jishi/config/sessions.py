"""Who is signed in, asked of the database on every request: two rows, by queries written once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from jishi.accounts.models import Account
from jishi.kernel.prepared import columns, instance, kept


@kept
def _session(*, key: str, now: object) -> QuerySet[Session, Any]:
    return Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data")


@kept
def _account(*, account_id: int) -> QuerySet[Account, Any]:
    return Account.objects.filter(pk=account_id).values_list(*columns(Account))


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read by a query written once."""

    def load(self) -> dict[str, Any]:
        rows = _session(key=self.session_key or "", now=timezone.now())
        if not rows:
            self._session_key = None
            return {}
        return self.decode(rows[0][0])

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session


class Accounts(ModelBackend):
    """Django's sign-in by name and password; the account of a session is read by a query written once."""

    def get_user(self, user_id: int) -> Account | None:
        found = instance(Account, _account(account_id=int(user_id)))
        return found if found and self.user_can_authenticate(found) else None
