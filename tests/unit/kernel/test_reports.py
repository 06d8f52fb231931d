"""The shape other programs read."""

from jishi.kernel.reports import ImportReport, RowProblem


def test_report_prints_the_fixed_shape() -> None:
    report = ImportReport(new=2, refused=[RowProblem(5, "王建国", ("身份证号校验码不对。",))])
    assert report.as_json() == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": [{"row": 5, "name": "王建国", "reasons": ["身份证号校验码不对。"]}],
        "warned": [],
    }
