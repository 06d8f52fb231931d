"""What the commands do before they can call a service: open the site, bring up its database, set Django up for it."""

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib import import_module
from pathlib import Path

from jishi.config.backup import copy_site, demand_copy, lay_copy
from jishi.config.embedded import Server
from jishi.config.site import Site, site_at
from jishi.config.supervise import demand_free, say, supervised
from jishi.config.trouble import Trouble

ROOT = Path(__file__).resolve().parents[3]
DEMO_DATA = ROOT / ".data" / "demo"


def _point_settings_at(site: Site, server: Server | None, settings: str = "jishi.config.settings") -> None:
    """The environment every process of this command reads its settings from."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    os.environ["JISHI_DATA"] = str(site.folder)
    os.environ["JISHI_KEYS"] = str(site.keys)
    os.environ.pop("JISHI_THROWAWAY_KEYS", None)
    if server:
        os.environ["DATABASE_URL"] = server.url()


def _set_up() -> None:
    """Django, and the tables brought up to this release."""
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import OperationalError, connection  # noqa: PLC0415

    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()
        raise Trouble(f"连不上 DATABASE_URL 指出的数据库：{reason[0] if reason else '原因不明'}。") from error
    call_command("migrate", interactive=False, verbosity=0)
    connection.close()  # the next one steps down to the web role that migrate has just made
    import_module("jishi.site.queries").hear_words()


def _own_server(site: Site) -> Server | None:
    """The embedded server of the site, unless the operator names another."""
    return None if os.environ.get("DATABASE_URL") else Server(site.folder)


@contextmanager
def database(data: str | None, settings: str = "jishi.config.settings") -> Iterator[None]:
    """The site's database for one command: its own server is started and stopped again, or, while the site is being
    served, simply used."""
    site = site_at(data)
    with site.held() as ours:
        if ours:
            site.open()
        elif not site.marker.exists():
            raise Trouble(f"数据目录 {site.folder} 正在被另一个命令建立，请稍后再试。")
        server = _own_server(site)
        _point_settings_at(site, server, settings)
        if server and not ours and not server.answers():
            raise Trouble(f"数据目录 {site.folder} 正在被另一个命令使用，请等它结束再试。")
        with _running(server) if server and ours else nullcontext():
            _set_up()
            yield


@contextmanager
def _running(server: Server) -> Iterator[None]:
    """A terminated command stops its server in order."""
    for sig in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, lambda number, frame: sys.exit(128 + number))
    try:
        server.start()
        yield
    finally:
        server.stop()


def bench(arguments: Namespace) -> int:
    """Measure on a synthetic world of its own, in a data folder for each size, made on first use."""
    if not (ROOT / "benchmarks").is_dir():
        raise Trouble(f"{ROOT} 里没有 benchmarks 目录：测量只在完整的源代码里进行。")
    sys.path.insert(0, str(ROOT))
    os.environ["JISHI_HOSTS"] = "testserver,localhost,127.0.0.1"
    with database(arguments.data or str(ROOT / ".data" / f"bench-{arguments.size}"), "benchmarks.settings"):
        return int(import_module("benchmarks.running").command(arguments))


def backup(*, data: str | None, into: Path) -> int:
    """Copy a site into a folder, while it is served or not."""
    site = site_at(data)
    _demand_embedded()
    if not site.marker.exists():
        raise Trouble(f"{site.folder} 里没有数据，没有可以备份的。")
    with database(data):
        copy_site(site, Server(site.folder), into)
    say(f"已备份到 {into}。密钥文件 {site.keys} 不在里面，请另外保管。")
    return 0


def restore(*, data: str | None, source: Path) -> int:
    """Make a new site from a copy; nothing is left of it if that fails."""
    site = site_at(data)
    _demand_embedded()
    with site.held() as ours:
        if not ours or site.marker.exists():
            raise Trouble(f"数据目录 {site.folder} 已有数据。请用 --data 指定一个新目录。")
        demand_copy(source, site)
        site.open()
        server = Server(site.folder)
        _point_settings_at(site, server)
        try:
            with _running(server):
                lay_copy(site, server, source)
                _set_up()
        except BaseException:
            site.wipe()
            raise
    say(f"已恢复到 {site.folder}。用 ./jishi serve --data {site.folder} 打开。")
    return 0


def _demand_embedded() -> None:
    if os.environ.get("DATABASE_URL"):
        raise Trouble("数据库在 DATABASE_URL 指出的服务器上，请用那里的 pg_dump 和 pg_restore（见 docs/running.md）。")


def serve(*, data: str | None, host: str, port: int) -> int:
    """Serve the site until told to stop."""
    return _serve(site_at(data), host=host, port=port, fresh=False, is_demo=False)


def demo(*, data: str | None, host: str, port: int, fresh: bool) -> int:
    """Serve the demo township, made on first use."""
    return _serve(site_at(data or str(DEMO_DATA)), host=host, port=port, fresh=fresh, is_demo=True)


def _serve(site: Site, *, host: str, port: int, fresh: bool, is_demo: bool) -> int:
    with site.held() as ours:
        if not ours:
            raise Trouble(f"数据目录 {site.folder} 已在运行。请先停下它，或用 --data 换一个目录。")
        demand_free(host, port)
        if fresh:
            if os.environ.get("DATABASE_URL"):
                raise Trouble("--fresh 只清空内置数据库；DATABASE_URL 指出的数据库请自己处理。")
            say(f"清空数据目录 {site.folder}")
            Server(site.folder).end_leftovers()
            site.wipe()
        site.open()
        server = _own_server(site)
        _point_settings_at(site, server)
        os.environ["JISHI_HASHED_STATIC"] = "1"
        if host not in ("127.0.0.1", "localhost", "::1"):
            os.environ.setdefault("JISHI_HOSTS", ",".join(["localhost", "127.0.0.1", *_own_names(host)]))

        def prepare() -> None:
            _set_up()
            _ready_to_serve()
            if is_demo:
                _build_demo_once()

        def greeting() -> str:
            shown = f"[{host}]" if ":" in host else host
            shown = "127.0.0.1" if host in ("0.0.0.0", "::") else shown  # noqa: S104  compared, not bound
            lines = [f"已在 http://{shown}:{port}/ 运行。按 Ctrl-C 停止。"]
            return "\n".join([*(_cast_lines() if is_demo else []), *lines])

        say("正在启动……")
        return supervised(server, prepare, host, port, greeting)


def _own_names(host: str) -> list[str]:
    """Names under which this machine may be asked when it serves the local network."""
    import socket  # noqa: PLC0415

    name = socket.gethostname()
    names = {name, host}
    with suppress(OSError):
        names |= {str(found[4][0]) for found in socket.getaddrinfo(name, None)}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.connect(("192.0.2.1", 9))  # sends nothing: asks only which address would be used
        names.add(trial.getsockname()[0])
    return sorted(names - {"0.0.0.0", "::"})  # noqa: S104  compared, not bound


def _ready_to_serve() -> None:
    """Styles where the web server looks for them, and work a killed worker had begun back in the queue."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from jishi.config import scheduler  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    if scheduler.hold_the_clock():
        scheduler.requeue_orphans()
        scheduler.release_the_clock()
    connection.close()


def _build_demo_once() -> None:
    from django.db import connection  # noqa: PLC0415

    from jishi.demo import services  # noqa: PLC0415
    from jishi.kernel import clock  # noqa: PLC0415
    from jishi.kernel.db import as_owner  # noqa: PLC0415
    from jishi.orgs.models import Organization  # noqa: PLC0415

    if not Organization.objects.exists():
        say("正在建立演示乡镇，约半分钟……")
        now = clock.now()
        services.build_demo(today=now.date(), now=now)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # the first pages are opened before autovacuum comes by
    connection.close()


def _cast_lines() -> list[str]:
    from jishi.demo import services  # noqa: PLC0415

    return [
        "",
        "演示账号（登录名　密码　身份）：",
        *(f"  {login}　{word}　{who}" for login, word, who in services.CAST),
        "",
    ]
