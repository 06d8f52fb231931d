"""What a recommendation form is filled with from the records."""

from dataclasses import dataclass
from datetime import date

from jishi.campaigns.models import Honour, Nominee, Opinion
from jishi.campaigns.rules import OpinionFrom
from jishi.members.models import Member
from jishi.members.queries import formal_count
from jishi.orgs.models import PostHeld
from jishi.orgs.queries import responsible, true_on, units_of
from jishi.people.rules import education_label, ethnicity_label


@dataclass(frozen=True, slots=True)
class FormFacts:
    """The head of the form as (label, words) pairs, then its long parts. Number and telephone stay blank, to be written in
    by hand: what is sealed is not printed on forms that go round."""

    name: str
    title: str
    is_person: bool
    head: tuple[tuple[str, str], ...]
    resume: str
    rewards: str
    deeds: str
    opinions: tuple[tuple[str, str, date | None], ...]


def form_facts(nominee: Nominee, on: date) -> FormFacts:
    """The recommendation form of a nominee, filled as far as the records go. Eight queries at most."""
    said = {one.whose: one for one in Opinion.objects.filter(nominee=nominee)}
    opinions = tuple(
        (whose.label, said[whose].text if whose in said else "", said[whose].on if whose in said else None)
        for whose in (OpinionFrom.BRANCH, OpinionFrom.COMMITTEE, OpinionFrom.DISCIPLINE)
    )
    honours = Honour.objects.filter(person=nominee.person, target=nominee.target, withdrawn_on=None)
    earlier = "；".join(f"{one.given_on.year}年{one.given_by}{one.title}" for one in honours.order_by("given_on", "pk"))
    head = _person(nominee, on) if nominee.person else _org(nominee, on)
    return FormFacts(
        name=nominee.person.name if nominee.person else nominee.target.name if nominee.target else "",
        title=nominee.get_kind_display(),
        is_person=nominee.person is not None,
        head=head,
        resume=nominee.resume,
        rewards="；".join(part for part in (earlier, nominee.rewards) if part),
        deeds=nominee.deeds,
        opinions=opinions,
    )


def _month(value: date | None) -> str:
    return f"{value.year}年{value.month}月" if value else ""


def _person(nominee: Nominee, on: date) -> tuple[tuple[str, str], ...]:
    person = nominee.person
    assert person is not None
    member = Member.objects.filter(pk=person.pk).first()
    posts = PostHeld.objects.filter(true_on(on), person=person).select_related("org").order_by("order", "pk")
    held = list(posts)
    duties = "、".join(f"{post.org.short_name or post.org.name}{post.get_post_display()}" for post in held)
    since = min((post.from_on for post in held if post.from_on), default=None)
    return (
        ("姓名", person.name),
        ("性别", person.get_sex_display()),
        ("民族", ethnicity_label(person.ethnicity)),
        ("出生年月", _month(person.born_on)),
        ("籍贯", person.native_place),
        ("学历", education_label(person.education, person.education_label)),
        ("入党时间", _month(member.joined_on) if member else ""),
        ("参加工作时间", nominee.worked_since),
        ("从事党务工作时间", _month(since)),
        ("单位职务", "；".join(part for part in (person.employer, duties) if part)),
        ("身份证号", ""),
        ("电话", ""),
    )


def _org(nominee: Nominee, on: date) -> tuple[tuple[str, str], ...]:
    org = nominee.target
    assert org is not None
    head = responsible([org.pk], on).get(org.pk)
    units = "、".join(unit.get_nature_display() for unit in units_of(org))
    return (
        ("党组织名称", org.name),
        ("成立时间", _month(org.founded_on)),
        ("党员数", f"正式党员{formal_count(org.pk, on)}名"),
        ("书记姓名职务", head.words if head else ""),
        ("联系电话", org.phone),
        ("单位性质", units or org.get_sector_display()),
    )
