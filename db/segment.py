"""Chinese words, from one place: the same for the index, the queries and the keywords.

rjieba (Rust, abi3 wheels) gives jieba's words 25 times as fast; jieba itself is the
reference it is tested against, and its table of word weights (IDF) ranks keywords.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cache
from heapq import nlargest
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import rjieba

if TYPE_CHECKING:
    from types import ModuleType

SEGMENTER = f"rjieba {version('rjieba')}"
"""Name and version of what cut the words of an index; kept in the published file's ``meta``."""

# Words that nearly every such letter holds: they say nothing about its subject.
BOILERPLATE = frozenset(files("db").joinpath("boilerplate_words.txt").read_text("utf-8").split())

# 十八, 第十八届, 四次会议: a number of something.
_COUNTED = re.compile("第?[〇零一二两三四五六七八九十百千万]+(?:[届次个条号项年月日件家名].*)?")


def segment(text: str) -> list[str]:
    """The words of ``text`` in search mode: long words also give the shorter words they hold.

    Punctuation and white space come out as words of their own, as in jieba. Nothing is folded here.
    """
    return list(rjieba.cut_for_search(text, True))


def is_word(text: str) -> bool:
    """Whether the dictionary knows ``text`` as one word."""
    return bool(rjieba.has_word(text))


def keywords(text: str, *, count: int = 8, leave_out: Collection[str] = ()) -> list[str]:
    """The words that tell this text apart, best first: TF-IDF with jieba's weights.

    Words inside one of ``leave_out`` (place, issuer) and words of every such letter do not count, nor
    do strings that the table of weights does not know: those are mostly cutting errors.
    Deterministic: equal weights keep the order of first appearance.
    """
    weights = _weights()
    left_out = "\n".join(leave_out)
    found = {
        word: times
        for word, times in Counter(rjieba.cut(text, True)).items()
        if len(word) > 1
        and word in weights
        and word not in BOILERPLATE
        and word not in left_out
        and not _COUNTED.fullmatch(word)
    }
    # nlargest keeps the order of first appearance among equals, as sorted() does.
    return nlargest(count, found, key=lambda word: found[word] * weights[word])


def reference(cache_dir: Path | None = None) -> ModuleType:
    """Jieba itself, quiet and initialised.

    Its dictionary cache goes to ``cache_dir`` (a folder that exists); jieba's own
    choice would be a guessable file in the machine's shared temporary folder, so
    without a folder a private one is used and removed again.
    """
    import tempfile
    import warnings

    with warnings.catch_warnings():
        # jieba 0.42.1 has invalid escapes and asks for pkg_resources: noise that nobody here can act on.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    if jieba.dt.initialized:
        return jieba  # type: ignore[no-any-return]
    if cache_dir is not None:
        jieba.dt.tmp_dir = str(cache_dir)
        jieba.initialize()
    else:
        with tempfile.TemporaryDirectory(prefix="dafu-jieba-") as private:
            jieba.dt.tmp_dir = private
            jieba.initialize()
    return jieba  # type: ignore[no-any-return]


@cache
def _weights() -> dict[str, float]:
    """Jieba's IDF table. Read as a file: importing ``jieba.analyse`` would load it
    with warnings and an open handle.
    """
    table: dict[str, float] = {}
    for line in files("jieba").joinpath("analyse/idf.txt").read_text("utf-8").splitlines():
        word, _, weight = line.partition(" ")
        table[word] = float(weight)
    return table
