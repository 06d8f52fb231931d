"""年度工作计划: what is planned in a year, and what became of it by now."""

from jishi.activities.queries import plan_orgs
from jishi.desk.queries.ledgers.asked import Asked
from jishi.desk.queries.year_plan import plan_page
from jishi.papers.tables import PLAN, Table


def plan_table(asked: Asked) -> Table:
    """The organisation's plan of the year, month by month; 完成情况 is that of today."""
    year = asked.period.year
    page = plan_page(asked.actor, plan_orgs(asked.org.pk), year, on=asked.today)
    rows = []
    for line in page.lines:
        row = line.row
        state = line.mark[1]
        if row.held_on:
            state = f"{row.held_on.month}月{row.held_on.day}日已开展"
        elif row.dropped_reason:
            state = f"不开展：{row.dropped_reason}"
        basis = "；".join(dict.fromkeys(owed.rule.citation for owed in line.serves))
        title = row.whole_title if line.here else f"{row.org_name}：{row.whole_title}"
        source = f"{row.issuer}安排" if row.issuer else row.source.label
        rows.append((row.when, title, row.measures or (f"依据{basis}" if basis else ""), row.owner, source, state))
    title = f"{asked.org.name}{year}年度工作计划"
    return Table(form=PLAN, org=asked.org.name, title=title, period=f"{year}年度", on=asked.today, rows=rows)
