"""The command line. Thin: arguments in, one service or query called, JSON or a table out, an exit code.

0 done · 1 nothing imported because rows were refused, a check failed, or a part died · 2 a sentence on stderr says what
to mend. Imports of Django wait until the settings know which database they are for."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jishi.kernel.reports import ImportReport

EXIT_REFUSED = 1
EXIT_TROUBLE = 2
DEFAULT_PORT = 8000
SIZES = ("township", "county", "city", "province")  # of the worlds that `bench` makes


class ChineseParser(argparse.ArgumentParser):
    """argparse whose own words are Chinese."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "add_help": False, "allow_abbrev": False})
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "用法：", 1)

    def error(self, message: str) -> Any:
        self.exit(EXIT_TROUBLE, f"命令写得不对：{_in_chinese(message)}。\n用 {self.prog} --help 看写法。\n")


def _in_chinese(message: str) -> str:
    for english, chinese in (
        ("the following arguments are required: ", "缺少 "),
        ("unrecognized arguments: ", "不认识 "),
        ("expected one argument", "后面要有一个值"),
        ("argument ", ""),
        ("invalid choice: ", "没有这个选择 "),
        ("(choose from ", "（可选 "),
    ):
        message = message.replace(english, chinese)
    return message


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，要写成 2026-11-22 这样") from None


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"“{text}”不是端口号，要用 1 到 65535 的数")
    return int(text)


def make_parser() -> argparse.ArgumentParser:
    """All sub-commands; `run` of the parsed arguments is the function to call."""
    parser = ChineseParser(prog="jishi", description="基石：基层党建工作平台")
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=ChineseParser)

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=words, description=words)
        sub.set_defaults(run=run)
        sub.add_argument("--data", metavar="目录", help="数据目录（默认 .data/site，演示为 .data/demo）")
        return sub

    for name, run, words in (
        ("demo", demo, "建好演示乡镇并打开网页服务"),
        ("serve", serve, "正式运行网页服务"),
    ):
        sub = command(name, run, words)
        sub.add_argument("--port", type=_port, default=DEFAULT_PORT, metavar="端口", help=f"默认 {DEFAULT_PORT}")
        sub.add_argument("--host", default="127.0.0.1", metavar="地址", help="默认只供本机访问；0.0.0.0 供局域网访问")
        if name == "demo":
            sub.add_argument("--fresh", action="store_true", help="先清空这个数据目录")
    sub = commands.add_parser(
        "test", help="检查代码并运行全部测试", description="不带参数时先检查代码，再运行全部测试。"
    )
    sub.set_defaults(run=test)
    sub.add_argument("args", nargs=argparse.REMAINDER, metavar="…", help="交给 pytest 的参数；带参数时只运行这些测试")

    sub = command("bench", bench, "造一个合成的组织体系，测量各页面和后台工作用时")
    sub.add_argument(
        "--size", choices=SIZES, default=SIZES[0], metavar="规模", help="、".join(SIZES) + f"，默认 {SIZES[0]}"
    )
    sub.add_argument("--only", default="", metavar="词", help="只测名称里有这个词的")
    sub.add_argument("--json", action="store_true", help="输出 JSON")
    sub.add_argument("--write", action="store_true", help="把结果记入 benchmarks/results.md")
    sub.add_argument("--growth", action="store_true", help="在1倍、3倍、10倍的规模上各测一遍")
    sub.add_argument("--mixed", type=float, metavar="分钟", help="改为混合负载，观察内存")
    sub.add_argument("--sweep", type=float, metavar="毫秒", nargs="?", const=100.0, help="改为逐页走一遍，列出慢的页面")
    for name, run, words in (
        ("import-orgs", import_orgs, "导入党组织"),
        ("import-roster", import_roster, "导入党员名册"),
    ):
        sub = command(name, run, words)
        sub.add_argument("file", type=Path, metavar="文件", help=".xlsx 或 .csv")
        sub.add_argument("--dry-run", action="store_true", help="只看结果，不写入")
        sub.add_argument("--good-rows-only", action="store_true", help="有问题的行不导入，其余照常导入")
        sub.add_argument("--json", action="store_true", help="输出 JSON")
    for name, run, words in (
        ("due", due, "列出应办事项"),
        ("figures", figures, "列出统计数字"),
    ):
        sub = command(name, run, words)
        sub.add_argument("--org", required=True, metavar="编码", help="党组织编码，连同下级")
        sub.add_argument("--on", type=_day, required=True, metavar="日期", help="如 2026-11-22")
        sub.add_argument("--json", action="store_true", help="输出 JSON")
    command("check", check, "检查设置、数据库和密钥")
    command("backup", backup, "备份到一个新目录，运行中也可以").add_argument("folder", type=Path, metavar="备份目录")
    command("restore", restore, "从备份恢复成一个新的数据目录").add_argument("folder", type=Path, metavar="备份目录")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives its exit code."""
    from jishi.config.trouble import Trouble  # noqa: PLC0415

    words = list(sys.argv[1:] if argv is None else argv)
    # What follows `test` is pytest's, options included.
    arguments = make_parser().parse_args(["test", "--", *words[1:]] if words[:1] == ["test"] else words)
    try:
        return int(arguments.run(arguments))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return EXIT_TROUBLE
    except KeyboardInterrupt:
        return 130


# --- the commands ----------------------------------------------------------------------------------------------------


def demo(arguments: argparse.Namespace) -> int:
    from jishi.config import commands  # noqa: PLC0415

    return commands.demo(data=arguments.data, host=arguments.host, port=arguments.port, fresh=arguments.fresh)


def serve(arguments: argparse.Namespace) -> int:
    from jishi.config import commands  # noqa: PLC0415

    return commands.serve(data=arguments.data, host=arguments.host, port=arguments.port)


def backup(arguments: argparse.Namespace) -> int:
    from jishi.config import commands  # noqa: PLC0415

    return commands.backup(data=arguments.data, into=arguments.folder.absolute())


def restore(arguments: argparse.Namespace) -> int:
    from jishi.config import commands  # noqa: PLC0415

    return commands.restore(data=arguments.data, source=arguments.folder.absolute())


def test(arguments: argparse.Namespace) -> int:
    from jishi.config import testing  # noqa: PLC0415

    return testing.run([word for word in arguments.args if word != "--"])


@contextmanager
def _database(arguments: argparse.Namespace) -> Iterator[None]:
    from jishi.config import commands  # noqa: PLC0415

    with commands.database(arguments.data):
        yield


def bench(arguments: argparse.Namespace) -> int:
    from jishi.config import commands  # noqa: PLC0415

    return commands.bench(arguments)


def import_orgs(arguments: argparse.Namespace) -> int:
    with _database(arguments):
        from jishi.orgs import services  # noqa: PLC0415

        return _import(arguments, services.import_orgs)


def import_roster(arguments: argparse.Namespace) -> int:
    with _database(arguments):
        from jishi.members import services  # noqa: PLC0415

        return _import(arguments, services.import_roster)


def _import(arguments: argparse.Namespace, service: "Callable[..., ImportReport]") -> int:
    from jishi.config.trouble import Trouble  # noqa: PLC0415
    from jishi.kernel import clock  # noqa: PLC0415
    from jishi.kernel.actor import operator  # noqa: PLC0415
    from jishi.kernel.decision import Refused  # noqa: PLC0415

    try:
        arguments.file.open("rb").close()
    except OSError as error:
        raise Trouble(f"打不开文件 {arguments.file}：{error.strerror}。") from error
    try:
        report = service(
            arguments.file,
            dry_run=arguments.dry_run,
            good_rows_only=arguments.good_rows_only,
            actor=operator(),
            now=clock.now(),
        )
    except Refused as refused:
        raise Trouble(str(refused)) from refused
    print(as_json(report.as_json()) if arguments.json else _report_text(report, dry_run=arguments.dry_run))
    return EXIT_REFUSED if report.refused and not arguments.good_rows_only else 0


def _report_text(report: "ImportReport", *, dry_run: bool) -> str:
    lines = [f"新增 {report.new}，变动 {report.changed}，不变 {report.unchanged}。"]
    for word, problems in (("拒收", report.refused), ("提醒", report.warned)):
        lines += [f"{word}　第 {p.row} 行　{p.name}：{' '.join(p.reasons)}" for p in problems]
    if dry_run:
        lines.append("这是预览，没有写入。")
    elif not report.imported:
        lines.append("有拒收的行，一行也没有导入。请改正后重来，或加 --good-rows-only 只导入合格的行。")
    return "\n".join(lines)


def due(arguments: argparse.Namespace) -> int:
    with _database(arguments):
        from jishi.duties import queries, services  # noqa: PLC0415

        _org_named(arguments.org)
        services.open_periods(arguments.on)
        rows = queries.due_report(arguments.org, arguments.on)
        if arguments.json:
            print(as_json(rows))
        else:
            for row in rows:
                cells = (row["org"], row["period"], row["title"], row["state"], row["due_on"], row["owner"] or "（无）")
                print("\t".join(str(cell) for cell in cells))
    return 0


def figures(arguments: argparse.Namespace) -> int:
    with _database(arguments):
        from jishi.kernel import registry  # noqa: PLC0415

        path = _org_named(arguments.org).path
        counts = {name: figure.count(path, arguments.on) for name, figure in sorted(registry.figures.items())}
        if arguments.json:
            print(as_json(counts))
        else:
            for name, count in counts.items():
                print(f"{registry.figures[name].label}\t{count}")
    return 0


def _org_named(code: str) -> Any:
    from django.core.exceptions import ObjectDoesNotExist  # noqa: PLC0415

    from jishi.config.trouble import Trouble  # noqa: PLC0415
    from jishi.orgs import queries  # noqa: PLC0415

    try:
        return queries.org_by_code(code)
    except ObjectDoesNotExist:
        raise Trouble(f"没有编码为“{code}”的党组织。编码前面的 0 不能省。") from None


def check(arguments: argparse.Namespace) -> int:
    with _database(arguments):
        from jishi.config import checks  # noqa: PLC0415

        return checks.print_report()


def as_json(value: object) -> str:
    """For other programs: UTF-8 as it is, dates as texts."""
    return json.dumps(value, ensure_ascii=False, default=str)


def program() -> None:
    """What `python -m jishi` runs."""
    code = 0
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads us, `head` perhaps, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
