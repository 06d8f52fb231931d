"""Who acts, with which rights, over which part of the tree.

A right is always (act, path, subtree or not). Guided organisations are expanded into one grant each when the actor is
made, so `reaches` and every `…_where` are built from the same rows (decision 0003)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from jishi.kernel.decision import YES, Decision, no
from jishi.kernel.labels import Labelled


class Act(Labelled):
    """What one may do to things that belong to an organisation. Rights are given in `orgs/roles.yaml`."""

    VIEW = "view", "查看组织与事项"
    ORG_EDIT = "org_edit", "维护组织、班子和任期"
    DIVIDE = "divide", "安排班子分工和负责人"
    MEMBER_VIEW = "member_view", "查看党员名册"
    MEMBER_EDIT = "member_edit", "修改党员信息"
    ROSTER_IMPORT = "roster_import", "导入党员名册"
    SEALED_REVEAL = "sealed_reveal", "查看身份证号、电话和住址"
    RECORD = "record", "记录和说明组织生活"
    RECORD_VIEW = "record_view", "查看组织生活记录"
    ASSIGN = "assign", "交办任务"
    ACCEPT = "accept", "验收任务"
    WINDOW_SET = "window_set", "设置年度安排时间"
    DEMAND_SET = "demand_set", "登记本级要求"
    NOTIFY = "notify", "发通知和提醒"
    SETTING = "setting", "设置本级选项"
    ELECTION = "election", "办理换届选举"
    ELECTION_LEAD = "election_lead", "部署和指导下级换届"
    APPRAISE = "appraise", "办理民主评议党员"
    APPRAISE_LEAD = "appraise_lead", "审定下级民主评议"
    GRADE_VIEW = "grade_view", "查看民主评议等次"
    POLL = "poll", "组织无记名测评"
    LAYOUT_EDIT = "layout_edit", "上传表样"
    ACCOUNT_MANAGE = "account_manage", "管理登录账号"
    AUDIT_VIEW = "audit_view", "查看操作日志"


@dataclass(frozen=True, slots=True)
class Grant:
    """One right: `act` at `path`, with everything below it when `subtree`. `post_id` is the post that gives it."""

    act: Act
    path: str
    subtree: bool
    post_id: int

    def covers(self, path: str) -> bool:
        return path.startswith(self.path) if self.subtree else path == self.path


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post the actor holds today, as the page shell shows it; `post` is its code, `title` what people read."""

    id: int
    org_id: int
    org_path: str
    org_name: str
    org_kind: str
    title: str
    post: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person signed in, or a command run by the operator. Rights are the union of all posts held; `post` is the one
    whose desk is shown. No grants means no reach at all."""

    name: str
    person_id: int | None = None
    account_id: int | None = None
    posts: tuple[HeldPost, ...] = ()
    post: HeldPost | None = None
    grants: tuple[Grant, ...] = field(default=())

    def grant_for(self, act: Act, path: str) -> Grant | None:
        """The grant that allows `act` at `path`, for the audit line; None if there is none."""
        return next((g for g in self.grants if g.act is act and g.covers(path)), None)

    def reaches(self, act: Act, path: str) -> bool:
        return self.grant_for(act, path) is not None

    def may(self, act: Act, path: str) -> Decision:
        """Whether `act` is allowed at `path`; the refusal names the missing right."""
        if self.reaches(act, path):
            return YES
        return no(f"您的职务没有“{act.label}”这项权限。需要时请联系本组织书记或上级组织办。")

    def seats(self, act: Act) -> list[HeldPost]:
        """The posts held that carry the right, the chosen one first: in whose name one acts on others."""
        carrying = {g.post_id for g in self.grants if g.act is act}
        return sorted((p for p in self.posts if p.id in carrying), key=lambda p: p != self.post)

    def has(self, act: Act) -> bool:
        """Whether the right is held anywhere; decides about menu entries, never about an object."""
        return any(g.act is act for g in self.grants)

    def spans(self, act: Act) -> Iterator[tuple[str, bool]]:
        """The (path, subtree) pairs where `act` is allowed."""
        return ((g.path, g.subtree) for g in self.grants if g.act is act)


def operator(name: str = "本机运维") -> Actor:
    """The actor of commands typed on the server itself: every right over the whole tree (path "")."""
    return Actor(name=name, grants=tuple(Grant(act, "", True, 0) for act in Act))
