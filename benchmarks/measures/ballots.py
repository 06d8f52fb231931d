"""Secret polls: one ballot put in, and five hundred voters (fifty in a township, for a look within a minute) from eight
processes, each with the page and the ballot. Least: a bare INSERT into a table of the same shape, committed one by one."""

from secrets import token_hex

from django.db import connection, transaction
from django.test import Client

from benchmarks.databases import clients
from benchmarks.ground import World
from benchmarks.measure import Case, measure, rows
from jishi.ballots import services
from jishi.ballots.models import Poll
from jishi.ballots.queries.polls import intake_of
from jishi.ballots.rules.polls import PollKind, PollWay
from jishi.kernel import clock
from jishi.kernel.actor import operator
from jishi.kernel.db import WEB_ROLE, as_owner
from jishi.orgs.models import Organization

VOTERS, CLIENTS, ITEMS = {"township": 50, "county": 500}, 8, 12
GIVEN = {number: ["0"] for number in range(1, ITEMS + 1)}
BARE = "jishi_bare_ballot"


def _opened(slips: int) -> tuple[Poll, list[str]]:
    """A satisfaction poll of twelve questions, and the codes of its slips."""
    who, now = operator("基准"), clock.now()
    org = Organization.objects.filter(kind="branch", ended_on=None).order_by("pk")[0]
    poll = services.make_poll(
        org=org, kind=PollKind.SATISFACTION, title="满意度", items=[f"第{n}项" for n in range(ITEMS)], ways=[PollWay.SLIP],
        is_named=False, actor=who, now=now,
    )  # fmt: skip
    codes = services.print_slips(poll=poll, count=slips, actor=who, now=now)
    return services.open_poll(poll=poll, version=2, handed=slips, actor=who, now=now), codes


def _cast(poll: Poll, code: str) -> None:
    services.cast_ballot(poll=poll, receipt=services.receipt_for_code(poll, code), given=GIVEN)


def _insert() -> None:
    with transaction.atomic():
        rows(f"INSERT INTO {BARE} VALUES (%s, '{{}}') ON CONFLICT DO NOTHING", [token_hex(32)])


@measure("ballot cast (verb)")
def one(world: World) -> Case:
    poll, codes = _opened(60)
    _lay_bare()
    left = iter(codes)
    return Case(
        ours=lambda: _cast(poll, next(left)), least=_insert,
        note="least: a bare INSERT into an unlogged table of the same shape, in a transaction of its own",
    )  # fmt: skip


def _lay_bare() -> None:
    with as_owner():
        rows(f'CREATE UNLOGGED TABLE IF NOT EXISTS {BARE} (token text COLLATE "C" PRIMARY KEY, choice jsonb)')
        rows(f"GRANT ALL ON {BARE} TO {WEB_ROLE}")


def _into(database: str) -> None:
    connection.settings_dict["NAME"] = database


def _make(voters: int) -> tuple[int, str, list[str]]:
    _lay_bare()
    poll, codes = _opened(voters)
    return poll.pk, poll.public, codes


def _vote(order: tuple[str, str]) -> bool:
    """What a phone does: the page, then the ballot."""
    public, code = order
    phone, url = Client(), f"/cast/{public}/"
    page = phone.get(url)
    sent = phone.post(url, {"code": code} | {f"q{number}": values for number, values in GIVEN.items()})
    return page.status_code == 200 and "已收到您的票" in sent.content.decode()


def _insert_one(_: tuple[str, str]) -> bool:
    _insert()
    return True


def _received(poll_id: int) -> int:
    return intake_of(Poll.objects.get(pk=poll_id)).ballots


@measure("a poll's voters from 8 clients", sizes=tuple(VOTERS))
def at_once(world: World) -> Case:
    """Real processes, real commits, in a copy of the world that is dropped when the run ends. Every second voter presses
    twice; none may get an error, none may count twice."""
    voters = VOTERS[world.size]
    pool = world.kept.enter_context(clients(CLIENTS, _into, "polls"))
    polls = []

    def prepare() -> None:
        polls.extend(pool.map(_make, [voters]))

    def ours() -> int:
        poll_id, public, codes = polls[-1]
        orders = [(public, code) for n, code in enumerate(codes) for _ in range(1 + n % 2)]
        shown = pool.map(_vote, orders, chunksize=1)
        # The second press of a ballot that is in says so, and is no error.
        assert sum(shown) == voters, sum(shown)
        assert pool.map(_received, [poll_id]) == [voters]
        return voters

    def least() -> int:
        return sum(pool.map(_insert_one, [("", "")] * voters, chunksize=1))

    prepare()
    ours()  # each of the processes reads its templates once
    return Case(
        ours=ours, least=least, prepare=prepare, turns=3,
        note=f"{voters} voters with page and ballot, {voters // 2} of them pressing twice; least: {voters} bare INSERTs",
    )  # fmt: skip
