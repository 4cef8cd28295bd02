"""Documents cited in 《》 and the numbers that belong to them."""

from __future__ import annotations

import pytest

from parsers.citations import find_citations

ACT, PLAN = "云江市养老服务条例", "云江市养老服务规划"


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        (f"依据《{ACT}》（云府发〔2021〕7号）建设", [(ACT, "云府发〔2021〕7号")]),
        (f"依据《{ACT}》(云府发[2021]7号)建设", [(ACT, "云府发〔2021〕7号")]),
        (f"依据云府发〔2021〕7号《{ACT}》建设", [(ACT, "云府发〔2021〕7号")]),
        (f"依据云府发〔2021〕7号文件《{ACT}》建设", [(ACT, "云府发〔2021〕7号")]),
        (f"依据云府发〔2021〕7号印发的《{ACT}》", [(ACT, "云府发〔2021〕7号")]),
        (f"以云府发〔2021〕7号印发的《{ACT}》", [(ACT, None)]),
        (f"认真落实云府发〔2021〕7号《{ACT}》", [(ACT, None)]),
        (f"《{ACT}》（云府发〔2021〕7号）《{PLAN}》", [(ACT, "云府发〔2021〕7号"), (PLAN, None)]),
        (f"《{ACT}》、《{PLAN}》（云府发〔2021〕7号）", [(ACT, None), (PLAN, "云府发〔2021〕7号")]),
        (f"云府发〔2021〕7号和《{ACT}》", [(ACT, None)]),
        (f"云府发〔2021〕7号。\n《{ACT}》", [(ACT, None)]),
        (f"第7号《{ACT}》", [(ACT, None)]),
        (f"《{ACT}》。再依据《{ACT}》（云府发〔2021〕7号）", [(ACT, "云府发〔2021〕7号")]),
        ("没有引用", []),
    ],
)
def test_a_number_belongs_to_the_title_it_touches(text: str, cited: list[tuple[str, str | None]]) -> None:
    assert [(c.title, c.document_number) for c in find_citations(text)] == cited


def test_suggestions_answered_together_are_no_citations() -> None:
    own = "关于优化城北公交线路的建议"
    text = (
        f"你们提出的《{own}》（第0041号）、《关于增加夜班公交的建议》和《关于建设公交专用道的提案》收悉。"
        f"根据《{ACT}》和《关于做好公交工作的指导意见》办理；去年的《关于延长末班车的建议》也已采纳。"
    )
    cited = [c.title for c in find_citations(text, [own])]
    assert cited == [ACT, "关于做好公交工作的指导意见", "关于延长末班车的建议"]
