"""The whole synthetic world as a plan: who lives where, who holds which post, which terms run, what is to be done."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from jishi.demo import diary as diaries
from jishi.demo import people, topics
from jishi.demo.names import Names
from jishi.demo.people import Human, Known, years_later
from jishi.demo.places import LENDERS, PLACES, Place
from jishi.kernel.periods import Period
from jishi.orgs.rules import COMMITTEE_KINDS, OrgKind, PostKind

FIVE = (
    PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY, PostKind.ORGANIZATION_MEMBER, PostKind.PUBLICITY_MEMBER,
    PostKind.DISCIPLINE_MEMBER,
)  # fmt: skip
THREE = (PostKind.SECRETARY, PostKind.ORGANIZATION_MEMBER, PostKind.PUBLICITY_MEMBER)
SEVEN = (*FIVE, PostKind.UNITED_FRONT_MEMBER, PostKind.COMMITTEE_MEMBER)
BELOW_COMMITTEE = 7  # fewer full members than this: no committee (支部工作条例第二十条)

# The people the story names: place → their seat at the head of its roster.
NAMED: dict[str, tuple[Known, ...]] = {
    "hongqi": (Known(age=57, male=True, name="王建国"), Known(age=46, male=True, name="张大勇"),
               Known(age=51, male=False, name="李秀英"), Known(age=38, male=True, name="陈长河")),
    "liushu": (Known(age=55, male=True, name="刘长河"),),
    "hongda": (Known(age=44, male=True, name="赵刚"),),
    "chunfeng": (Known(age=41, male=True, name="何伟"),),
    "heping2": (Known(age=48, male=False, name="孙丽华"),),
    "organ": (Known(age=46, male=True, name="高志远"), Known(age=43, male=False, name="梁静"), Known(age=41, male=True, name="秦海涛"),
              Known(age=37, male=False, name="苏文娟"), Known(age=36, male=True, name="韩立新"), Known(age=45, male=True, name="田卫东"),
              Known(age=39, male=True, name="段永强"), Known(age=29, male=False, name="周敏")),
    "dept": (Known(age=52, male=True, name="石文清"), Known(age=48, male=False, name="丁红梅"), Known(age=47, male=True, name="邱建平"),
             Known(age=44, male=True, name="武学军"), Known(age=46, male=False, name="贺琴"), Known(age=50, male=True, name="龚国庆"),
             Known(age=43, male=True, name="尹涛"), Known(age=31, male=True, name="何晓东"), Known(age=42, male=False, name="易艳"),
             Known(age=35, male=True, name="万凯")),
}  # fmt: skip
HOMES = ("和平社区", "长青社区", "新街社区")
# Members whose seats belong to the committee above sit at the head of its office's branch.
SEATED_ABOVE = {"organ": 8, "hillsorgan": 6, "dept": 10}


@dataclass(frozen=True, slots=True)
class Seat:
    """A post to be held by the `index`-th member of `home`."""

    place: str
    post: PostKind
    home: str
    index: int
    full_time: bool = False
    note: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class TermPlan:
    place: str
    elected_on: date
    ends_on: date
    seats: int | None
    has_committee: bool
    number: int


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment: `owner` is a seat of `place`'s roster; `fate` is open, reported or accepted."""

    place: str
    title: str
    owner: int
    given_on: date
    due_on: date
    fate: str
    done_on: date | None = None


@dataclass
class World:
    """Everything `services.build_demo` writes, and nothing it does not."""

    today: date
    months: list[Period]
    places: tuple[Place, ...] = PLACES
    rosters: dict[str, list[Human]] = field(default_factory=dict)
    seats: list[Seat] = field(default_factory=list)
    terms: list[TermPlan] = field(default_factory=list)
    lent: list[tuple[str, int]] = field(default_factory=list)
    diary: diaries.Diary = field(default_factory=diaries.Diary)
    tasks: list[Task] = field(default_factory=list)

    def full_members(self, key: str) -> int:
        return sum(h.is_full for h in self.rosters[key])

    def group_of(self, place: Place, index: int) -> int:
        """The number of the 党小组 the `index`-th member belongs to (from 1); 0 where there are none."""
        return index % place.groups + 1 if place.groups else 0


def _roster(registry: people.Registry, place: Place, today: date) -> list[Human]:
    assert place.profile
    profile, rng = place.profile, registry.rng
    named = list(NAMED.get(place.key, ()))
    heads = max(len(named), SEATED_ABOVE.get(place.key, 0) + 5)
    old = profile is people.OLD
    while len(named) < min(heads, place.size):
        named.append(Known(age=rng.randint(60, 68) if old else rng.randint(32, 55)))

    def one(known: Known | None = None, *, new: bool = False) -> Human:
        home = place.unit if place.unit.endswith(("村", "社区")) else rng.choice(HOMES)
        town = "青山乡" if place.parent == "hills" else "和平镇"
        return people.human(registry, profile, unit=place.unit, home=town + home, today=today, known=known, new=new)

    newcomers = int(place.size >= 20 and not old and rng.random() < 0.75)
    ordinary = place.size - len(named) - newcomers
    return [*map(one, named), *(one() for _ in range(ordinary)), *(one(new=True) for _ in range(newcomers))]


def _posts(place: Place, full: int) -> tuple[PostKind, ...]:
    if full < BELOW_COMMITTEE:
        return (PostKind.SECRETARY,) if full < 5 else (PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY)
    return FIVE if place.size >= 30 else THREE


def _branch_seats(world: World, place: Place) -> None:
    first = SEATED_ABOVE.get(place.key, 0)
    full_time = place.unit.endswith(("村", "社区"))
    filled = [p for p in _posts(place, world.full_members(place.key)) if p != place.vacant]
    for index, post in enumerate(filled):
        world.seats.append(Seat(place.key, post, place.key, first + index, full_time and index == 0))
    for group in range(1, place.groups + 1):
        leader = next(i for i in range(6, place.size) if world.group_of(place, i) == group)
        world.seats.append(Seat(place.key, PostKind.GROUP_LEADER, place.key, leader, group=group))


def _upper_seats(world: World) -> None:
    """Committees and general branches are made of members of the branches below them or of their own office."""
    for key, home in (("town", "organ"), ("hills", "hillsorgan"), ("county", "dept")):
        posts = SEVEN if key != "hills" else FIVE
        for index, post in enumerate(posts):
            world.seats.append(Seat(key, post, home, index, True))
        clerk = PostKind.ORG_DEPARTMENT if key == "county" else PostKind.OFFICE_CLERK
        world.seats.append(Seat(key, clerk, home, len(posts), True))
    world.seats.append(Seat("trade", PostKind.SECRETARY, "dept", 8, True))
    world.seats.append(Seat("trade", PostKind.INSTRUCTOR, "dept", 9, True, "联系和平镇两新组织"))
    for place in world.places:
        if place.kind is OrgKind.GENERAL_BRANCH:
            below = [p.key for p in world.places if p.parent == place.key]
            for post, key in zip((PostKind.SECRETARY, PostKind.DEPUTY_SECRETARY), below, strict=False):
                world.seats.append(Seat(place.key, post, key, 0, True))
            for key in below[2:]:
                world.seats.append(Seat(place.key, PostKind.COMMITTEE_MEMBER, key, 0))
    world.seats.append(Seat("dyke", PostKind.SECRETARY, "organ", 10))
    world.seats.append(Seat("dyke", PostKind.ORGANIZATION_MEMBER, "water", 1))


def _terms(world: World) -> None:
    for place in world.places:
        held = [s for s in world.seats if s.place == place.key and s.post in SEVEN]
        if not held:
            continue
        elected = world.today - timedelta(days=place.term)
        committee = place.kind in COMMITTEE_KINDS or place.kind is OrgKind.GENERAL_BRANCH or len(held) > 2
        world.terms.append(
            TermPlan(
                place.key,
                elected,
                years_later(elected, place.years) - timedelta(days=1),
                (len(held) + bool(place.vacant)) if committee else None,
                committee,
                max(1, (elected.year - place.founded) // place.years) if place.founded else 1,
            )
        )


def _tasks(rng: Random, world: World) -> None:
    """Open ones, late ones, some reported and some accepted; the first branch's are those of the story."""
    today = world.today
    for title, owner, days in (
        ("三组水渠清淤", 1, -12), ("老党员走访 6 户", 2, 3), ("发展对象政治审查函调", 0, 13), ("村务公开栏更新", 3, 28),
    ):  # fmt: skip
        world.tasks.append(
            Task("hongqi", title, owner, today - timedelta(days=32), today + timedelta(days=days), "open")
        )
    for place in world.places:
        if place.size < 20 or place.key in ("hongqi", "dept"):
            continue
        for title in rng.sample(topics.TASKS, rng.randint(1, 3)):
            given = today - timedelta(days=rng.randint(12, 90))
            due = given + timedelta(days=rng.choice((14, 21, 30, 45)))
            late = due < today
            fate = rng.choice(("accepted", "accepted", "accepted", "reported", "open")) if late else "open"
            done = given + (min(due, today - timedelta(days=2)) - given) * rng.random() if fate != "open" else None
            world.tasks.append(Task(place.key, title, rng.randint(1, 2), given, due, fate, done))


def plan(*, today: date, seed: int) -> World:
    """The world of one seed on one day; the same arguments give the same world."""
    rng = Random(seed)  # noqa: S311  repeatability is the point, nothing is secret
    world = World(today=today, months=diaries.months_until(today))
    names = Names(rng, frozenset(k.name for heads in NAMED.values() for k in heads if k.name))
    registry = people.Registry(rng, names)
    for place in world.places:
        if place.size:
            world.rosters[place.key] = _roster(registry, place, today)
            _branch_seats(world, place)
    _upper_seats(world)
    _terms(world)
    world.lent = [(key, index) for key in LENDERS for index in range(10, 13)]
    for place in world.places:
        own = Random(f"{seed}:{place.key}")  # noqa: S311
        if place.size:
            committee = world.full_members(place.key) >= BELOW_COMMITTEE
            diaries.branch(own, place, world.months, today, world.diary, committee=committee)
        elif place.kind in COMMITTEE_KINDS and place.key != "trade":
            diaries.committee(own, place, world.months, today, world.diary)
        elif place.key == "dyke":
            diaries.branch(own, place, world.months[-6:], today, world.diary, committee=False)
    world.diary.held.sort(key=lambda h: (h.held_on, h.place, h.group))
    _tasks(rng, world)
    return world
