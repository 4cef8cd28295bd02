"""Pages of ten megabytes: CPU seconds of each, ``python -m tests.fuzz.large``. None may take more than five.

By hand: what a second is differs from machine to machine, so the test suite measures none.
"""

from __future__ import annotations

import sys
import time

from parsers.parse import parse
from tests.fuzz.seeds import all_seeds

SIZE = 10_000_000
MOST_SECONDS = 5.0
_LETTER = (
    "<p>林晓安代表：</p><p>您提出的《关于推进社区助餐的建议》（第57号）收悉，现答复如下：感谢您的关心。</p>"
    "<p>云江市民政局</p><p>2023年8月10日</p>"
)
_OPENING = "林晓安代表：\n您提出的建议收悉，现答复如下：\n"
_PAGE = f"<html><div id=zoom>{_LETTER}"


def _times(unit: str) -> str:
    return unit * (SIZE // len(unit.encode()))


def pages() -> dict[str, bytes]:
    """Each of them made of one thing only, where work in Python is dearest."""
    longest = max(all_seeds().pages, key=lambda seed: len(seed.data)).data
    made = {
        "paragraphs": _PAGE + _times("<p>我们将继续做好养老服务工作，感谢您的关心和支持。</p>"),
        "paragraphs of one word": _PAGE + _times("<p>甲</p>"),
        "line breaks": _PAGE + _times("甲<br>"),
        "table rows": f"{_PAGE}<table>" + _times("<tr><td>年份</td><td>12</td></tr>"),
        "one character a span": f"{_PAGE}<p>" + _times("<span style='color:red'>甲</span>"),
        "styled paragraphs": _PAGE + _times("<p class=a style='text-indent:2em' id=b title=c>甲乙丙丁</p>"),
        "links": "<html>" + _times("<li><a href=/a/t20230101_1.html>关于某事的答复</a></li>") + _PAGE[6:],
        "labels": "<html>" + _times("<p>索引号：123</p>") + _PAGE[6:],
        "script": "<html><script>" + _times("var a='b';") + f"</script>{_PAGE[6:]}",
        "10,000 levels": "<html>" + "<div>" * 10_000 + _times("<p>甲乙丙丁</p>") + _LETTER,
        "attributes of one tag": f"<html><div {' '.join(f'a{n}={n}' for n in range(700_000))}>{_LETTER}",
        "one paragraph": f"{_PAGE}<p>" + _times("感谢您的关心，我们将继续做好工作。"),
        "white space": f"{_PAGE}<p>甲" + _times(" \n") + "乙",
        "brackets": _PAGE + _times("<"),
        "escapes": _PAGE + _times("&amp;&lt;"),
        "zeros": _PAGE + _times("\0"),
        "text": _OPENING + _times("感谢您的关心，我们将继续做好工作。\n"),
        "text of short lines": _OPENING + _times("180号\n"),
        "text of one line": _OPENING + _times("感谢您的关心，我们将继续做好工作。"),
        "text of citations": _OPENING + _times("《关于印发办法的通知》（云政发〔2021〕12号）、"),
        "text of opening marks": _OPENING + _times("《"),
    }
    return {"a sample page over and over": longest * (SIZE // len(longest))} | {
        k: v.encode() for k, v in made.items()
    }


def main() -> int:
    slow = 0
    for name, data in pages().items():
        begin = time.process_time()
        parsed = parse(data, url="http://a.example/x/t20230101_1.html")
        seconds = time.process_time() - begin
        slow += seconds > MOST_SECONDS
        codes = ", ".join(dict.fromkeys(problem.code for problem in parsed.problems))
        sys.stdout.write(f"| {name} | {len(data) / 1e6:.1f} MB | {seconds:.2f} s | {codes} |\n")
        sys.stdout.flush()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
