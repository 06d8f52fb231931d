"""Whatever a service changes, it says so in the audit, in the same transaction."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "jishi"
WRITES = {"create", "bulk_create", "save", "delete", "update", "bulk_update", "copy_in", "copy_rows"}

# Verbs that leave no line of their own, each with its reason.
SILENT = {
    "accounts.save_draft": "a draft is not a record",
    "people.add_person": "whoever makes the person a member or gives a post writes the line",
    "members.follow_tree": "derived from the tree: the move and the ending have their lines",
    "activities.write_children": "part of recording and correcting, which write the line",
    "activities.meet_entry": "part of recording, which writes the line",
    "activities.free_entries": "part of withdrawing a record, which writes the line",
    "assignments.assign_from_record": "part of the record whose meeting gave the task",
    "assignments.take_step": "part of every step of the account, whose verb writes the line",
    "assignments.step": "part of every step on a task, whose verb writes the line",
    "assignments.put_helpers": "part of setting or changing a task, which writes the line",
    "assignments.hand_over": "part of the act on the organisation, which writes the line",
    "members.transfer": "part of the act on the organisation, which writes the line",
    "members.take_back": "as above",
    "ballots.sign_token": "a line would keep the moment at which somebody took part (decision 0012)",
    "ballots.remember_start": "part of starting an election, which writes the line",
    "ballots.keep_ruling": "part of the decision or correction, which writes the line",
    "ballots.mark_step": "part of what does the step, which writes the line",
    "orgs.end_quietly": "part of the act on the organisation, which writes the line",
    "orgs.place_quietly": "as above",
    "orgs.copy_units": "as above",
    "orgs.undo_tree": "taking the act back writes the line",
    "orgs.rewrite_paths": "part of moving, which writes the line",
    "assignments.hear_reports": "part of the record whose meeting heard it",
    "members.confirm_columns": "a step of a batch, which has its lines when received and when imported",
    "members.judge_batch": "a step of a batch; writes nothing of persons",
    "members.make_ready": "a step of a batch; writes nothing of persons",
    "members.arrive": "a step of a batch, which has its line when imported",
    "people.add_people": "as add_person",
    "people.add_people_from": "as add_person",
    "people.change_people": "the caller knows what the change belongs to and writes the line",
    "people.remove_people": "taking an import back writes the line",
    "people.give_account": "the opening of the account wrote the line",
    "ballots.drop_box": "part of counting a poll and of giving it up, which write the line",
    "duties.take_evidence": "derived from a record, which has its line",
    "demo.build_demo": "synthetic; what it does goes through verbs that write their lines",
    "members.move_group": "part of the verbs that place a member, which write the line",
    "notices.notify": "a notice tells of a change that has its line",
    "notices.notify_many": "as above",
    "notices.deliver": "the sending has its line; what became of each message stands in its own row",
    "notices.deliver_one": "as above",
    "notices.mark_week": "the sending that follows has the line",
    "duties.derive": "derived rows: their sources have the lines",
    "duties.open_periods": "derived rows",
    "duties.rebuild": "derived rows",
    "duties.take_in": "derived rows",
    "desk.take_in": "derived rows",
    "desk.rebuild_heads": "derived rows",
}


def functions(app: Path) -> dict[str, ast.FunctionDef]:
    """Every top-level function of an app's services room, by name."""
    found = {}
    for path in [*app.glob("services.py"), *app.glob("services/*.py")]:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                found[node.name] = node
    return found


def lines_of(app: Path) -> set[str]:
    """The names by which an app's services room writes its lines: `line = audit.Lines("committees")`."""
    return {
        target.id
        for path in app.glob("services/*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("audit.Lines(")
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def called(function: ast.FunctionDef) -> set[str]:
    """The last names of everything a function calls or hands on."""
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            names.add(ast.unparse(node.func).split("(")[0].split(".")[-1])
        elif isinstance(node, ast.Name):
            names.add(node.id)
    return names


def reaches(name: str, wanted: set[str], known: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    """Whether a function, or one it calls in the same room, calls one of `wanted`."""
    if name in seen or name not in known:
        return False
    seen.add(name)
    names = called(known[name])
    return bool(names & wanted) or any(reaches(other, wanted, known, seen) for other in names)


APPS = sorted(path for path in SRC.iterdir() if (path / "services.py").exists() or (path / "services").is_dir())


@pytest.mark.parametrize("app", APPS, ids=lambda p: p.name)
def test_every_verb_that_writes_leaves_a_line(app: Path) -> None:
    known = functions(app)
    audits = {"record_audit", "audit_record"} | ({"record"} if "record" not in known else set()) | lines_of(app)
    for name, function in known.items():
        if name.startswith("_") or f"{app.name}.{name}" in SILENT:
            continue
        if reaches(name, WRITES, known, set()):
            text = ast.unparse(function)
            assert "audit." in text or reaches(name, audits, known, set()), f"{app.name}.{name} writes without a line"


def test_every_exemption_is_still_needed() -> None:
    everything = {f"{app.name}.{name}" for app in APPS for name in functions(app)}
    assert set(SILENT) <= everything
