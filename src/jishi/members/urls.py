"""Routes of members, each declared once."""

from jishi.kernel.actor import Act
from jishi.kernel.http import Menu, Route, urls
from jishi.members import pages

_BATCH = "members.batches_where"
ROUTES: list[Route] = [
    Route(
        name="members-index",
        path="members/",
        page=pages.index,
        act=Act.MEMBER_VIEW,
        door="members.members_where",
        menu=Menu(word="党员", order=30, group=1),
    ),
    Route(name="members-print", path="members/print/", page=pages.print_, act=Act.MEMBER_VIEW, door="members.members_where"),
    Route(name="members-export", path="members/export/", page=pages.export, act=Act.MEMBER_VIEW, door="members.members_where"),
    Route(name="members-find", path="members/find/", page=pages.find, act=Act.MEMBER_VIEW, door="members.members_where"),
    Route(name="members-import", path="members/import/", page=pages.import_, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-template", path="members/import/template/", page=pages.template, act=Act.ROSTER_IMPORT),
    Route(name="members-columns", path="members/import/<int:batch_id>/columns/", page=pages.columns, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-batch", path="members/import/<int:batch_id>/", page=pages.batch, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-start", path="members/import/<int:batch_id>/start/", page=pages.start, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-undo", path="members/import/<int:batch_id>/undo/", page=pages.undo, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-refused", path="members/import/<int:batch_id>/refused/", page=pages.refused, act=Act.ROSTER_IMPORT, door=_BATCH),
    Route(name="members-show", path="members/<int:member_id>/", page=pages.show, act=Act.MEMBER_VIEW, door="members.get_member"),
    Route(name="members-edit", path="members/<int:member_id>/edit/", page=pages.edit, act=Act.MEMBER_EDIT, door="members.get_member"),
    Route(name="members-new", path="members/new/", page=pages.new, act=Act.MEMBER_EDIT, door="members.branches_of"),
    Route(name="members-leave", path="members/<int:member_id>/leave/", page=pages.leave, act=Act.MEMBER_EDIT, door="members.get_member"),
    Route(name="members-group", path="members/<int:member_id>/group/", page=pages.group, act=Act.MEMBER_EDIT, door="members.get_member"),
    Route(name="members-reveal", path="members/<int:member_id>/reveal/", page=pages.reveal, act=Act.SEALED_REVEAL, door="members.get_member"),
]  # fmt: skip
urlpatterns = urls(ROUTES)
