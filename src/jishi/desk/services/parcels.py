"""A paper of every branch of a township in one zip, made in the background."""

import zipfile
from datetime import datetime

from jishi.desk.queries.ledgers import Asked
from jishi.desk.queries.parcels import BETWEEN, Parcel, get_parcel, parcel_branches
from jishi.desk.queries.printing import printed
from jishi.files.models import Download
from jishi.files.rules import clean_file_name
from jishi.files.services import Made, Work, ask_for
from jishi.kernel.actor import Act, Actor
from jishi.kernel.decision import NotAllowed, Refused

MOST_BRANCHES = 500  # in one zip; a county asks for its townships one by one


def ask_for_parcel(parcel: Parcel, *, actor: Actor, now: datetime) -> Download:
    """Have the zip made. Raises Refused where there is no branch, or there are too many for one."""
    count = parcel_branches(actor, parcel).count()
    if not count:
        raise Refused("所属没有您能打印的党支部。")
    if count > MOST_BRANCHES:
        raise Refused(f"所属党支部有 {count} 个，一次最多打包 {MOST_BRANCHES} 个。请按乡镇分别打包。")
    asked = BETWEEN.join((parcel.entry.name, parcel.period.code, parcel.ending))
    values = {"org": parcel.org.pk, "asked": asked}
    acts = {Act.VIEW, *parcel.entry.acts}
    return ask_for(
        "desk.parcel", values, title=parcel.title, acts=acts, org_id=parcel.org.pk, actor=actor, now=now
    )  # fmt: skip


def write_parcel(work: Work) -> Made:
    """Write the zip, one paper at a time: memory holds the largest of them, not their sum. A branch whose paper cannot be
    made for a reason that people can mend is left out, and the note says which and why."""
    today = work.now.date()
    parcel = get_parcel(work.actor, work.values["org"], work.values["asked"], today=today)
    branches = list(parcel_branches(work.actor, parcel))
    work.of(len(branches))
    left_out = []
    with zipfile.ZipFile(work.path, "w", zipfile.ZIP_STORED) as archive:  # .docx and .xlsx are compressed already
        for number, branch in enumerate(branches, 1):
            work.step(number - 1, branch.name)
            try:
                file = printed(parcel.entry, Asked(work.actor, branch, parcel.period, today), parcel.ending)
            except (NotAllowed, Refused) as refusal:
                left_out.append(f"{branch.name}：{refusal.reason}")
                continue
            archive.writestr(clean_file_name(f"{number:03} {file.name}.{file.ending}"), file.content)
        note = "\n".join([f"有 {len(left_out)} 个党支部没有做成：", *left_out]) if left_out else ""
        if note:
            archive.writestr("没有做成的党支部.txt", note.replace("\n", "\r\n").encode("utf-8-sig"))
        work.step(len(branches))
    return Made(f"{parcel.title}{today:%Y%m%d}", "zip", note)
