"""Routes of elections and secret polls, each declared once."""

from jishi.ballots.pages import candidates, counting, elections, meeting, results, roll, rounds, sheets, waves
from jishi.ballots.pages.polls.routes import ROUTES as POLL_ROUTES
from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Page, Route, urls


def _one(name: str, path: str, page: Page, act: Act = Act.VIEW, door: str = "get_election") -> Route:
    """A page of one election."""
    return Route(
        name=f"ballots-{name}", path=f"elections/<int:election_id>/{path}", page=page, act=act, door=f"ballots.{door}"
    )


def _stage(name: str, path: str, page: Page) -> Route:
    """A step of one of the two meetings."""
    return _one(name, f"meeting/<slug:stage>/{path}", page, Act.ELECTION, "get_assembly")


def _round(name: str, path: str, page: Page, act: Act | None = Act.ELECTION, door: str = "get_round") -> Route:
    """A page of one round of voting."""
    return Route(
        name=f"ballots-{name}",
        path=f"elections/rounds/<int:round_id>/{path}",
        page=page,
        act=act,
        door=f"ballots.{door}",
    )


MEETING: list[Route] = [
    _one("meeting", "meeting/", meeting.meeting, door="get_meeting"),
    _stage("meeting_open", "open/", meeting.opening),
    _stage("meeting_present", "present/", meeting.present),
    _stage("meeting_method", "method/", meeting.method),
    _stage("meeting_officials", "officials/", meeting.officials),
    _stage("meeting_introduce", "introduce/", meeting.introduce),
    _stage("meeting_close", "close/", meeting.closing),
    _stage("meeting_resume", "resume/", meeting.resume),
    _stage("round_call", "vote/<slug:office>/", rounds.call),
    _one("division", "division/", results.division, Act.ELECTION, "get_assembly"),
    _one("report", "report/", results.report, Act.ELECTION),
    _one("report_back", "report/back/", results.take_back, Act.ELECTION, "get_report"),
    _one("report_return", "report/return/", results.send_back, Act.ELECTION_LEAD, "get_report"),
    _one("report_file", "report/file/", results.file, Act.ELECTION_LEAD, "get_report"),
    _one("report_approve", "report/approve/", results.approve, Act.ELECTION_LEAD, "get_report"),
    _one("meeting_paper", "meeting/papers/<slug:code>/", results.paper, door="get_meeting"),
    _round("round", "", rounds.show, Act.VIEW),
    _round("round_paper", "papers/<slug:code>/", results.round_papers, Act.VIEW),
    _round("round_out", "out/", rounds.hand_out),
    _round("round_back", "back/", rounds.collect),
    _round("round_announce", "announce/", rounds.announce),
    _round("round_follow", "next/<slug:kind>/", rounds.follow),
    _round("round_confirm_held", "held/<int:order>/", rounds.confirm_held),
    _round("round_reduce", "seats/", rounds.reduce),
    _round("round_reopen", "reopen/", rounds.reopen),
    _round("round_withdraw", "withdraw/", rounds.withdraw),
    _round("round_drop", "drop/<int:slot>/", rounds.drop),
    _round("round_count", "count/", counting.count, None, "get_round_to_count"),
    _round("round_confirm", "confirm/", counting.confirm, None, "get_round_to_count"),
    Route(name="ballots-counting", path="elections/counting/", page=counting.waiting, door="ballots.rounds_to_count"),
]


ROUTES: list[Route] = [
    Route(
        name="ballots-index", path="elections/", page=elections.index, act=Act.VIEW, door="ballots.clock_page",
        menu=Menu(word="换届选举", order=60, group=1),
    ),
    Route(
        name="ballots-export", path="elections/export/", page=elections.export, act=Act.VIEW, door="ballots.all_clocks"
    ),
    Route(
        name="ballots-start", path="elections/start/<int:org_id>/", page=elections.start, act=Act.ELECTION,
        door="orgs.get_org",
    ),
    Route(name="ballots-waves", path="elections/waves/", page=waves.waves, act=Act.VIEW, door="ballots.wave_lines"),
    Route(name="ballots-order", path="elections/waves/add/", page=waves.order, act=Act.ELECTION_LEAD,
        door="ballots.get_issuers",),
    Route(
        name="ballots-wave", path="elections/waves/<int:wave_id>/", page=waves.wave, act=Act.VIEW, door="ballots.get_wave"
    ),
    _one("show", "", elections.show),
    _one("print", "print/", elections.printed),
    _one("move", "move/", elections.move, Act.ELECTION),
    _one("step", "steps/<slug:code>/", elections.step, door="get_step"),
    _one("step_day", "steps/<slug:code>/day/", elections.step_day, door="get_step"),
    _one("cancel", "cancel/", elections.cancel, Act.ELECTION),
    _one("finish", "finish/", elections.finish),
    _one("lead", "lead/", elections.lead, Act.ELECTION_LEAD),
    *MEETING,
    _one("procedure", "plan/", candidates.procedure, Act.ELECTION),
    _one("candidates", "candidates/", candidates.candidates, door="get_at_work"),
    _one("candidate_add", "candidates/add/", candidates.add, Act.ELECTION),
    _one("recommend", "candidates/ways/<slug:way>/", candidates.recommend, Act.ELECTION),
    _one("forward", "candidates/forward/", candidates.forward, Act.ELECTION),
    _one("review", "candidates/review/", candidates.review, Act.ELECTION_LEAD, "get_to_review"),
    _one("deliberate", "candidates/deliberate/", candidates.deliberate, Act.ELECTION),
    _one("approve", "candidates/approve/", candidates.approve, Act.ELECTION_LEAD),
    _one("publish", "candidates/publish/", candidates.publish, Act.ELECTION),
    _one("introduce", "candidates/introduce/", candidates.introduce, Act.ELECTION),
    _one("introduction", "introduction/", candidates.introduction, door="get_introduced"),
    _one("candidate", "candidates/<int:candidate_id>/", candidates.write, Act.ELECTION, "get_candidate"),
    _one("drop", "candidates/<int:candidate_id>/drop/", candidates.drop, door="get_candidate"),
    _one("roll", "roll/", roll.roll, door="get_at_work"),
    _one("roll_take", "roll/take/", roll.take, Act.ELECTION),
    _one("roll_add", "roll/add/", roll.add, Act.ELECTION),
    _one("roll_freeze", "roll/freeze/", roll.freeze, Act.ELECTION),
    _one("roll_entry", "roll/<int:elector_id>/", roll.entry, Act.ELECTION, "get_roll_entry"),
    _one("papers", "papers/", sheets.papers, door="get_at_work"),
    _one("paper", "papers/<slug:name>/", sheets.paper, door="get_at_work"),
    _one("sheet", "ballots/<slug:office>/", sheets.sheet, Act.ELECTION),
    _one("ballot", "ballots/<slug:office>/print/", sheets.ballot, door="get_at_work"),
]  # fmt: skip
urlpatterns = urls([*ROUTES, *POLL_ROUTES])
