"""The commonest surnames: what a single character in front of 代表 or behind an office is only if it is one.

Some hundred of the commonest and what letters showed besides; kept short, so that no other word is taken for a name.
"""

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤阮"
)


def is_surname(text: str) -> bool:
    """True for one of the commonest surnames of one character."""
    return text in _SURNAMES
