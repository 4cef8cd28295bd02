"""The words portals print before a value, and the one name each of them has with us."""

from __future__ import annotations

import re

from parsers.remembered import remembered

# canonical label: (words that mean it, words that mean it only where none of the first is printed).
# Sources: domain.md §5 (synonyms of the disclosure table), letters.md M and Dates, portals.md part 2 §0.
_TABLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "索引号": (("索引号", "索引号码", "信息索引号", "信息索引", "索引编号", "索取号", "信息索取号"), ()),
    "发文字号": (("发文字号", "文号", "文件编号", "发文文号", "文件字号", "公文文号", "文件号", "发文号"), ()),
    "主题分类": (("主题分类",), ("组配分类", "信息分类", "分类", "所属主题", "信息类别", "内容分类")),
    "体裁分类": (("体裁分类", "题裁分类", "公文种类", "文种", "信息体裁", "体裁"), ()),
    "发布机构": (
        ("发布机构", "发文机关", "发文单位", "发文机构", "发布单位", "发布机关", "发布部门", "信息发布机构"),
        ("公开责任部门", "责任部门", "公开主体", "公开机构", "信息提供单位", "信息公开责任部门", "制发机关"),
    ),
    "成文日期": (
        ("成文日期", "生成日期", "发文日期", "成文时间", "产生日期", "签发日期", "答复日期", "生成时间"),
        ("答复时间", "发文时间", "签发时间"),
    ),
    "发布日期": (
        ("发布日期", "发布时间", "公开日期", "发表时间", "发表日期", "公开时间", "发布于"),
        ("更新时间", "添加时间", "编稿时间", "发稿时间", "录入时间", "上网时间", "更新日期", "添加日期", "上传时间", "公开日"),
    ),
    "标题": (("标题", "名称", "公文名称", "信息名称", "文件名称", "信息标题", "文件标题"), ()),
    "有效性": (("有效性", "是否有效", "时效", "效力状态", "时效性", "效力", "文件状态", "文件有效性"), ()),
    "主题词": (("主题词", "关键词", "关键字"), ()),
    "公开方式": (("公开方式",), ()),
    "公开范围": (("公开范围", "公开属性"), ()),
    "公开时限": (("公开时限", "公开期限"), ()),
    "公开目录": (("公开目录", "公文目录", "所属目录", "信息目录", "所属栏目", "所属分类", "栏目名称"), ()),
    "内容概述": (("内容概述", "内容概览", "概述", "信息概述", "内容摘要"), ()),
    "存放位置": (("存放位置",), ()),
    "服务对象": (("服务对象", "服务对象分类", "对象分类"), ()),
    "统一编号": (("统一编号", "统一登记号"), ()),
    "生效日期": (("生效日期", "实施日期", "施行日期", "生效时间"), ()),
    "废止日期": (("废止日期", "失效日期", "废止时间", "失效时间", "有效期", "有效期限"), ()),
    "著录日期": (("著录日期",), ()),
    "浏览量": (
        ("浏览量", "浏览次数", "点击数", "点击量", "点击率", "访问量", "阅读次数", "阅读量", "阅读", "访问次数",
         "点击次数", "点击", "浏览", "人气"),
        (),
    ),
    "来源": (("来源", "信息来源", "文章来源", "稿件来源", "内容来源", "文章出处", "出处"), ()),
    "作者": (("作者", "撰稿", "供稿", "文章作者"), ()),
    "编辑": (("责任编辑", "编辑", "网络编辑", "责编", "信息员", "信息审核", "录入", "录入者", "发布人", "发布者"), ()),
    "日期": (("日期", "时间"), ()),
    "显示": (("字号", "字体", "字体大小", "文字大小", "视力保护色", "分享到", "分享", "打印"), ()),
}  # fmt: skip

# Two of these in one place make a metadata block; the others also occur in letters and forms.
STRONG = frozenset({"索引号", "发文字号", "主题分类", "体裁分类", "发布机构", "成文日期", "发布日期", "有效性",
                    "公开方式", "公开目录", "公开范围", "主题词"})  # fmt: skip
# The line under a page title.
HEADER = frozenset({"来源", "日期", "发布日期", "成文日期", "作者", "编辑", "浏览量", "显示"})
# Printed, but never a value of the document.
COUNTERS = frozenset({"浏览量", "显示"})

_FIRST = {word: label for label, (words, _) in _TABLE.items() for word in words}
_SECOND = {word: label for label, (_, words) in _TABLE.items() for word in words}
WORDS = tuple(sorted((*_FIRST, *_SECOND), key=len, reverse=True))

# White space of every kind, zero-width characters, brackets, bullets, colons: `[ 索 引 号 ]：` is 索引号.
_SQUEEZED = dict.fromkeys(
    map(
        ord,
        " \t\r\n\f\v\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\u2028\u2029\u00ad[]［］【】〔〕()（）:：•·●*|",
    ),
    None,
)
_LONGEST = max(map(len, WORDS))
LABEL_STARTS = frozenset({word[0] for word in WORDS} | set(map(chr, _SQUEEZED)))
"""What a line with a label begins with: a label's first character, or what is around labels."""


def squeeze(printed: str) -> str:
    """A printed label without white space, brackets, bullets and colons."""
    return printed.translate(_SQUEEZED)


@remembered
def canonical(printed: str) -> str | None:
    """The canonical label of a printed one, or None where it is no label we know.

    >>> canonical('[ 索\u3000引 号 ]'), canonical('文　　号：'), canonical('今天')
    ('索引号', '发文字号', None)
    """
    known = _FIRST.get(printed)
    if known is not None:
        return known
    if len(printed) > 60:
        return None
    word = squeeze(printed)
    if len(word) > _LONGEST:
        return None
    return _FIRST.get(word) or _SECOND.get(word)


@remembered
def is_second_choice(printed: str) -> bool:
    """True for words that give way where the page also prints the proper word (组配分类 beside 主题分类)."""
    return squeeze(printed) in _SECOND


# A label inside a line, its characters possibly spread by white space.
_SPREAD = "|".join(r"[^\S\n]{0,12}".join(map(re.escape, word)) for word in WORDS)
IN_LINE = re.compile(
    rf"(?P<open>[\[［【]\s{{0,4}})?(?P<label>{_SPREAD})"
    r"(?P<close>\s{0,8}[\]］】])?(?P<colon>\s{0,8}[:：])?"
)
