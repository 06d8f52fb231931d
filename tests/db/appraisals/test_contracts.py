"""目标管理责任书 from the draft to the half-year self-check."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jishi.appraisals import queries, services
from jishi.appraisals.models import (
    Assessment,
    Contract,
    ContractItem,
    ContractProposal,
    ContractSet,
    ContractSignature,
    ContractTerm,
    SchemeVersion,
    Target,
)
from jishi.appraisals.rules import Aim, ContractState, ItemKind, ItemStand, Measure, Side, Source
from jishi.audit.models import AuditLine
from jishi.kernel.actor import Act, Actor, operator
from jishi.kernel.decision import EditConflict, NotAllowed, Refused
from jishi.notices.models import Notice
from jishi.orgs import services as orgs
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.rules import PostKind, Sector
from tests.builders import actor_named, make_org, make_person, make_post
from tests.db.appraisals.conftest import Stage

ME = operator()


def scheme(stage: Stage, org: Organization | None = None) -> SchemeVersion:
    """Three items: members admitted (from records, 4 wanted), a report by hand, what is deducted; and a veto."""
    edition = services.make_scheme(org=org or stage.cast.township, name="党建考核办法", actor=ME, now=stage.now)
    items: tuple[dict[str, Any], ...] = (
        {"text": "发展党员", "points": 400, "source": Source.RECORDS, "measure": Measure.AT_LEAST, "target": 4,
         "figure": "members.probationary"},
        {"text": "服务群众", "points": 300, "source": Source.REVIEWER},
        {"text": "通报批评", "points": 300, "kind": ItemKind.DEDUCT, "source": Source.REVIEWER, "step": 50},
        {"text": "违纪", "kind": ItemKind.VETO, "source": Source.REVIEWER},
    )  # fmt: skip
    for facts in items:
        services.add_indicator(edition.pk, actor=ME, now=stage.now, **facts)
    fresh = SchemeVersion.objects.get(pk=edition.pk)
    return services.put_in_force(fresh.pk, fresh.version, basis="党委会", actor=ME, now=stage.now)


def draft(stage: Stage, year: int = 2026) -> ContractSet:
    return services.draft_contracts(edition=scheme(stage), year=year, actor=stage.clerk, now=stage.now)


def term(row: ContractSet, text: str = "服务群众") -> ContractTerm:
    return ContractTerm.objects.get(set=row, indicator__text=text)


def sent(stage: Stage, row: ContractSet | None = None) -> ContractSet:
    row = ContractSet.objects.get(pk=(row or draft(stage)).pk)
    below = [org.pk for org in queries.right_below(row)]
    return services.send_contracts(
        row.pk, row.version, org_ids=below, late_why="办法六月才定", actor=stage.clerk, now=stage.now
    )


def contract(stage: Stage, row: ContractSet | None = None) -> Contract:
    return Contract.objects.get(set=sent(stage, row), org=stage.branch)


def item(row: Contract, text: str = "服务群众") -> ContractItem:
    return ContractItem.objects.get(contract=row, term__indicator__text=text)


def version(row: Contract) -> int:
    return Contract.objects.get(pk=row.pk).version


@pytest.fixture
def head(stage: Stage) -> Actor:
    """The township's secretary."""
    person = make_person(now=stage.now, name="高志远", username="head")
    make_post(now=stage.now, person_id=person.pk, org=stage.cast.township, post=PostKind.SECRETARY)
    return actor_named("head", today=stage.now.date())


def in_force(stage: Stage, head: Actor, row: ContractSet | None = None) -> Contract:
    made = contract(stage, row)
    services.sign(made.pk, made.version, Side.LOWER, actor=stage.secretary, now=stage.now)
    return services.sign(made.pk, version(made), Side.UPPER, actor=head, now=stage.now)


def test_a_draft_takes_every_item_that_has_points(stage: Stage) -> None:
    number = uuid4()
    edition = scheme(stage)
    row = services.draft_contracts(edition=edition, year=2026, actor=stage.clerk, now=stage.now, submission=number)
    again = services.draft_contracts(edition=edition, year=2026, actor=stage.clerk, now=stage.now, submission=number)
    assert again == row
    found = ContractTerm.objects.filter(set=row).order_by("pk").values_list("indicator__text", "target")
    assert list(found) == [("发展党员", 4), ("服务群众", None), ("通报批评", None)]
    with pytest.raises(Refused, match="已经起草"):
        services.draft_contracts(edition=edition, year=2026, actor=stage.clerk, now=stage.now)
    with pytest.raises(NotAllowed):
        services.draft_contracts(edition=edition, year=2027, actor=stage.secretary, now=stage.now)
    unfit = services.make_scheme(org=stage.cast.township, name="草稿", actor=ME, now=stage.now)
    with pytest.raises(Refused, match="还没有启用"):
        services.draft_contracts(edition=unfit, year=2026, actor=stage.clerk, now=stage.now)


def test_its_text_is_changed_until_it_is_sent(stage: Stage) -> None:
    row = draft(stage)
    changed = services.edit_contracts(
        row.pk, row.version, preamble="依据", sign_by=date(2026, 12, 1), actor=stage.clerk, now=stage.now
    )
    assert (changed.preamble, changed.sign_by) == ("依据", date(2026, 12, 1))
    with pytest.raises(EditConflict):
        services.edit_contracts(row.pk, row.version, preamble="别的", actor=stage.clerk, now=stage.now)
    done = sent(stage, row)
    with pytest.raises(Refused, match="已经发出"):
        services.edit_contracts(row.pk, done.version, preamble="别的", actor=stage.clerk, now=stage.now)


def test_all_get_theirs_at_once_with_what_differs_by_sector_and_by_one(stage: Stage) -> None:
    row = draft(stage)
    company = make_org(
        now=stage.now, name="宏达公司党支部", parent=stage.cast.township, sector=Sector.PRIVATE_ENTERPRISE
    )
    laid = services.TermLaid(
        Aim(12, "每月一件", date(2026, 11, 30)),
        "民情台账",
        sectors={Sector.PRIVATE_ENTERPRISE: Aim(6), Sector.COMMUNITY: Aim()},
        orgs={stage.cast.sibling.pk: Aim(measure="每月两件"), company.pk: Aim(due_on=date(2026, 10, 1))},
    )
    services.lay_term(term(row).pk, row.version, laid, actor=stage.clerk, now=stage.now)
    sent(stage, row)
    found = {
        one.contract.org_id: (one.target, one.measure, one.due_on)
        for one in ContractItem.objects.filter(term=term(row)).select_related("contract")
    }
    assert found == {
        stage.branch.pk: (12, "每月一件", date(2026, 11, 30)),
        stage.cast.sibling.pk: (12, "每月两件", date(2026, 11, 30)),
        company.pk: (6, "每月一件", date(2026, 10, 1)),
    }
    mine = Contract.objects.get(org=company)
    by_text = {line.row.term.indicator.text: line for line in queries.lines_of(mine, stage.now.date())}
    assert by_text["服务群众"].differs
    assert not by_text["发展党员"].differs
    shown = {line.row.indicator.text: line for line in queries.terms_of_set(row, [], stage.now.date())}
    assert (shown["服务群众"].shared, shown["服务群众"].items) == (30, 3)
    assert len(shown["服务群众"].differences) == 3


def test_only_those_right_below_and_only_own_items_are_laid(stage: Stage) -> None:
    row = draft(stage)
    with pytest.raises(Refused, match="直接下级"):
        services.lay_term(
            term(row).pk, row.version, services.TermLaid(Aim(), orgs={stage.cast.group.pk: Aim(1)}), actor=stage.clerk,
            now=stage.now,
        )  # fmt: skip
    with pytest.raises(Refused, match="本级"):
        services.lay_term(
            term(row).pk, row.version, services.TermLaid(Aim(), passes_id=0), actor=stage.clerk, now=stage.now
        )
    with pytest.raises(Refused, match="直接下级"):
        services.send_contracts(
            row.pk, row.version, org_ids=[stage.cast.county.pk], actor=stage.clerk, now=stage.now, late_why="晚"
        )


def test_what_is_due_is_known_from_january_or_says_why_not(stage: Stage) -> None:
    row = draft(stage)
    below = [stage.branch.pk]
    with pytest.raises(Refused, match="第一季度"):
        services.send_contracts(row.pk, row.version, org_ids=below, actor=stage.clerk, now=stage.now)
    done = services.send_contracts(
        row.pk, row.version, org_ids=below, late_why="县里六月才下办法", actor=stage.clerk, now=stage.now
    )
    assert done.late_why == "县里六月才下办法"
    told = Notice.objects.get(person_id=stage.secretary.person_id)
    assert told.link == f"/contracts/{Contract.objects.get().pk}/"
    next_year = services.draft_contracts(edition=row.edition, year=2027, actor=stage.clerk, now=stage.now)
    services.send_contracts(next_year.pk, next_year.version, org_ids=below, actor=stage.clerk, now=stage.now)
    assert Assessment.objects.filter(org=stage.branch, round__year=2027).count() == 1


def test_sent_again_adds_those_who_came_later(stage: Stage) -> None:
    row = sent(stage)
    later = make_org(now=stage.now, name="新村党支部", parent=stage.cast.township)
    below = [org.pk for org in queries.right_below(row)]
    again = services.send_contracts(
        row.pk, row.version, org_ids=below, late_why="新建", actor=stage.clerk, now=stage.now
    )
    assert Contract.objects.filter(set=again).count() == 3
    assert Contract.objects.filter(set=again, org=later).count() == 1
    assert ContractItem.objects.count() == 9


def test_each_side_says_what_it_wants_and_is_answered(stage: Stage) -> None:
    row = contract(stage)
    number = uuid4()
    wanted: dict[str, Any] = {"item_id": item(row).pk, "text": "人少，请减到 8", "target": 8, "submission": number}
    made = services.propose(actor=stage.secretary, now=stage.now, **wanted)
    assert services.propose(actor=stage.secretary, now=stage.now, **wanted) == made
    assert Contract.objects.get(pk=row.pk).state == ContractState.PROPOSED
    with pytest.raises(Refused, match="没有答复"):
        services.sign(row.pk, version(row), Side.LOWER, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed):
        services.answer_proposal(made.pk, is_taken=True, answer="", actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="写原因"):
        services.answer_proposal(made.pk, is_taken=False, answer=" ", actor=stage.clerk, now=stage.now)
    services.answer_proposal(made.pk, is_taken=True, answer="", actor=stage.clerk, now=stage.now)
    assert item(row).target == 8
    assert Contract.objects.get(pk=row.pk).state == ContractState.OFFERED
    with pytest.raises(Refused, match="已经答复"):
        services.answer_proposal(made.pk, is_taken=True, answer="", actor=stage.clerk, now=stage.now)
    other = services.propose(
        item_id=item(row, "发展党员").pk, text="名额不在支部", actor=stage.secretary, now=stage.now
    )
    services.answer_proposal(other.pk, is_taken=False, answer="按县里名额", actor=stage.clerk, now=stage.now)
    assert item(row, "发展党员").target == 4
    with pytest.raises(NotAllowed):
        services.propose(item_id=item(row).pk, text="别人的", actor=stage.neighbour, now=stage.now)


def test_the_drafter_changes_one_contract_until_it_is_signed(stage: Stage) -> None:
    row = contract(stage)
    aim = Aim(3, "三件实事", date(2026, 12, 1))
    services.change_item(item(row).pk, row.version, aim, actor=stage.clerk, now=stage.now)
    assert item(row).measure == "三件实事"
    services.sign(row.pk, version(row), Side.LOWER, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="不能再改"):
        services.change_item(item(row).pk, version(row), aim, actor=stage.clerk, now=stage.now)
    with pytest.raises(Refused, match="不能再改"):
        services.propose(item_id=item(row).pk, text="晚了", actor=stage.secretary, now=stage.now)


def test_both_sides_sign_in_turn_and_the_agreed_number_is_the_assessments(stage: Stage, head: Actor) -> None:
    row = contract(stage)
    services.change_item(item(row, "发展党员").pk, row.version, Aim(2), actor=stage.clerk, now=stage.now)
    with pytest.raises(Refused, match="还没有签"):
        services.sign(row.pk, version(row), Side.UPPER, actor=head, now=stage.now)
    with pytest.raises(NotAllowed, match="本人"):
        services.sign(row.pk, version(row), Side.LOWER, actor=stage.organiser, now=stage.now)
    services.sign(row.pk, version(row), Side.LOWER, actor=stage.secretary, now=stage.now)
    with pytest.raises(Refused, match="已经签过"):
        services.sign(row.pk, version(row), Side.LOWER, actor=stage.secretary, now=stage.now)
    with pytest.raises(NotAllowed):
        services.sign(row.pk, version(row), Side.UPPER, actor=stage.clerk, now=stage.now)
    done = services.sign(row.pk, version(row), Side.UPPER, actor=head, now=stage.now)
    assert (done.state, done.in_force_on) == (ContractState.IN_FORCE, stage.now.date())
    kept = ContractSignature.objects.order_by("pk").values_list("side", "name", "post", "at")
    assert list(kept) == [("lower", "王建国", "书记", stage.now), ("upper", "高志远", "书记", stage.now)]
    target = Target.objects.get(assessment=row.assessment)
    assert (target.indicator.text, target.target) == ("发展党员", 2)
    with pytest.raises(Refused, match="都已经签订"):
        services.sign(row.pk, version(row), Side.UPPER, actor=head, now=stage.now)
    assert AuditLine.objects.filter(event="contract.signed").count() == 2


def test_without_a_secretary_nobody_signs(stage: Stage) -> None:
    row = contract(stage)
    services.sign(row.pk, row.version, Side.LOWER, actor=stage.secretary, now=stage.now)
    assert "没有书记" in queries.may_sign(stage.clerk, row, Side.UPPER, stage.now.date()).reason


def test_signed_on_paper_is_put_down_by_each_side(stage: Stage) -> None:
    row = contract(stage)
    signed: dict[str, Any] = {"name": "王建国", "post": "书记", "on": date(2026, 11, 20), "now": stage.now}
    with pytest.raises(NotAllowed):
        services.note_paper(row.pk, row.version, Side.LOWER, actor=stage.clerk, **signed)
    services.note_paper(row.pk, row.version, Side.LOWER, actor=stage.organiser, **signed)
    with pytest.raises(Refused, match="还没有到"):
        services.note_paper(row.pk, version(row), Side.UPPER, actor=stage.clerk, **signed | {"on": date(2026, 12, 20)})
    done = services.note_paper(row.pk, version(row), Side.UPPER, actor=stage.clerk, **signed)
    assert done.state == ContractState.IN_FORCE
    assert ContractSignature.objects.filter(is_paper=True, person=None).count() == 2


def test_the_superior_signs_all_that_are_signed(stage: Stage, head: Actor) -> None:
    row = contract(stage)
    services.sign(row.pk, row.version, Side.LOWER, actor=stage.secretary, now=stage.now)
    assert services.sign_all(row.set_id, actor=head, now=stage.now) == 1
    assert services.sign_all(row.set_id, actor=head, now=stage.now) == 0


def test_a_new_secretary_goes_on_with_it(stage: Stage, head: Actor) -> None:
    row = in_force(stage, head)
    today = stage.now.date()
    old = PostHeld.objects.get(org=stage.branch, person=stage.cast.members[0].pk, post=PostKind.SECRETARY)
    orgs.end_post(held=old, on=today, actor=ME, now=stage.now)
    make_post(
        now=stage.now, person_id=stage.cast.members[1].pk, org=stage.branch, post=PostKind.SECRETARY, from_on=today
    )
    new = actor_named("member", today=today)
    assert [one.pk for one in queries.waiting_for(new, today=today).heirs] == [row.pk]
    lower = queries.signatures_of(row, today)[1]
    assert lower.waits_for_heir
    services.go_on(row.pk, Side.LOWER, actor=new, now=stage.now)
    services.go_on(row.pk, Side.LOWER, actor=new, now=stage.now)
    lower = queries.signatures_of(row, today)[1]
    assert [heir.name for heir in lower.heirs] == ["李秀英"]
    assert not lower.waits_for_heir
    assert queries.waiting_for(new, today=today).heirs == []
    with pytest.raises(NotAllowed):
        services.go_on(row.pk, Side.LOWER, actor=stage.secretary, now=stage.now)


def test_nobody_goes_on_with_what_nobody_signed(stage: Stage) -> None:
    row = contract(stage)
    with pytest.raises(Refused, match="直接签订"):
        services.go_on(row.pk, Side.LOWER, actor=stage.secretary, now=stage.now)


def test_somebody_answers_for_an_item(stage: Stage) -> None:
    row = contract(stage)
    owner = stage.cast.members[2].pk
    services.name_owner(item(row).pk, owner, actor=stage.secretary, now=stage.now)
    assert item(row).owner_id == owner
    services.name_owner(item(row).pk, None, actor=stage.secretary, now=stage.now)
    assert item(row).owner_id is None


def test_progress_is_asked_only_for_what_records_do_not_say(stage: Stage, head: Actor) -> None:
    row = contract(stage)
    note: dict[str, Any] = {"on": date(2026, 11, 20), "text": "走访十户", "now": stage.now, "actor": stage.secretary}
    with pytest.raises(Refused, match="双方签订"):
        services.note_contract_progress(item_id=item(row).pk, **note)
    services.change_item(item(row).pk, row.version, Aim(12), actor=stage.clerk, now=stage.now)
    services.sign(row.pk, version(row), Side.LOWER, actor=stage.secretary, now=stage.now)
    services.sign(row.pk, version(row), Side.UPPER, actor=head, now=stage.now)
    with pytest.raises(Refused, match="平台记录"):
        services.note_contract_progress(item_id=item(row, "发展党员").pk, **note)
    with pytest.raises(Refused, match="完成多少"):
        services.note_contract_progress(item_id=item(row).pk, **note)
    number = uuid4()
    made = services.note_contract_progress(item_id=item(row).pk, reached=10, submission=number, **note)
    assert services.note_contract_progress(item_id=item(row).pk, reached=10, submission=number, **note) == made
    line = next(one for one in queries.lines_of(row, stage.now.date()) if one.row.pk == item(row).pk)
    assert (line.rolled.reached, line.stand) == (10, ItemStand.OPEN)
    services.note_contract_progress(item_id=item(row).pk, reached=12, **note)
    line = next(one for one in queries.lines_of(row, stage.now.date()) if one.row.pk == item(row).pk)
    assert line.stand is ItemStand.DONE


def test_the_half_year_self_check_is_filled_from_records_and_kept(stage: Stage, head: Actor) -> None:
    row = in_force(stage, head)
    with pytest.raises(Refused, match="存在什么问题"):
        services.send_check(row.pk, row.version, text=" ", actor=stage.secretary, now=stage.now)
    done = services.send_check(row.pk, row.version, text="流动党员联系少", actor=stage.secretary, now=stage.now)
    kept: list[dict[str, Any]] = done.check_lines or []
    assert [line["text"] for line in kept] == ["发展党员", "服务群众", "通报批评"]
    assert kept[0]["by_records"]
    services.note_contract_progress(
        item_id=item(row).pk, on=date(2026, 6, 1), text="补", is_done=True, actor=stage.secretary, now=stage.now
    )
    assert Contract.objects.get(pk=row.pk).check_lines == kept
    assert queries.checked_lines(row, stage.now.date())[1]["stand"] == "done"
    assert queries.half_year(row, date(2026, 3, 1)) == date(2026, 3, 1)
    with pytest.raises(NotAllowed):
        services.send_check(row.pk, version(row), text="代填", actor=stage.clerk, now=stage.now)


def cascade(stage: Stage, target: int) -> tuple[ContractItem, ContractSet]:
    """The county's contract with the township, and the township's draft whose first item passes its own down."""
    county = services.draft_contracts(
        edition=scheme(stage, stage.cast.county), year=2026, actor=stage.department, now=stage.now
    )
    services.lay_term(
        term(county).pk, county.version, services.TermLaid(Aim(target)), actor=stage.department, now=stage.now
    )
    county = ContractSet.objects.get(pk=county.pk)
    services.send_contracts(
        county.pk, county.version, org_ids=[stage.cast.township.pk], late_why="晚", actor=stage.department,
        now=stage.now,
    )  # fmt: skip
    own = item(Contract.objects.get(org=stage.cast.township))
    return own, draft(stage)


def test_an_item_passes_down_and_rolls_up(stage: Stage, head: Actor) -> None:
    own, row = cascade(stage, 20)
    assert (str(own.pk), "服务群众（目标 20）") in queries.passable(row)
    shares = {stage.branch.pk: Aim(12), stage.cast.sibling.pk: Aim(8)}
    services.lay_term(
        term(row).pk, row.version, services.TermLaid(Aim(), passes_id=own.pk, orgs=shares), actor=stage.clerk,
        now=stage.now,
    )  # fmt: skip
    made = in_force(stage, head, row)
    services.note_contract_progress(
        item_id=item(made).pk, on=date(2026, 11, 1), text="十二件", reached=12, actor=stage.secretary, now=stage.now
    )
    upper = Contract.objects.get(pk=own.contract_id)
    line = next(one for one in queries.lines_of(upper, stage.now.date()) if one.row.pk == own.pk)
    rolled = line.rolled
    assert (rolled.reached, rolled.below, rolled.below_done, rolled.shared) == (12, 2, 1, 20)
    assert (line.stand, line.short) == (ItemStand.OPEN, 0)
    Contract.objects.filter(pk=upper.pk).update(state=ContractState.IN_FORCE, in_force_on=stage.now.date())
    with pytest.raises(Refused, match="分解给下级"):
        services.note_contract_progress(
            item_id=own.pk, on=date(2026, 11, 1), text="另填", reached=20, actor=head, now=stage.now
        )


def test_what_is_passed_down_may_not_fall_short(stage: Stage) -> None:
    own, row = cascade(stage, 20)
    laid = services.TermLaid(Aim(9), passes_id=own.pk)
    services.lay_term(term(row).pk, row.version, laid, actor=stage.clerk, now=stage.now)
    shown = next(
        line for line in queries.terms_of_set(row, queries.right_below(row), stage.now.date()) if line.row.passes
    )
    assert (shown.shared, shown.short) == (18, 2)
    with pytest.raises(Refused, match="合计 18，少于本级的目标 20"):
        sent(stage, row)


def test_who_sees_and_handles_a_contract(stage: Stage) -> None:
    row = contract(stage)
    with pytest.raises(Contract.DoesNotExist):
        queries.get_contract(stage.neighbour, Act.VIEW, row.pk)
    waiting = queries.waiting_for(stage.secretary, today=stage.now.date())
    assert [one.pk for one in waiting.own] == [row.pk]
    assert not waiting.is_nothing
    draft_of_next = services.draft_contracts(edition=row.set.edition, year=2027, actor=stage.clerk, now=stage.now)
    assert list(queries.waiting_for(stage.clerk, today=stage.now.date()).drafts) == [draft_of_next]


def test_a_signature_of_nobody_cannot_be_kept(stage: Stage) -> None:
    row = contract(stage)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContractSignature.objects.create(
            contract=row, side=Side.LOWER, name="谁", post="书记", on=stage.now.date(), at=stage.now, by="谁"
        )
    assert ContractProposal.objects.count() == 0


def test_the_goals_stand_one_by_one_in_the_report_of_the_year(stage: Stage, head: Actor) -> None:
    made = contract(stage)
    services.change_item(item(made).pk, made.version, Aim(12), actor=stage.clerk, now=stage.now)
    services.sign(made.pk, version(made), Side.LOWER, actor=stage.secretary, now=stage.now)
    services.sign(made.pk, version(made), Side.UPPER, actor=head, now=stage.now)
    facts: dict[str, Any] = {"on": date(2026, 11, 20), "actor": stage.secretary, "now": stage.now}
    services.note_contract_progress(item_id=item(made).pk, text="走访十户", reached=10, **facts)
    services.note_contract_progress(item_id=item(made, "通报批评").pk, text="没有通报", is_done=True, **facts)
    report = services.draft_report(org=stage.branch, year=2026, actor=stage.secretary, now=stage.now)
    quoted = {one["text"]: one["url"] for one in report.quotes if "责任目标" in one["text"]}
    assert list(quoted)[1:] == ["责任目标“服务群众”：目标12，完成10。", "责任目标“通报批评”：已完成。"]
    assert next(iter(quoted)).startswith("责任目标“发展党员”：目标4，完成")
    assert quoted["责任目标“服务群众”：目标12，完成10。"] == f"/contracts/{made.pk}/#item-{item(made).pk}"
