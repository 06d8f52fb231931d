"""What would happen, in words and numbers, and what has happened since an act was confirmed."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Q
from django.utils.timezone import localdate

from jishi.accounts.models import Draft
from jishi.activities.models import Activity, PlanEntry
from jishi.activities.rules import State as Recorded
from jishi.assignments.models import Assignment
from jishi.committees.models import ContactDuty, Goal, Institution
from jishi.committees.rules import GoalState
from jishi.desk.models import Layout
from jishi.desk.queries.reshaping.blueprint import Blueprint
from jishi.desk.rules.reshaping import Effect, Effects
from jishi.duties.models import Demand, DutyStatus, Explanation, OpenPeriod, Statement, Window
from jishi.duties.queries import pack
from jishi.kernel.periods import Period
from jishi.members.models import Membership, RosterBatch
from jishi.members.rules import Category, MembershipKind, category_on
from jishi.members.rules.batches import BatchState
from jishi.notices.models import Announcement, Notice
from jishi.orgs.models import Organization, PostHeld, Reshaping
from jishi.orgs.queries import open_term_of, true_on
from jishi.orgs.rules import BRANCH_KINDS, OrgKind, PostKind, ReshapeKind, Trace

UNDO_DAYS = 7  # as long as an import can be taken back


def effects(made: Blueprint, *, today: date) -> Effects:
    """The whole preview. A fixed number of queries, whatever is moved."""
    lines = [
        *_members(made), *_groups(made), *_posts(made), *_duties(made), *_tasks(made), *_ties(made),
        *_drafts_and_logins(made, today), *_papers(made), *_own_building(made), *_announced(made),
    ]  # fmt: skip
    return Effects(
        title=title_of(made),
        on=made.plan.on,
        lines=tuple(lines),
        members=len(made.formal),
        fingerprint=made.fingerprint,
        warnings=tuple(_warnings(made)),
    )


def title_of(made: Blueprint) -> str:
    """The act in one sentence."""
    names = "、".join(org.name for org in made.subjects)
    into = "、".join(t.name for t in made.targets)
    match made.plan.kind:
        case ReshapeKind.MERGE:
            return f"{'、'.join(o.name for o in made.ends)}并入{into}"
        case ReshapeKind.DISSOLVE:
            return f"撤销{names}" + (f"，党员编入{into}" if into else "")
        case ReshapeKind.SPLIT:
            return f"{names}拆分为{into}" + ("，原支部保留" if made.plan.stays else "")
        case _:
            return f"{names}改设为{OrgKind.label_of(made.new_kind)}"


def _where(made: Blueprint, n: int) -> str:
    return made.targets[n].name


def _members(made: Blueprint) -> list[Effect]:
    on = made.plan.on
    found = []
    per_target = Counter(n for _, n in made.formal)
    for n, count in sorted(per_target.items()):
        rows = [row for row, m in made.formal if m == n]
        full = sum(category_on(r.member.category, r.member.full_on, on) is Category.FULL for r in rows)
        words = f"其中正式党员 {full} 名；组织关系从 {on} 起在这里，原来的隶属留在沿革里"
        names = tuple(row.member.person.name for row in rows)
        found.append(Effect(f"党员编入{_where(made, n)}", count, words, names))
    if made.attached:
        names = tuple(row.member.person.name for row, _ in made.attached)
        found.append(Effect("编入组织生活的党员", len(made.attached), "随组织转到承接的支部，组织关系不变", names))
    return found


def _groups(made: Blueprint) -> list[Effect]:
    found = []
    moved = [(c, t) for c, t in made.children if isinstance(t, int)]
    groups = [(c, t) for c, t in moved if c.kind == OrgKind.PARTY_GROUP]
    others = [
        (c, _where(made, t) if isinstance(t, int) else t.name) for c, t in made.children if c.kind != "party_group"
    ]
    if groups:
        items = tuple(f"{c.name} → {_where(made, t)}" for c, t in groups)
        found.append(Effect("党小组随党员转过去", len(groups), "组长职务照旧；那边有同名的，名称前加原支部名", items))
    gone = [org for org in made.ends if org.kind == OrgKind.PARTY_GROUP]
    if gone:
        words = "生效日起不再设；党员以后在新支部重新编组"
        found.append(Effect("党小组撤销", len(gone), words, tuple(g.name for g in gone)))
    if made.groups:
        names = tuple(row.member.person.name for row in made.groups)
        found.append(Effect("不再编入原党小组的党员", len(made.groups), "需要的话在新支部重新编组", names))
    if others:
        found.append(
            Effect("下级组织调整隶属", len(others), "连同各自的下级", tuple(f"{c.name} → {t}" for c, t in others))
        )
    return found


def _posts(made: Blueprint) -> list[Effect]:
    found = []
    said = [f"{p.org.name}{PostKind.label_of(p.post)} {p.person.name}" for p in made.posts]
    if said:
        words = f"{made.plan.on} 起停止，随职务来的权限同时停止；承接的组织另行登记任职"
        found.append(Effect("任职", len(said), words, tuple(said)))
    noted = [f"{p.person.name}：{p.duty_note}" for p in made.posts if p.duty_note]
    noted += [f"{c.person.name}：{c.get_field_display()}" for c in made.charges]
    if noted:
        found.append(Effect("班子分工", len(noted), "随任职停止，留在原组织的卡片上", tuple(noted)))
    if made.terms:
        items = tuple(f"{t.org.name}：{t.elected_on} 选出，{t.ends_on} 届满" for t in made.terms)
        found.append(Effect("届次", len(made.terms), "本届到生效日为止；新组织选举后登记新的一届", items))
    if made.new_kind:
        [org] = made.subjects
        kept = PostHeld.objects.filter(true_on(made.plan.on), org=org).count()
        words = f"{org.name}的任职和届次照旧，按新类别选举或任命后请更新"
        found.append(Effect("改设的组织自己的任职", kept, words))
    return found


def _duties(made: Blueprint) -> list[Effect]:
    """Who owes what of the running periods afterwards: those that end owe it no more, a successor owes its own."""
    codes = OpenPeriod.objects.filter(last_on__gte=made.plan.on).values("code")
    ending = DutyStatus.objects.filter(org__in=made.ends, period__in=codes, rule_id__in=pack()).select_related("org")
    open_ones = [d for d in ending if d.done < d.required]
    found = []
    if ending:
        items = [f"{d.org.name}：{Period.parse(d.period).label}{pack()[d.rule_id].short}" for d in open_ones]
        words = (
            f"本期未办结的 {len(open_ones)} 项不再由要撤销的组织承担；已办的记录仍算原组织的。"
            + _who_owes(made)
        )  # fmt: skip
        found.append(Effect("本期应办事项", len(ending), words, tuple(items)))
    elif made.new_kind or any(t.org is None for t in made.targets):
        found.append(Effect("本期应办事项", 0, _who_owes(made)))
    return found


def _who_owes(made: Blueprint) -> str:
    standing = [t.name for t in made.targets if t.org is not None and not made.new_kind]
    fresh = [t.name for t in made.targets if t.org is None]
    words = []
    if standing:
        words.append(f"{'、'.join(standing)}本期照自己的应办事项办理，不另加")
    if fresh:
        words.append(f"{'、'.join(fresh)}从 {made.plan.on} 后开始的第一个月、季度、年度起计应办事项")
    if made.new_kind:
        words.append(f"{made.subjects[0].name}已开始的各期仍按原类别计，下一期起按新类别计")
    return "；".join(words) + ("。" if words else "")


def _tasks(made: Blueprint) -> list[Effect]:
    if not made.tasks:
        return []
    items = tuple(f"{t.title}（{t.owner_name}）→ {_where(made, n)}" for t, n in made.tasks)
    return [Effect("办理中的任务", len(made.tasks), "责任人和时限不变，转给承接的组织", items)]


def _ties(made: Blueprint) -> list[Effect]:
    found = []
    if made.guidances:
        items = tuple(f"{g.guide.name}指导{g.guided.name}" for g in made.guidances)
        found.append(Effect("指导关系", len(made.guidances), "生效日起结束；要继续的，给承接的组织另建", items))
    if made.points:
        items = tuple(f"{p.person.name}联系{p.place.name}" for p in made.points)
        words = "生效日起结束；要继续联系的，给承接的组织另定联系点"
        found.append(Effect("联系点", len(made.points), words, items))
    if made.seats:
        items = tuple(f"{s.org.name}：{s.person.name}" for s in made.seats)
        words = "生效日起退出；承接的党委另定中心组成员"
        found.append(Effect("中心组成员", len(made.seats), words, items))
    if made.units:
        items = tuple(f"{u.org.name}：{u.name or '未填名称'}" for u in made.units)
        words = "登记留在原组织；承接的组织还没有单位的，抄过去一个，联合党支部全部抄过去"
        found.append(Effect("所在单位", len(made.units), words, items))
    return found


def _drafts_and_logins(made: Blueprint, today: date) -> list[Effect]:
    found = []
    keys = Q(pk__in=[])
    for org in made.ends:
        keys |= Q(key__startswith=f"activities-new:{org.pk}:")
    drafts = Draft.objects.filter(keys).count()
    if drafts:
        words = "没有确认的记录草稿；请填的人先确认，生效后原组织不能再新增记录"
        found.append(Effect("记录草稿", drafts, words))
    ending = [p.pk for p in made.posts]
    persons = {p.person_id: p.person for p in made.posts if p.person.account_id}
    others = PostHeld.objects.filter(true_on(today), person_id__in=persons).exclude(pk__in=ending)
    with_more = set(others.values_list("person_id", flat=True))
    bare = [p.name for pk, p in sorted(persons.items()) if pk not in with_more]
    if bare:
        words = "只有这里的职务；账号保留，登录后只看到自己的组织和任务，登记新职务后恢复"
        found.append(Effect("登录账号没有职务了", len(bare), words, tuple(bare)))
    return found


def _papers(made: Blueprint) -> list[Effect]:
    found = []
    layouts = Layout.objects.filter(org__in=made.ends).count()
    if layouts:
        found.append(Effect("自定义表样", layouts, "只对原组织有效，承接的组织用上级的表样"))
    windows = Window.objects.filter(issuer__in=made.ends, year__gte=made.plan.on.year).count()
    if windows:
        found.append(Effect("年度安排时间", windows, "由原组织发的，生效后不再起作用"))
    demands = Demand.objects.filter(issuer__in=made.ends, ended_on=None, until_on__gte=made.plan.on).count()
    if demands:
        found.append(Effect("本级要求", demands, "由原组织登记的；生效前请撤销，或由承接的组织重新登记"))
    plans = PlanEntry.objects.filter(org__in=made.ends, activity=None, dropped_reason="", month__gte=made.plan.on)
    if waiting_plans := plans.count():
        found.append(Effect("年度计划里没开展的", waiting_plans, "留在原组织的计划里；承接的组织按自己的计划安排"))
    records = Activity.objects.filter(org__in=made.ends).exclude(state=Recorded.WITHDRAWN).count()
    if records:
        found.append(Effect("已有记录", records, "留在原组织，照常查看和打印"))
    waiting = RosterBatch.objects.filter(org__in=made.ends, state__in=_WAITING).count()
    if waiting:
        found.append(Effect("没有导完的名册", waiting, "生效后这些行会被拒绝；请先导完，或导到承接的组织"))
    return found


def _own_building(made: Blueprint) -> list[Effect]:
    """制度, yearly goals and contact duties: they stay where they were set, and somebody has to take them up anew."""
    found = []
    institutions = Institution.objects.filter(org__in=made.ends, abolished_on=None).order_by("pk")
    if titles := tuple(institutions.values_list("title", flat=True)):
        words = "留在原组织，不再执行；要继续执行的，由承接的组织重新制定"
        found.append(Effect("在执行的制度", len(titles), words, titles))
    goals = Goal.objects.filter(org__in=made.ends, state=GoalState.OPEN, year__gte=made.plan.on.year).order_by("pk")
    if texts := tuple(goals.values_list("text", flat=True)):
        words = "留在原组织；没有完成的请写明结果，或由承接的组织重新定"
        found.append(Effect("推进中的年度目标", len(texts), words, texts))
    contacts = ContactDuty.objects.filter(org__in=made.ends, to_on__gte=made.plan.on).count()
    if contacts:
        found.append(Effect("干部联系任务", contacts, "记录留在原组织；要继续的，由承接的组织另排"))
    return found


def _announced(made: Blueprint) -> list[Effect]:
    """What it has issued and what still waits to be read in it."""
    found = []
    issued = Announcement.objects.filter(issuer__in=made.ends, withdrawn_at=None, is_replaced=False).count()
    if issued:
        words = "留在原组织，收件人照常查看；不再有效的，生效前请撤回"
        found.append(Effect("已发的通知文件", issued, words))
    unread = Notice.objects.filter(to_org__in=made.ends, read_at=None, is_void=False).count()
    if unread:
        words = "发给原组织职务的，任职停止后没有人能读；生效前请读完"
        found.append(Effect("还没有阅读的通知", unread, words))
    return found


_WAITING = tuple(s for s in BatchState if s.name in {"READ", "JUDGING", "JUDGED", "IMPORTING"})


def _warnings(made: Blueprint) -> list[str]:
    """What the texts say of the branches that would come of it: advice, never a bar."""
    found = []
    per_target = Counter(n for _, n in made.formal)
    for n, target in enumerate(made.targets):
        if target.kind not in BRANCH_KINDS:
            continue
        there = 0
        if target.org is not None:
            held = Membership.objects.filter(true_on(made.plan.on), org=target.org, kind=MembershipKind.FORMAL)
            there = held.count()
        total = there + per_target[n]
        if total > 50:
            found.append(
                f"{target.name}将有党员 {total} 名，一般不超过 50 名（《中国共产党支部工作条例（试行）》第四条）。"
            )
        rows = [row for row, m in made.formal if m == n]
        full = sum(category_on(r.member.category, r.member.full_on, made.plan.on) is Category.FULL for r in rows)
        if target.org is None and full < 3 and rows:
            found.append(
                f"{target.name}只有正式党员 {full} 名，成立党支部要有正式党员 3 人以上（《中国共产党支部工作条例（试行）》第四条）。"
            )
    if made.targets and made.targets[0].org is not None and not made.new_kind:
        target_org = made.targets[0].org
        if open_term_of(target_org, made.plan.on) is None and target_org.kind in BRANCH_KINDS:
            found.append(f"{target_org.name}没有登记届次，合并后请一并登记。")
    return found


def followed(act: Reshaping) -> list[str]:
    """What has happened since an act was confirmed that taking it back would contradict, in words; empty while nothing."""
    trace = Trace.read(act.undo)
    ids = [int(pk) for pk in trace.versions]
    found = []
    for org in Organization.objects.filter(pk__in=ids).order_by("path"):
        if org.version != trace.versions[str(org.pk)]:
            found.append(f"{org.name}的组织信息、任职或届次又有变动")
    records = Activity.objects.filter(org_id__in=ids, confirmed_at__gt=act.at).exclude(state=Recorded.WITHDRAWN)
    found += [f"{r.org.name}已记录“{r.title}”（{r.held_on}）" for r in records.select_related("org")[:3]]
    opened = trace.members["opened"]
    members = {pk for pk, _ in (*trace.members["formal"], *trace.members["groups"])}
    rows = Membership.objects.filter(member_id__in=members)
    still = rows.filter(pk__in=opened, to_on=None).count()
    later = rows.filter(Q(from_on__gte=act.on) | Q(to_on__gt=act.on)).exclude(pk__in=opened).count()
    attached = Membership.objects.filter(pk__in=opened, to_on=None).exclude(member_id__in=members).count()
    if still + attached != len(opened) or later:
        found.append("转移的党员里有人又有组织关系或党小组的变动")
    newcomers = Membership.objects.filter(org_id__in=trace.made).exclude(pk__in=opened).count()
    if newcomers:
        found.append("新组织里又编入了党员")
    tasks = {pk: version for pk, _, version in trace.tasks}
    now = dict(Assignment.objects.filter(pk__in=tasks).values_list("pk", "version"))
    if now != tasks or Assignment.objects.filter(org_id__in=trace.made).exclude(pk__in=tasks).exists():
        found.append("转交的任务又有进展，或新组织有了新任务")
    said = Explanation.objects.filter(org_id__in=trace.made).exists()
    if said or Statement.objects.filter(org_id__in=trace.made).exists():
        found.append("新组织已填报未办说明或已办说明")
    return found


def why_kept(act: Reshaping, today: date) -> list[str]:
    """Why an act can no longer be taken back, in words; empty when it can."""
    if act.undone_at:
        return ["这次调整已经撤回"]
    if today - localdate(act.at) > timedelta(days=UNDO_DAYS):
        return [f"办理已经超过 {UNDO_DAYS} 天"]
    return followed(act)
