from datetime import datetime


def notify(*, person_id: int, text: str, link: str, org_id: int | None, now: datetime) -> None: ...
