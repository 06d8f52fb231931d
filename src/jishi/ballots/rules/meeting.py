"""The meeting that elects: its script, who may count, when two counts agree, and what follows a round that filled too few
seats. What is known at second hand only (ties, shortfall) is computed and said, never sharpened."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from jishi.ballots.rules.candidates import Office, offices_of
from jishi.ballots.rules.counting import Base, Judged, Papers, Result, Verdict, Votes, decide, needed_to_win
from jishi.ballots.rules.timetable import ElectionKind
from jishi.kernel.labels import Labelled
from jishi.kernel.names import comparable

ONE_COUNT_UP_TO = 50  # ballots: above, two count apart from each other


class Stage(Labelled):
    """Which of the two meetings."""

    GENERAL = "general", "选举大会"
    PLENARY = "plenary", "第一次委员会会议"


HEADS = (Office.SECRETARY, Office.DEPUTY)


class CountDuty(Labelled):
    """Who watches the count and who does it."""

    SCRUTINEER = "scrutineer", "监票人"
    TELLER = "teller", "计票人"


class RoundKind(Labelled):
    """Why there is a round."""

    FIRST = "first", "第一次投票"
    RUN_OFF = "run_off", "就得票相等的人再次投票"
    FURTHER = "further", "就不足的名额另行选举"
    REPEAT = "repeat", "前次选举无效，重新选举"


class RoundState(Labelled):
    VOTING = "voting", "投票"
    COUNTING = "counting", "计票"
    COUNTED = "counted", "计票结果已确认"
    ANNOUNCED = "announced", "已宣布"
    VOID = "void", "选举无效"
    WITHDRAWN = "withdrawn", "已撤销"


UNDER_WAY = (RoundState.VOTING, RoundState.COUNTING, RoundState.COUNTED)


class Ruling(Labelled):
    """What is decided and what is taken back in the course of a meeting; each stays visible with its reason."""

    FEWER_SEATS = "fewer_seats", "减少名额"
    RUN_OFF = "run_off", "再次投票"
    FURTHER = "further", "另行选举"
    REPEAT = "repeat", "重新选举"
    CONFIRMED = "confirmed", "主持人裁定当选"
    CORRECTED = "corrected", "更正"
    REOPENED = "reopened", "退回重新计票"
    WITHDRAWN = "withdrawn", "撤销这次投票"
    RETURNED = "returned", "上级退回"
    TAKEN_BACK = "taken_back", "撤回报告"


def is_double(returned: int) -> bool:
    """Whether so many ballots are counted twice, independently."""
    return returned > ONE_COUNT_UP_TO


def offices_at(kind: str, stage: Stage, *, is_direct: bool, deputies: int) -> tuple[Office, ...]:
    """What is elected at this meeting of such an election, in order of the votes. The committee's own meeting elects heads;
    after a by-election only those whose post is vacant, which the meeting knows."""
    if stage is Stage.PLENARY and kind == ElectionKind.BY_ELECTION:
        return HEADS
    everything = offices_of(kind, is_direct=is_direct, deputies=deputies)
    if stage is Stage.PLENARY:
        return tuple(one for one in everything if one in HEADS)
    return tuple(one for one in everything if is_direct or one not in HEADS)


def has_plenary(kind: ElectionKind, *, is_direct: bool) -> bool:
    """Whether a committee meets for the first time after the election. After a by-election it meets only to elect a
    secretary or deputy."""
    return kind is not ElectionKind.DELEGATES and not is_direct


def meeting_word(kind: ElectionKind, stage: Stage) -> str:
    """What the meeting is called in the report."""
    if stage is Stage.PLENARY:
        return "委员会会议"
    return "党员代表大会" if kind is ElectionKind.CONGRESS else "党员大会"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's count of a round: void ballots, the names that stood in their order, then the names written in."""

    void: int
    votes: tuple[Votes, ...]

    @property
    def asked(self) -> tuple[Votes, ...]:
        return tuple(one for one in self.votes if not one.is_write_in)

    @property
    def others(self) -> dict[str, Votes]:
        """The names written in, by what two spellings have in common."""
        return {comparable(one.name): one for one in self.votes if one.is_write_in}


@dataclass(frozen=True, slots=True)
class Differing:
    """A cell that two sheets fill differently: the row's name and the column. Not the numbers: each counts again."""

    row: str
    column: str


COLUMNS = (("in_favour", "赞成"), ("against", "不赞成"), ("abstained", "弃权"), ("spoiled", "无法辨认"))
VOID, WRITTEN_IN = "废票", "另选"


def differences(one: Sheet, other: Sheet) -> tuple[Differing, ...]:
    """The cells in which two counts of the same round differ; none when they agree."""
    found = [] if one.void == other.void else [Differing(VOID, "张数")]
    for mine, theirs in zip(one.asked, other.asked, strict=True):
        found += [Differing(mine.name, word) for cell, word in COLUMNS if getattr(mine, cell) != getattr(theirs, cell)]
    mine_in, theirs_in = one.others, other.others
    for key in dict.fromkeys([*mine_in, *theirs_in]):
        a, b = mine_in.get(key), theirs_in.get(key)
        if a is None or b is None or a.in_favour != b.in_favour:
            found.append(Differing((a or b or one.votes[0]).name, WRITTEN_IN))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What cannot be right in a sheet: the cell (see `cell_of`) and a sentence for whoever typed it."""

    cell: str
    said: str


def cell_of(row: int | None, column: str) -> str:
    """The name of a cell: of a row that stood (its number) or, with None, of the sheet."""
    return column if row is None else f"{column}_{row}"


def wrong_cells(sheet: Sheet, papers: Papers, *, seats: int) -> list[Wrong]:
    """Everything in a sheet that does not add up, each beside its cell. `papers.void` is that of the sheet."""
    if papers.void > papers.returned:
        return [Wrong("void", f"废票 {papers.void} 张，多于收回的 {papers.returned} 张。")]
    found = []
    for row, one in enumerate(sheet.asked):
        if one.total != papers.valid:
            found.append(
                Wrong(
                    cell_of(row, "in_favour"),
                    f"{one.name}：各栏合计 {one.total}，应等于有效票 {papers.valid} 张"
                    f"（收回 {papers.returned} 张，减去废票 {papers.void} 张）。",
                )
            )
    names = [comparable(one.name) for one in sheet.asked]
    seen: set[str] = set()
    for row, one in enumerate(other for other in sheet.votes if other.is_write_in):
        key = comparable(one.name)
        if key in names:
            found.append(Wrong(cell_of(row, "other"), f"{one.name}是候选人，请记在上面候选人那一行。"))
        elif key in seen:
            found.append(Wrong(cell_of(row, "other"), f"另选人{one.name}写了两行，请合并。"))
        elif one.in_favour > papers.valid:
            found.append(
                Wrong(cell_of(row, "votes"), f"{one.name}得 {one.in_favour} 票，多于有效票 {papers.valid} 张。")
            )
        seen.add(key)
    marked = sum(one.in_favour for one in sheet.votes)
    if not found and marked > papers.valid * seats:
        found.append(
            Wrong(
                "void",
                f"赞成和另选合计 {marked} 票，有效票 {papers.valid} 张每张至多选 {seats} 人，不会超过 {papers.valid * seats} 票。"
                "所选人数多于应选人数的是废票，请核对。",
            )
        )
    return found


def counted(votes: Sequence[Votes], papers: Papers, *, seats: int, kind: RoundKind, base: Base | None) -> Result:
    """What comes of a round. In a run-off the names have had their majority already: whoever has more votes is elected;
    where that is not above half this time too, the superior is asked (the rule is known at second hand only)."""
    found = decide(papers, votes, seats=seats, base=base)
    if kind is not RoundKind.RUN_OFF or not found.is_good or not found.places_left or found.those(Verdict.TIED):
        return found
    rest = [one for one in found.judged if one.verdict is Verdict.NOT_ELECTED and one.votes.in_favour]
    seated = _most(rest, found.places_left)
    tied = [] if len(seated) == found.places_left else _level(rest, len(seated))
    said = "再次投票中得票多，但这次没有超过半数；条文原文未核，请上级党组织确认"

    def now(one: Judged) -> Judged:
        if one in seated:
            return Judged(one.votes, Verdict.HELD, f"得赞成票 {one.votes.in_favour} 张，{said}")
        if one in tied:
            return Judged(one.votes, Verdict.TIED, f"得赞成票 {one.votes.in_favour} 张，再次投票仍然相等")
        return one

    return Result((), tuple(now(one) for one in found.judged), found.places_left - len(seated))


def _most(rest: Sequence[Judged], places: int) -> list[Judged]:
    """Those with the most votes for so many places, as far as the votes tell them apart. `rest` is in order of votes."""
    if len(rest) <= places:
        return list(rest)
    margin = rest[places - 1].votes.in_favour
    if rest[places].votes.in_favour < margin:
        return list(rest[:places])
    return [one for one in rest if one.votes.in_favour > margin]


def _level(rest: Sequence[Judged], seated: int) -> list[Judged]:
    left = rest[seated:]
    return [one for one in left if one.votes.in_favour == left[0].votes.in_favour] if left else []


@dataclass(frozen=True, slots=True)
class ByBase:
    """What one name's votes mean by either base: for the page and the chair."""

    votes: Votes
    above_due: bool
    above_present: bool


def by_both(votes: Iterable[Votes], papers: Papers) -> tuple[ByBase, ...]:
    """Both answers to a question the sources disagree about, name by name in the order given."""
    due, present = needed_to_win(papers.due), needed_to_win(papers.present)
    return tuple(ByBase(one, one.in_favour >= due, one.in_favour >= present) for one in votes)


def may_reduce(agreed: int, present: int) -> bool:
    """Whether enough voters agree to fewer seats: more than half of those present. At exactly half the sources leave
    doubt (半数以上), so that is not enough."""
    return agreed * 2 > present


def next_after(result: Result) -> tuple[RoundKind, ...]:
    """The rounds that may follow this result; none when every seat is filled."""
    if not result.is_good:
        return (RoundKind.REPEAT,)
    if not result.places_left:
        return ()
    return (RoundKind.RUN_OFF,) if result.those(Verdict.TIED) else (RoundKind.FURTHER,)


def why_not_count(person: int | None, *, names: Collection[int], counting: Collection[int], runs: bool) -> str:
    """Why somebody may not type a count: "" for a teller or scrutineer of the meeting, or one of those who run the
    election, as long as his own name is not voted on (第二十二条 for the scrutineers; the same is asked of tellers)."""
    if person in names:
        return "您是这次投票的候选人，不能计票、监票。"
    if runs or person in counting:
        return ""
    return "计票由大会通过的计票人、监票人办理。"


class ReportState(Labelled):
    """Where the report of the result is."""

    SENT = "sent", "已上报"
    RETURNED = "returned", "上级退回"
    FILED = "filed", "委员已备案"
    APPROVED = "approved", "书记、副书记已批复"


class ScriptPlace(Labelled):
    """Where a step of the script is."""

    DONE = "done", "已办"
    NOW = "now", "现在办"
    LATER = "later", "以后办"


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """A step of the script: its title and what the chair says."""

    code: str
    title: str
    says: str


GENERAL_SCRIPT = (
    ScriptStep("opening", "宣布开会", "同志们，现在开会。这次大会的主要任务是选举，请大家正确行使党员权利。"),
    ScriptStep("present", "清点到会人数", "请清点人数。到会的有选举权的人数不少于应到会人数的五分之四，可以开会选举。"),
    ScriptStep(
        "method", "通过选举办法", "下面宣读选举办法（草案），请大家审议。同意的请举手；不同意的请举手；弃权的请举手。"
    ),
    ScriptStep(
        "officials", "通过监票人、计票人", "监票人从不是候选人的党员中推选，请大家表决。计票人在监票人监督下工作。"
    ),
    ScriptStep("introduce", "介绍候选人", "下面介绍候选人情况，大家有不清楚的可以提问。"),
    ScriptStep(
        "vote",
        "发票、投票、计票",
        "请监票人检查票箱，清点选票后分发。请大家逐项填写，有不会写的，可以请不是候选人的同志代写。",
    ),
    ScriptStep("announce", "宣布选举结果", "请监票人报告得票情况。下面我宣布当选名单，按姓氏笔画为序。"),
    ScriptStep("closing", "散会", "选举结果按规定报上级党组织。大会到此结束。"),
)
PLENARY_SCRIPT = (
    ScriptStep("opening", "宣布开会", "由上届委员会推荐的新当选委员主持，召开新一届委员会第一次会议。"),
    ScriptStep("present", "清点到会人数", "请清点到会委员。到会委员不少于应到会委员的五分之四，可以选举。"),
    ScriptStep("method", "通过选举办法", "宣读书记、副书记选举办法（草案），请大家审议，举手表决。"),
    ScriptStep("officials", "通过监票人、计票人", "推选监票人一名，不是书记、副书记候选人；指定计票人一名。"),
    ScriptStep("vote", "发票、投票、计票", "书记、副书记候选人按上级批准的顺序列名，等额选举，无记名投票。"),
    ScriptStep("announce", "宣布选举结果", "请监票人报告得票情况。下面我宣布当选的书记、副书记，上级批准后任职。"),
    ScriptStep("closing", "明确分工，散会", "下面研究委员分工。选举结果和分工报上级党组织。"),
)  # fmt: skip


def script_of(stage: Stage) -> tuple[ScriptStep, ...]:
    """The script of one of the two meetings, in order."""
    return PLENARY_SCRIPT if stage is Stage.PLENARY else GENERAL_SCRIPT


def where_stands(script: Sequence[ScriptStep], done: Collection[str]) -> list[tuple[ScriptStep, ScriptPlace]]:
    """Each step and where it is: done, the first that is not, the rest."""
    now = next((step.code for step in script if step.code not in done), "")
    return [
        (step, ScriptPlace.DONE if step.code in done else ScriptPlace.NOW if step.code == now else ScriptPlace.LATER)
        for step in script
    ]


def blank_rows(seats: int, used: int) -> int:
    """How many rows for names written in a sheet offers: room for more than were used."""
    return max(used + 2, seats + 1, 3)
