"""Notices and reminders of the demo township: one that all have read, one that some have, one withdrawn; reminders of the
week before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from jishi.desk import services
from jishi.desk.queries.reminding import preview_everything
from jishi.desk.rules.announcing import Targets
from jishi.desk.services import Order
from jishi.kernel.actor import Actor, HeldPost
from jishi.notices import services as notices
from jishi.notices.models import Announcement, Notice
from jishi.notices.rules import Issuer
from jishi.orgs.models import Organization, PostHeld
from jishi.orgs.queries import true_on
from jishi.orgs.rules import OrgKind, PostKind

_SCHEDULE = "序号,内容,时间,责任人\n1,党员大会,12月10日前,党支部书记\n2,主题党日,12月5日前,组织委员\n3,党课,12月20日前,党支部书记\n"
_SECRETARIES = Targets(posts=(PostKind.SECRETARY,), kinds=(OrgKind.BRANCH,))
_WITH_MEMBERS = Targets(posts=(PostKind.SECRETARY, PostKind.ORGANIZATION_MEMBER), kinds=(OrgKind.BRANCH,))
_ISSUED = (
    (
        40, Order("关于做好冬季党员教育培训的通知", "各党支部：\n\n请结合主题党日，组织党员学习党的创新理论和惠农政策，十二月底前完成。"
                  "学习情况记入组织生活记录，不另报材料。", number="和组〔2026〕21号", basis="县委组织部年度培训安排"),
        _SECRETARIES, 1,
    ),
    (
        12, Order("关于年底前组织生活安排的通知", "各党支部：\n\n第四季度党员大会、支委会和主题党日的安排见附件。时间有困难的，"
                  "提前与组织办联系。", number="和组〔2026〕24号"), _WITH_MEMBERS, 2,
    ),
    (
        3, Order("关于走访慰问困难党员的通知", "各党支部：\n\n请于本月底前走访一遍本支部的困难党员和老党员，把需要帮助的事项"
                 "在支委会上议一议。"), _SECRETARIES, 3,
    ),
)  # fmt: skip


def tell(orgs: Mapping[str, Organization], *, actor: Actor, now: datetime) -> None:
    """Write them through the services people use, as of days before `now`."""
    town = orgs["town"]
    clerk = PostHeld.objects.filter(true_on(now.date()), org=town, post=PostKind.OFFICE_CLERK).select_related("person")
    actor = replace(actor, name=clerk[0].person.name)
    issuer = Issuer.of(town)
    for days, order, targets, every in _ISSUED:
        moment = now - timedelta(days=days)
        files = [SimpleUploadedFile("四季度安排表.csv", _SCHEDULE.encode("utf-8-sig"))] if days == 12 else []
        made = services.announce(order, issuer=issuer, targets=targets, uploads=files, actor=actor, now=moment)
        _read(made, every, moment)
    wrong = services.announce(
        Order("关于报送统计表的通知", "请各党支部报送统计表。"), issuer=issuer, targets=_SECRETARIES, actor=actor,
        now=now - timedelta(days=20),
    )  # fmt: skip
    services.withdraw(wrong.pk, "统计表由平台生成，不再要求报送。", actor=actor, now=now - timedelta(days=19))
    last_week = now - timedelta(days=8)
    matters = preview_everything(town, on=last_week.date()).matters
    if matters:
        notices.remind(matters[:6], issuer=issuer, actor=actor, now=last_week)


def _read(made: Announcement, every: int, moment: datetime) -> None:
    """All have read it, or one in `every`; who holds the post, opens it."""
    waiting = list(
        Notice.objects.filter(announcement=made, to_org__isnull=False).select_related("to_org").order_by("pk")
    )
    held = PostHeld.objects.filter(true_on(moment.date()), org_id__in=[notice.to_org_id for notice in waiting])
    names = {(post.org_id, post.post): post.person.name for post in held.select_related("person")}
    for number, notice in enumerate(waiting):
        key = (notice.to_org_id or 0, notice.post)
        if number % every == 0 and key in names:
            seat = HeldPost(
                id=0, org_id=key[0], org_path="", org_name="", org_kind="", title=PostKind.label_of(key[1]), post=key[1]
            )
            reader = Actor(name=names[key], posts=(seat,))
            notices.mark_read(notice_id=notice.pk, actor=reader, now=moment + timedelta(minutes=20 * number + 35))
