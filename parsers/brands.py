"""Names of betting sites that hijacked copies of letters print in place of words (letters.md G2).

They stand where a place, 关于 or the signature stood, so that what is left cannot be read as one.
"""

from __future__ import annotations

import re

_BRAND = re.compile(
    r"\d{2,4}\s?bet|bet\s?\d{2,4}|网投|投注|博彩|赌[博场球]|棋牌|(?:体育|娱乐|国际|游戏|电竞)[（(]?(?:中国)?[）)]?(?:官方|官网|平台|下载|网址|app)"
    r"|(?:官方网站|官网)(?:平台|入口|登录|下载)|欧洲杯|澳门(?:金沙|葡京|威尼斯|银河|新葡)|金沙(?:城|娱乐|国际)|太阳城|皇冠体育|(?:篮球|足球)比分"
    r"|[\u3400-\u9fff]{2,6}国际[（(]中国[）)]|某某娱乐|[\u3400-\u9fff]{2,4}娱乐(?=[省市县区乡镇]|$)",
    re.IGNORECASE,
)


def find_brand(text: str) -> str | None:
    """The first such name in ``text``; None where there is none, as in nearly every text."""
    m = _BRAND.search(text)
    return m[0] if m else None
