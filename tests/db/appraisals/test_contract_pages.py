"""The pages of contracts as both sides go through them: a clerk drafts and sends, a secretary proposes and signs."""

from io import BytesIO
from uuid import uuid4

import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from jishi.appraisals.models import (
    Contract,
    ContractItem,
    ContractProposal,
    ContractSet,
    ContractSignature,
    ContractTerm,
)
from jishi.appraisals.rules import ContractState
from jishi.orgs.rules import PostKind
from tests.builders import make_person, make_post
from tests.conftest import SignIn
from tests.db.appraisals.conftest import Stage
from tests.db.appraisals.test_contracts import contract, scheme, version
from tests.strictness import StrictClient


@pytest.fixture
def client(stage: Stage, sign_in: SignIn) -> StrictClient:
    found = sign_in(stage.cast.secretary)
    assert isinstance(found, StrictClient)
    return found


@pytest.fixture
def clerk(stage: Stage, sign_in: SignIn) -> StrictClient:
    found = sign_in(stage.cast.clerk)
    assert isinstance(found, StrictClient)
    return found


def text(client: StrictClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return answer.content.decode()


def words(content: bytes) -> str:
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


def test_a_committee_drafts_for_all_and_sends(stage: Stage, clerk: StrictClient, client: StrictClient) -> None:
    assert "还没有责任书" in text(clerk, "/contracts/")
    assert "还没有正在使用的考核办法" in text(clerk, "/contracts/add/")
    edition = scheme(stage)
    made = clerk.post("/contracts/add/", {"submission": str(uuid4()), "edition": edition.pk, "year": 2026})
    row = ContractSet.objects.get()
    at = f"/contracts/sets/{row.pk}/"
    assert made["Location"] == at
    assert "草稿，还没有发给下级" in text(clerk, at)
    assert "还没有发给下级" in text(clerk, "/contracts/")
    clerk.post(f"{at}edit/", {"version": row.version, "preamble": "依据县委文件", "sign_by": "2026-12-01"})
    row.refresh_from_db()
    assert row.preamble == "依据县委文件"
    by_hand = ContractTerm.objects.get(indicator__text="服务群众")
    sheet = f"/contracts/terms/{by_hand.pk}/"
    assert "柳树湾村党支部" in text(clerk, sheet)
    wrong = clerk.post(sheet, {"version": row.version, "target": "12", f"target-o-{stage.branch.pk}": "多"})
    assert "要写整数" in wrong.content.decode()
    given = {"version": row.version, "target": "12", "measure": "每月一件", f"target-o-{stage.branch.pk}": "9"}
    assert clerk.post(sheet, given)["Location"] == at
    shared = text(clerk, f"{sheet}?share=even")
    assert 'value="6"' in shared
    assert 'value="12"' in text(clerk, f"{sheet}?share=members")
    row.refresh_from_db()
    below = [stage.branch.pk, stage.cast.sibling.pk]
    refused = clerk.post(f"{at}send/", {"version": row.version, "orgs": below, "late_why": ""}).content.decode()
    assert "第一季度已经过了" in refused
    clerk.post(f"{at}send/", {"version": row.version, "orgs": below, "late_why": "县里六月才下办法"})
    assert "县里六月才下办法" in text(clerk, at)
    assert "21" in text(clerk, at)
    mine = Contract.objects.get(org=stage.branch)
    assert "县里六月才下办法" in text(client, f"/contracts/{mine.pk}/")
    assert "核对目标" in text(client, "/contracts/")
    assert "和其他下级不同" in text(client, f"/contracts/{mine.pk}/")


def test_both_sides_agree_and_sign(stage: Stage, client: StrictClient, clerk: StrictClient, sign_in: SignIn) -> None:
    person = make_person(now=stage.now, name="高志远", username="head")
    make_post(now=stage.now, person_id=person.pk, org=stage.cast.township, post=PostKind.SECRETARY)
    head = sign_in(person.account)  # type: ignore[arg-type]  # made with a login
    row = contract(stage)
    at = f"/contracts/{row.pk}/"
    item = ContractItem.objects.get(contract=row, term__indicator__text="服务群众")
    assert "提修改意见" in text(client, at)
    client.post(
        f"/contracts/items/{item.pk}/propose/",
        {"submission": str(uuid4()), "text": "改成八件", "target": 8, "due_on": "2026-12-20"},
    )
    proposal = ContractProposal.objects.get()
    assert "改成八件" in text(clerk, "/contracts/")
    assert "建议目标数 8；建议时限 2026-12-20" in text(clerk, f"/contracts/proposals/{proposal.pk}/")
    clerk.post(f"/contracts/proposals/{proposal.pk}/", {"is_taken": "yes", "answer": "同意"})
    clerk.post(
        f"/contracts/items/{item.pk}/edit/", {"version": version(row), "target": 8, "measure": "八件", "due_on": ""}
    )
    assert "已采纳：同意" in text(client, at)
    client.post(f"/contracts/items/{item.pk}/owner/", {"owner": stage.cast.members[1].pk})
    client.post(f"{at}sign/upper/", {"version": version(row)})
    assert Contract.objects.get(pk=row.pk).state == ContractState.OFFERED
    assert "同意，代表乙方签订" in text(client, at)
    client.post(f"{at}sign/lower/", {"version": version(row)})

    assert "有下级已经签好" in text(clerk, "/contracts/")
    clerk.post(f"/contracts/sets/{row.set_id}/sign/")
    assert Contract.objects.get(pk=row.pk).state == ContractState.SIGNED
    assert "代表甲方签订" in text(head, at)  # type: ignore[arg-type]  # words of the case
    head.post(f"/contracts/sets/{row.set_id}/sign/")
    assert Contract.objects.get(pk=row.pk).state == ContractState.IN_FORCE
    paper = words(client.get(f"{at}print/contract/").content)
    signed = ContractSignature.objects.get(side="upper")
    assert f"甲方代表：书记 高志远（平台签订 {signed.on} " in paper
    assert "李秀英" in paper
    assert "一票否决事项：违纪" in paper


def test_signed_on_paper_then_carried_out_and_checked(stage: Stage, client: StrictClient, clerk: StrictClient) -> None:
    row = contract(stage)
    at = f"/contracts/{row.pk}/"
    signed = {"name": "王建国", "post": "书记", "on": "2026-11-20"}
    client.post(f"{at}paper/lower/", signed | {"version": version(row)})
    clerk.post(f"{at}paper/upper/", signed | {"version": version(row), "name": "高志远"})
    assert "（纸质，" in text(client, at)
    item = ContractItem.objects.get(contract=row, term__indicator__text="服务群众")
    client.post(
        f"/contracts/items/{item.pk}/progress/",
        {"submission": str(uuid4()), "on": "2026-06-20", "text": "代办十件", "reached": "", "is_done": "on"},
    )
    assert "代办十件" in text(client, at)
    asked = f"/assignments/new/?origin=appraisals.contractitem:{item.pk}"
    assert asked in text(client, at)
    assert "目标管理责任书" in text(client, asked)
    given = {
        "org": stage.branch.pk, "title": "腊月代办", "owner": stage.cast.members[1].pk, "owner_note": "",
        "origin": f"appraisals.contractitem:{item.pk}", "submission": str(uuid4()),
    }  # fmt: skip
    assert "目标管理责任书" in client.post("/assignments/new/", given, follow=True).content.decode()
    assert "腊月代办" in text(client, at)
    assert "还没有报" in words(client.get(f"{at}print/check/").content)
    assert "代办十件" in text(client, f"{at}check/")
    client.post(f"{at}check/", {"version": version(row), "text": "外出党员联系少"})
    shown = text(clerk, at)
    assert "外出党员联系少" in shown
    assert "代办十件" in words(client.get(f"{at}print/check/").content)
    book = CalamineWorkbook.from_filelike(BytesIO(clerk.get(f"/contracts/sets/{row.set_id}/export/").content))
    cells = [str(cell) for line in book.get_sheet_by_index(0).to_python() for cell in line]
    assert "红旗村党支部" in cells
    assert "书记 高志远" in cells


def test_a_new_secretary_is_asked_to_go_on(stage: Stage, client: StrictClient, sign_in: SignIn) -> None:
    row = contract(stage)
    at = f"/contracts/{row.pk}/"
    client.post(f"{at}sign/lower/", {"version": version(row)})
    client.post(f"{at}sign/lower/", {"heir": "1"})
    assert "由前任" not in text(client, at)


def test_a_list_is_narrowed_by_name_and_state(stage: Stage, clerk: StrictClient) -> None:
    contract(stage)
    assert "柳树湾" in text(clerk, "/contracts/?q=柳树&state=offered")
    assert "没有符合这些条件" in text(clerk, "/contracts/?state=in_force")
    assert "还没有责任书" in text(clerk, "/contracts/?year=2020&state=无")
