"""班子成员表 and 届次台账: who sits where, and where each term stands."""

from collections import Counter

from jishi.desk.queries.ledgers.asked import Asked
from jishi.kernel.actor import Act
from jishi.members.models import Member
from jishi.orgs.models import PostHeld, Term
from jishi.orgs.queries import responsible, true_on, vacancies
from jishi.orgs.rules import COMMITTEE_POSTS, OrgKind, PostKind, term_rule, term_state
from jishi.papers import words
from jishi.papers.tables import COMMITTEE, TERMS, Table, Value
from jishi.people.rules import Sex, education_label, ethnicity_label

SITTING = (*COMMITTEE_POSTS, PostKind.FIRST_SECRETARY)


def sex_words(code: str) -> str:
    """男 or 女; "" where it is not known."""
    return Sex.label_of(code) if code in ("1", "2") else ""


def committee_table(asked: Asked) -> Table:
    """The committee of the organisation and of each below it, vacancies in the last column. Four queries."""
    orgs = list(asked.orgs(Act.VIEW))
    lacking: dict[int, list[str]] = {}
    for vacancy in vacancies(orgs, asked.today):
        lacking.setdefault(vacancy.org_id, []).append(vacancy.words)
    held: dict[int, list[PostHeld]] = {}
    posts = PostHeld.objects.filter(true_on(asked.today), org_id__in=[o.pk for o in orgs], post__in=SITTING)
    for post in posts.select_related("person").order_by("order", "from_on", "pk"):
        held.setdefault(post.org_id, []).append(post)
    people = {post.person_id for of in held.values() for post in of}
    joined = dict(Member.objects.filter(pk__in=people).values_list("pk", "joined_on"))
    rows: list[tuple[Value, ...]] = []
    for org in orgs:
        remark = "；".join(lacking.get(org.pk, []))
        for number, post in enumerate(held.get(org.pk, [])):
            person = post.person
            rows.append((
                org.name, PostKind.label_of(post.post), person.name, sex_words(person.sex),
                ethnicity_label(person.ethnicity), words.month(person.born_on),
                education_label(person.education, person.education_label), words.dotted(joined.get(person.pk)),
                words.month(post.from_on), "专职" if post.is_full_time else "兼职", post.duty_note,
                remark if number == 0 else "",
            ))  # fmt: skip
        if org.pk not in held and remark:
            rows.append((org.name, *[""] * 10, remark))
    title = f"{asked.org.name}{'' if asked.is_branch else '及所属党组织'}班子成员表"
    return Table(form=COMMITTEE, org=asked.org.name, title=title, on=asked.today, rows=rows)


def terms_ledger(asked: Asked) -> Table:
    """The running term of the organisation and of each below it that elects one, those without an entry named. Four
    queries."""
    orgs = [org for org in asked.orgs(Act.VIEW) if term_rule(org.kind, org.sector)]
    ids = [org.pk for org in orgs]
    terms = {term.org_id: term for term in Term.objects.filter(org_id__in=ids, closed_on=None)}
    heads = responsible(ids, asked.today)
    sitting = Counter(
        PostHeld.objects.filter(true_on(asked.today), org_id__in=ids, post__in=COMMITTEE_POSTS).values_list(
            "org_id", flat=True
        )
    )
    rows: list[tuple[Value, ...]] = []
    for org in orgs:
        head = heads[org.pk]
        first = (org.name, OrgKind.label_of(org.kind))
        name = head.name if head else "空缺"
        term = terms.get(org.pk)
        if term is None:
            rows.append((*first, "", name, "", "", "", "", None, sitting[org.pk], "未登记届次", ""))
            continue
        state = term_state(
            elected_on=term.elected_on, ends_on=term.ends_on, extended_to=term.extended_to, today=asked.today
        )
        rows.append((
            *first, f"第{term.number}届" if term.number else "", name, words.dotted(term.elected_on),
            words.dotted(term.ends_on), words.dotted(term.extended_to), term.extension_basis, term.seats,
            sitting[org.pk], state.word, "",
        ))  # fmt: skip
    title = f"{asked.org.name}{'' if asked.is_branch else '及所属党组织'}届次台账"
    return Table(form=TERMS, org=asked.org.name, title=title, on=asked.today, rows=rows)
