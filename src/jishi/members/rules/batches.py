"""The states of a roster on its way in."""

from jishi.kernel.labels import Labelled


class BatchState(Labelled):
    """Read → (columns confirmed) judging → judged → importing → done → undone."""

    READ = "read", "待确认列"
    JUDGING = "judging", "正在核对"
    JUDGED = "judged", "待导入"
    IMPORTING = "importing", "正在导入"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


AT_WORK = (BatchState.JUDGING, BatchState.IMPORTING)
KEPT_DAYS = 7
