"""The gate and its explanation are one: it is open exactly when everything it says is met."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jishi.model_sites.rules import Basis, ProgrammeKind, Sureness, gate, is_entitled, may_host
from jishi.orgs.rules import OrgKind

TODAY = date(2026, 11, 22)
texts = st.sampled_from(["", "  ", "省委办公厅", "省委办批〔2026〕7号"])
days = st.none() | st.dates(TODAY - timedelta(days=800), TODAY + timedelta(days=30))
bases = st.builds(Basis, texts, texts, days)
kinds, orgs = st.sampled_from(list(ProgrammeKind)), st.sampled_from(list(OrgKind))


@given(kinds, orgs, bases, st.sampled_from(["党建示范点创建", "分类定级", "先锋试点"]))
def test_the_decision_agrees_with_its_explanation(kind: ProgrammeKind, org: OrgKind, basis: Basis, title: str) -> None:
    found = gate(kind, org, basis, title, on=TODAY)
    unmet = [one for one in found.conditions if not one.met]
    assert bool(found.decision) == (not unmet)
    if unmet:
        assert unmet[0].statement.text in found.decision.reason
        assert unmet[0].statement.sure.label in found.decision.reason
    assert found.conditions[0].met == may_host(org)


@given(orgs, bases)
def test_nobody_but_an_entitled_organiser_with_its_paper_passes(org: OrgKind, basis: Basis) -> None:
    open_ = bool(gate(ProgrammeKind.MODEL, org, basis, "示范点创建", on=TODAY).decision)
    whole = basis.is_whole and basis.on is not None and basis.on <= TODAY
    assert open_ == (is_entitled(org) and whole)


def test_a_township_is_told_why_and_by_which_source() -> None:
    said = gate(ProgrammeKind.MODEL, OrgKind.TOWNSHIP_COMMITTEE, Basis("县委", "1号", TODAY), on=TODAY).decision
    assert not said
    assert "第四条" in said.reason
    assert Sureness.SEEN.label in said.reason


def test_what_was_only_reported_is_never_called_read() -> None:
    conditions = gate(ProgrammeKind.MODEL, OrgKind.TOWNSHIP_COMMITTEE, Basis(), on=TODAY).conditions
    by_words = {one.statement.text: one.statement.sure for one in conditions}
    assert by_words["市、县的其他机关和乡镇（街道）不能主办。"] is Sureness.TOLD


@given(st.sampled_from([k for k in ProgrammeKind if k is not ProgrammeKind.MODEL]), orgs)
def test_what_needs_no_approval_may_not_call_itself_a_model(kind: ProgrammeKind, org: OrgKind) -> None:
    assert not gate(kind, org, Basis(), "村级示范评选", on=TODAY).decision
    assert bool(gate(kind, org, Basis(), "村级先锋评选", on=TODAY).decision) == may_host(org)
