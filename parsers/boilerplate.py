"""Lines a portal prints around a document: which they are, and why each is left out.

Every rule reads one whole line without its white space and is anchored at both
ends or at a mark no letter begins with, so that a sentence that merely mentions
打印 or 分享 stays. The families of lines are those counted on real pages
(letters.md B1-B7, portals.md part 2 §0, domain.md §7.6).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.remembered import remembered
from parsers.types import Block, Dropped

# Longer lines are prose, except breadcrumbs and links to other letters, which have their own marks.
_LONGEST = 80
_LONGEST_MARKED = 400

_OPEN, _CLOSE = r"[【\[［(（〔|]*+", r"[】\]］)）〕|。.]*"

_CONTROLS = (
    "打印本页|打印此页|打印文章|打印页面|打印|关闭窗口|关闭本页|关闭页面|关闭当前页面|关闭当前页|关闭当前窗口|关闭|收藏本页|收藏|返回顶部|返回列表|返回首页|返回上页"
    "|返回|顶部|我要纠错|网站纠错|内容纠错|纠错|我为网站找错|下载文本|下载|保存本页|保存|复制链接|复制|放大|缩小|"
    "字体大小|文字大小|字体|字号|大小|特大|超大|默认|标准|视力保护色|背景色|大|中|小|A\\+|A-|T\\|T|T|繁体|简体|朗读|语音播报|播放|暂停|听全文"
    "|全文下载|PDF下载|word下载|下载图片版|下载文字版|下载Word|下载word|下载PDF|下载pdf|阅读模式|加入收藏|用手机看"
)
_SHARE = (
    "一键分享|分享到|分享至|分享|转发|微信好友|微信扫一扫|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|qq|朋友圈|今日头条|头条|人人网|豆瓣网|豆瓣"
    "|百度贴吧|抖音|钉钉|更多|点赞|收藏"
)
_CHATBOT = (
    "智能问答|政策问答|政策文件|政策解读|便民地图|数字人播报|数智大脑|元宇宙会客厅|小龙人形象|智能机器人形象|智能机器人|智能客服|在线客服"
    "|智能咨询|机器人|智能助手|关闭|展开|收起|上传|发送"
)
_ACCESS = (
    "无障碍浏览|无障碍阅读|无障碍模式|无障碍|长者模式|长者专区|长者助手|长者版|关怀版|关怀模式|适老化|适老版|老年模式"
    "|适老模式|大字版|网站支持IPv6|IPv6|移动版|手机版|电脑版|繁體中文|繁體|繁体版|简体版|简体中文|English|登录个人中心"
    "|个人中心|登录|注册|退出|智能检索|高级搜索|高级检索|搜索|检索|设为首页"
    "|加入收藏|邮箱|站群导航|网站导航|切换导航|退出长者模式|拼音|读屏|指读|读屏专用|连读|十字光标|大字幕|放大镜|声音开关|重置|辅助工具|切换"
)
_NEAR = "上一篇|下一篇|上一条|下一条|上篇|下篇|前一篇|后一篇|上一页|下一页|上一则|下一则|上一个|下一个"
_COUNTER = "浏览量|浏览次数|点击数|点击量|点击率|点击次数|访问量|访问次数|阅读次数|阅读量|浏览|已阅|人气|阅读"
_RELATED = (
    "相关阅读|相关文章|相关新闻|相关链接|相关信息|相关稿件|相关内容|推荐阅读|热门推荐|延伸阅读|相关报道|最新发布|热点信息"
    "|猜你喜欢|相关推荐"
)
_LEVEL = r"(?:>|＞|》|»|→|->|›|/|＼|\\|-)"
_GAP = r"[|/、:：\[\]【】［］()（）〔〕—\-.。]*+"


def _any(words: str) -> str:
    """One of the words, the longest first, without going back on the choice: linear on any line."""
    return f"(?>{'|'.join(sorted(words.split('|'), key=len, reverse=True))})"


def _only(words: str) -> str:
    """A line of nothing but these words and separators."""
    return f"(?:{_GAP}{_any(words)})++{_GAP}"


_SCAN = (
    r"(?:请)?(?:使用|用|打开)?(?:微信|手机)?(?:扫一扫|扫描(?:上方|下方|此|本页)?二维码|扫码(?:查看|分享|阅读|浏览|关注|打开|下载|访问))"
    r"[^。；]{0,30}|(?:在手机|手机上|手机端)(?:打开|阅读|浏览|查看)当前(?:页|页面)?|当前页二维码|手机(?:查看|浏览|阅读)"
)


def _starts(*words: str) -> str:
    """The characters that begin lists of words written with |."""
    firsts = {word.lstrip("\\")[0] for listed in words for word in listed.split("|") if word}
    return "".join(sorted(firsts))


# (reason, characters a line of this kind begins with, the rule). Lines that begin with a bracket, a
# separator, a digit or a Latin letter are tried on all rules; so are those that hold a mark (_holds_a_mark).
_RULES: tuple[tuple[str, str, str], ...] = (
    (
        "breadcrumb",
        "您你现当目所位",
        rf"{_OPEN}(?:(?:您|你|现在|当前|目前|所在)(?:的|所在|现在|当前)*位置(?:是|为)?[:：>].*|位置[:：]首页.*)",
    ),
    ("breadcrumb", "网门返首", rf"(?:网站|门户|返回)?首页{_LEVEL}.*"),
    ("font size control", "选字文", rf"{_OPEN}(?:选择)?(?:字体大小|文字大小|字体|字号)[:：]?(?:{_only(_CONTROLS)})?{_GAP}"),
    ("page controls", _starts(_CONTROLS), _only(_CONTROLS)),
    ("share prompt", _starts(_SHARE) + "打关", _only(f"{_SHARE}|打印|关闭")),
    ("share prompt", "请使用打微手扫在当", _SCAN),
    (
        "visit counter",
        _starts(_COUNTER) + "本信页",
        rf"{_OPEN}(?:本文|本页|信息|页面)?{_any(_COUNTER)}[:：]?[|]*"
        r"(?:\d+|-+|loading|正在读取|正在加载|\.+)?(?:次|人次)?[|)）】\]]*",
    ),
    ("previous/next link", _starts(_NEAR), rf"[<＜«【\[]*(?:{_NEAR})[:：>＞»】\]]*(?:没有了|无|暂无|已是.*|已经.*)?"),
    ("previous/next link", _starts(_NEAR), rf"[<＜«【\[]*(?:{_NEAR})[:：>＞»】\]].*|(?:上一篇|下一篇|上一条|下一条)[^，。；]*"),
    ("clock", "今现当北", r"(?:今天是|现在是|当前时间|北京时间)[:：]?(?:[\d一二三四五六七八九十,，].*|加载.*)?"),
    ("clock", "", r"\d{4}年\d{1,2}月\d{1,2}日[,，]?(?:星期|周)[一二三四五六日天].{0,20}"),
    (
        "chatbot",
        _starts(_CHATBOT),
        r"(?=.*(?:智能问答|政策问答|数字人播报|数智大脑|元宇宙会客厅|小龙人形象|机器人形象|智能客服|智能机器人))"
        f"{_only(_CHATBOT)}",
    ),
    ("chatbot", "你您我", r"(?:你|您)还可以输入\d*字?.{0,10}|(?:您好[,，])?我是.{0,10}(?:智能|机器人).{0,40}为您服务.{0,10}"),
    ("accessibility tools", _starts(_ACCESS), _only(_ACCESS)),
    ("accessibility tools", "正", r"正文内容区域请使用tab.*|.{0,12}(?:请使用tab|tab键).{0,30}"),
    ("accessibility tools", "视导内服列交", r"(?:视窗区|导航区|内容区|服务区|列表区|交互区)"),
    ("third-party redirect notice", "", r".{0,12}(?:即将离开|将要离开|正在离开).{0,60}(?:网站|网页|页面).{0,40}"),
    ("third-party redirect notice", "您是继", r"您访问的链接.{0,60}|(?:是否)?继续访问[?？]?(?:放弃|取消|继续)*"),
    ("feedback form", "请验看您", r"(?:请输入)?验证码[:：]?.{0,12}|看不清.{0,8}|您觉得这篇文章.{0,30}"),
    ("feedback form", "我网发提匿查", r"(?:我要留言|我要评论|网友评论|发表评论|提交留言|匿名发表|查看评论)[:：]?.{0,12}"),
    ("feedback form", "本该", r"(?:本文|该信息)对您(?:是否)?有(?:无)?(?:帮助|用).{0,12}"),
    ("login form", "用账密记忘", r"(?:用户名|账号|密码|记住密码|忘记密码)[:：]?(?:登录|注册|找回密码)*"),
    ("word processor residue", "", r"<!--\w*Fragment-->|<!\[endif\]-->|[A-Za-z-]++:[^;]*+;\}"),
    ("word processor residue", "", r"[@.#A-Za-z][\w.#,:*>@-]*+\{[^{}]*+(?:\}.*)?"),
    (
        "editors",
        "审初复终一二三责编校监",
        r"(?:(?:审核|[初复终一二三]审|责任编辑|编辑|责编|校对|编审|监制)人?[:：][\u3400-\u9fff·]{2,4}){2,5}",
    ),
    ("attachment heading", "附相文", r"(?:附件(?:下载|列表|浏览)|文件(?:预览|下载)|相关(?:附件|文件|文档|附件下载))[:：]?"),
    ("related links", _starts(_RELATED), rf"{_OPEN}(?:{_RELATED}){_CLOSE}[:：>]*"),
    ("timing note", "本页", r"本页面?(?:执行|生成|运行)时间.{0,40}|页面(?:执行|生成)时间.{0,40}"),
    ("image file name", "", r"[\w-]{1,60}\.(?:jpg|jpeg|png|gif|bmp)"),
    ("table rule", "", r"[-|:+=—_]{3,}"),
)  # fmt: skip

_COMPILED = tuple((why, re.compile(rule, re.IGNORECASE)) for why, _, rule in _RULES)
_BY_START: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    start: tuple(one for one, (_, starts, _) in zip(_COMPILED, _RULES, strict=True) if start in starts)
    for start in {c for _, starts, _ in _RULES for c in starts}
}
# What may stand first in rules of any kind: brackets, separators, arrows.
_OPENERS = frozenset("【[［(（〔|/、:：]】］)）〕—-.。<＜«")
_MARKED = re.compile(
    rf"\s*{_OPEN}(?:[您你现当目所在前的]{{1,8}}位置\s*[:：>是为]|位置\s*[:：]\s*首页|首页\s*{_LEVEL}|[<＜«【\[]*(?:{_NEAR})\s*[:：>＞»】\]]|上一篇|下一篇|上一条|下一条)"
)
_SPACE = re.compile(r"\s+")

# Where the foot of a site begins, surely (no letter holds these), and lines that belong to it when beside such a line.
_FOOT = re.compile(
    r"(?:ICP|icp)[备证]|公网安备|网安备|网站标识码|标识码[:：]|版权所有|[Cc]opyright|COPYRIGHT|©|政府网站找错|党政机关|网站地图"
    r"|技术支持[:：]|违法和不良信息|不良信息举报|建议使用.{0,40}(?:浏览器|分辨率)|IP[vV]6网络|本站支持IP[vV]6|事业单位.{0,4}标识"
)
_FOOT_NEAR = re.compile(
    r"(?:主办|承办|协办|维护|运维|建设|管理)(?:单位|部门|机构)?[:：].*|(?:地址|邮编|邮政编码|电话|联系电话|传真|邮箱|E-?mail|电子邮箱|值班电话|投诉电话)[:：].*"
    r"|(?:联系我们|关于我们|网站声明|隐私声明|法律声明|使用帮助|站点地图|网站帮助|免责声明|[|/])+",
    re.IGNORECASE,
)

_FOOT_HEAD = re.compile(r"[\s•·]*(?:主办|联系我们|关于我们|网站声明|隐私声明|法律声明)")


@remembered
def reason(text: str) -> str | None:
    """Why this one line is not part of a document, or None where it may be part of it.

    >>> reason('【字体：大 中 小】'), reason('请打印征询意见表并寄回我局。')
    ('font size control', None)
    """
    if len(text) > _LONGEST and (len(text) > _LONGEST_MARKED or not _MARKED.match(text)):
        return None
    squeezed = "".join(text.split()).lstrip("•·")
    if not squeezed:
        return None
    first = squeezed[0]
    if first in _OPENERS or first.isascii() or first.isdigit() or _holds_a_mark(squeezed.lower()):
        rules = _COMPILED
    else:
        rules = _BY_START.get(first, ())
    for why, rule in rules:
        if rule.fullmatch(squeezed):
            return why
    return None


def _holds_a_mark(text: str) -> bool:
    """Some rules let anything stand first, but not without one of these."""
    return "离开" in text or "tab" in text or "." in text


def sweep(blocks: Sequence[Block]) -> tuple[list[Block], list[Dropped]]:
    """Tell the document's lines from the portal's, in order; nothing is lost between the two lists."""
    reasons = [reason(block.text) for block in blocks]
    _mark_after_headings(blocks, reasons)
    _mark_before_breadcrumb(blocks, reasons)
    _mark_foot(blocks, reasons)
    kept = [block for block, why in zip(blocks, reasons, strict=True) if why is None]
    dropped = [Dropped(block, why) for block, why in zip(blocks, reasons, strict=True) if why is not None]
    return kept, dropped


_EDITOR = re.compile(r"[（(【\[]?(?:责任编辑|网络编辑|责编|编辑)[:：].{0,20}[）)】\]]?")


def is_editor(text: str) -> bool:
    """The name of who put the page together, the last line of a portal's own text box.

    >>> is_editor('责任编辑：林某'), is_editor('编辑部意见：同意')
    (True, False)
    """
    return len(text) <= 40 and "编" in text[:6] and _EDITOR.fullmatch(_SPACE.sub("", text)) is not None


_NEAR_ALONE = re.compile(rf"[<＜«【\[]*(?:{_NEAR})[:：>＞»】\]]*")
_SENTENCE = re.compile("[。；！？]")
_LETTER_LINE = re.compile(r".{1,60}(?:代表|委员)[们]?[:：]$|.{0,20}[年〔][^号]{0,12}[日号]$")


def _mark_after_headings(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """What stands under 上一篇: is another letter's title; what stands under 相关阅读 are teasers."""
    teasers = False
    for i, block in enumerate(blocks):
        if reasons[i] == "related links":
            teasers = True
        elif reasons[i] is None and i and reasons[i - 1] == "previous/next link":
            if _NEAR_ALONE.fullmatch(_SPACE.sub("", blocks[i - 1].text)) and len(block.text) <= 120:
                reasons[i] = "previous/next link"
        elif reasons[i] is None and teasers:
            if len(block.text) > 100 or _SENTENCE.search(block.text) or _LETTER_LINE.match(block.text):
                teasers = False
            else:
                reasons[i] = "related links"


def _mark_before_breadcrumb(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """Lines above the breadcrumb are the site's head, as long as none of them is prose or a letter line."""
    for i in range(min(len(blocks), 200)):
        if reasons[i] == "breadcrumb":
            for above in range(i):
                if reasons[above] is None:
                    reasons[above] = "site head"
            return
        if reasons[i] is None and (
            len(blocks[i].text) > 60 or _SENTENCE.search(blocks[i].text) or _LETTER_LINE.match(blocks[i].text)
        ):
            return


def _mark_foot(blocks: Sequence[Block], reasons: list[str | None]) -> None:
    """From the first sure line of the site's foot to the end, and the unsure lines touching it from above."""
    start = None
    last = blocks[-60:]
    if _FOOT.search("\n".join([block.text for block in last])) is None:
        return
    for i in range(len(blocks) - len(last), len(blocks)):
        text = blocks[i].text
        if len(text) <= _LONGEST_MARKED and not _SENTENCE.search(text) and _FOOT.search(text):
            if all(reasons[:i]) and any(_LETTER_LINE.match(b.text) for b in blocks[i + 1 :]):
                reasons[i] = (
                    "accessibility tools"  # 本站支持IPv6 above everything: no foot has a letter under it
                )
                continue
            start = i
            break
    if start is None:
        return
    above = start
    while above > 0 and (reasons[above - 1] is not None or _foot_near(blocks[above - 1].text)):
        above -= 1
        # A telephone alone may be the letter's own: only the site's organiser moves the border.
        if _FOOT_HEAD.match(blocks[above].text):
            start = above
    for i in range(start, len(blocks)):
        if reasons[i] is None:
            reasons[i] = "site footer"


def _foot_near(text: str) -> bool:
    return len(text) <= _LONGEST and _FOOT_NEAR.fullmatch(_SPACE.sub("", text).lstrip("•·")) is not None
