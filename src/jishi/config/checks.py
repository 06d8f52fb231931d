"""What an operator must know before people work on the site: our own system checks, run by `check` and before serving."""

import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register, run_checks
from django.db import connection

from jishi.kernel import clock, partitions
from jishi.kernel.db import WEB_ROLE

OLDEST = 15
WORDS = {10: "说明", 20: "说明", 25: "提醒", 30: "提醒", 40: "错误", 50: "错误"}


def zone(**kwargs: Any) -> list[CheckMessage]:
    if settings.TIME_ZONE == "Asia/Shanghai" and settings.USE_TZ:
        return []
    return [Error("时区不是北京时间。", hint="TIME_ZONE 要用 Asia/Shanghai，USE_TZ 要用 True。", id="jishi.E001")]


def keys_private(**kwargs: Any) -> list[CheckMessage]:
    path = Path(settings.KEYS_FILE)
    if not path.exists():
        return []
    found: list[CheckMessage] = []
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        found.append(Error(f"密钥文件 {path} 别人也能读。", hint=f"执行 chmod 600 {path}", id="jishi.E002"))
    if path.is_relative_to(settings.DATA_DIR):
        found.append(Error("密钥文件在数据目录里面。", hint="用 JISHI_KEYS 另指一个位置。", id="jishi.E003"))
    return found


def data_not_served(**kwargs: Any) -> list[CheckMessage]:
    root, data = Path(settings.STATIC_ROOT), Path(settings.DATA_DIR)
    served = [path for path in (data, Path(settings.FILES_DIR), Path(settings.KEYS_FILE)) if path.is_relative_to(root)]
    return [
        Error(
            f"{path} 在公开的样式目录 {root} 里，任何人都能下载。", hint="把数据目录移到样式目录之外。", id="jishi.E004"
        )
        for path in served
    ]


def server_new_enough(**kwargs: Any) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        major = int(cursor.fetchone()[0]) // 10_000
    if major >= OLDEST:
        return []
    return [Error(f"PostgreSQL {major} 太旧。", hint=f"请升级到 {OLDEST} 及以上。", id="jishi.E005")]


def _is_migrated() -> bool:
    """Whether our tables are there. An empty database, about to be migrated, has nothing to keep yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.audit_line') IS NOT NULL")
        [found] = cursor.fetchone()
        return bool(found)


def _server_keeps_append_only() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [WEB_ROLE])
        if not cursor.fetchone():
            return False
        cursor.execute(
            "SELECT pg_has_role(%s, 'MEMBER') AND has_table_privilege(%s, 'public.audit_line', 'INSERT')"
            " AND NOT has_table_privilege(%s, 'public.audit_line', 'UPDATE')",
            [WEB_ROLE, WEB_ROLE, WEB_ROLE],
        )
        [held] = cursor.fetchone()
        return bool(held)


def web_role_enforced(**kwargs: Any) -> list[CheckMessage]:
    """Whether the append-only tables are kept so by the server itself."""
    if not _is_migrated():
        return []
    if not settings.STEP_DOWN:
        hint = "现在设置了 JISHI_STEP_DOWN=0。数据库能建第二个角色的，去掉这个设置。"
    elif not _server_keeps_append_only():
        hint = (
            f"请数据库管理员执行 CREATE ROLE {WEB_ROLE} NOLOGIN; 和 GRANT {WEB_ROLE} TO 平台的登录账户; "
            "然后再运行一次 ./jishi check。"
        )
    else:
        return []
    return [Warning("操作日志和更正记录只由程序保证不被改写，数据库没有强制。", hint=hint, id="jishi.W001")]


def years_ahead(**kwargs: Any) -> list[CheckMessage]:
    if not _is_migrated():
        return []
    this = clock.today().year
    return [
        Warning(
            f"缺少分区表 {name}，新记录暂存在默认分区里，不会丢失。",
            hint="平台运行时每天自动补建；没有在运行的，请用 ./jishi serve 启动。",
            id="jishi.W002",
        )
        for year in (this, this + 1)
        for name in partitions.missing(year)
    ]


def statements_unlogged(**kwargs: Any) -> list[CheckMessage]:
    """Whether the server writes statements down: with them what is cast in secret polls."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('log_statement'), current_setting('log_min_duration_statement')")
        statement, duration = cursor.fetchone()
    if statement in ("none", "ddl") and duration == "-1":
        return []
    hint = "投票期间请设 log_statement = 'none'、log_min_duration_statement = -1。"
    return [Warning("数据库把执行的语句写进日志，无记名测评的票会留在日志里。", hint=hint, id="jishi.W003")]


OWN: dict[str, Sequence[Callable[..., list[CheckMessage]]]] = {
    Tags.security: (zone, keys_private, data_not_served),
    Tags.database: (server_new_enough, web_role_enforced, years_ahead, statements_unlogged),
}


def register_all() -> None:
    """Called once, when the last app is ready."""
    for tag, checks in OWN.items():
        for each in checks:
            register(each, tag)


def print_report() -> int:
    """All of Django's checks and ours, in words; gives 1 where something must be mended."""
    found = run_checks(databases=["default"], include_deployment_checks=True)
    found = [message for message in found if not message.is_silenced()]
    for message in sorted(found, key=lambda m: -m.level):
        print(f"{WORDS.get(message.level, '说明')}　{message.msg}（{message.id}）")
        if message.hint:
            print(f"　　　{message.hint}")
    if not found:
        print("检查完毕，一切正常。")
    return 1 if any(message.is_serious() for message in found) else 0
