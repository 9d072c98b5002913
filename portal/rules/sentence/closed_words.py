"""The closed classes of words: persons, denial, questions, what joins and what fills.

What the rules ask about, and by which words, stands in the content; these words only say of whom
something is said, and whether it is said at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

WordClass = Literal[
    "self",
    "partner",
    "couple",
    "each",
    "child",
    "other",
    "alone",
    "childless",
    "not",
    "have",
    "ask",
    "asked",
    "if",
    "with",
    "arrival",
    "hukou_end",
    "past",
    "third",
    "break",
    "joins",
    "settled",
    "filler",
    "stop",
    "full_stop",
]
"""What a word does: ``ask`` makes what follows a wish or a question, ``asked`` what stands before.

``each``: of both or all; ``with``: whoever follows is not who acts; ``arrival``: what a time may
count from that no question asks about; ``hukou_end``: behind a place, that one comes from there;
``past``: what follows is no longer so; ``third``: he or she; ``break``: a gap in what was paid;
``joins``: whoever follows is who somebody wants to be registered with; ``settled``: what only
grown-ups do.
"""

_BY_CLASS: Mapping[WordClass, str] = {
    "self": "我 我们 我们家 本人 我自己 我个人 我家 我屋头 我屋",
    "partner": (
        "爱人 老公 老婆 媳妇 媳妇儿 堂客 婆娘 丈夫 妻子 配偶 太太 内人 我先生 屋头那位"
        " 屋头那个 屋里那口子 那口子 老伴 老伴儿 老婆子 老婆婆 老头子 我老公 我老婆 娃儿他妈"
        " 娃他妈 孩子他妈 孩子妈 孩子爸 孩子他爸 娃他爸 娃儿他爸 娃儿妈 娃儿爸 娃儿妈妈"
        " 娃儿爸爸 孩子妈妈 孩子爸爸 男人 男的那个 女的那个 两爷子他妈 她爸 他妈 他爸 她妈"
    ),
    "couple": (
        "夫妻 夫妻俩 夫妻两 夫妻两个 夫妻二人 两口子 小两口 我们两口子 我们两个 我们俩 我俩"
        " 我们夫妻 我们夫妻俩 两个大人 两公婆 夫妻双方 俩口子 两口儿"
    ),
    "each": "两个都 两个人都 俩都 都是 都在 都有 都没 都 全都 全在 全是 全部在",
    "other": (
        "妈 我妈 妈妈 老妈 爸 我爸 爸爸 老爸 老汉 老汉儿 我老汉 父母 爸妈 妈老汉 妈老汉儿"
        " 父亲 母亲 公公 婆婆 岳父 岳母 老丈人 丈母娘 爷爷 奶奶 爷爷奶奶 外公 外婆 公婆 老人"
        " 老人家 婆婆爷爷 两个老人 老年人 姐 姐姐 我姐 哥 哥哥 我哥 弟 弟弟 我弟 妹 妹妹 我妹"
        " 妹儿 兄弟 表哥 表姐 表弟 表妹 老表 亲戚 孙子 孙女 孙儿 孙娃 孙娃儿 孙孙 孙 带孙 外孙"
        " 外孙女 外孙子 前夫 前妻 女婿 儿媳 儿媳妇 侄儿 侄女 舅舅 叔叔 姑妈 嬢嬢 朋友 同学"
        " 老乡 同事 室友 男朋友 女朋友 男友 女友 未婚夫 未婚妻 外甥 外甥女"
        " 外甥儿 侄子 侄女儿 侄 舅子 舅妈 姑姑 姨妈 姨 嫂子 嫂嫂 姐夫 妹夫"
        " 弟媳 弟媳妇 我弟媳妇 弟妹 堂哥 堂弟 堂姐 堂妹 邻居 雇主"
        " 班上学生 班上的学生 我的学生 我班学生 班里学生 学生娃 学生家长 有个学生"
        " 有学生 客户 徒弟 工友 别个家 别人家 他妈那边 她妈那边 他爸那边 她爸那边"
        " 他妈妈那边 他爸爸那边"
    ),
    "alone": (
        "单身 未婚 没结婚 还没结婚 没成家 没有结婚 离婚 离异 离了婚 离婚了 丧偶 单亲 单亲妈妈"
        " 单亲爸爸 独自 光棍 没得对象 没有对象 没对象 离的婚 离了 老伴走了"
        " 老伴去世 老伴过世 老伴不在了 老伴死了 爱人去世 爱人走了 老公过世 老公死了"
        " 老婆过世 老婆死了 单身一人 一个人带娃 一个人带 老公走了"
        " 老婆走了 老公去世 老婆去世"
    ),
    "childless": (
        "没有孩子 没孩子 没得娃儿 没娃 没得娃 没有娃 没有娃儿 没娃儿 没小孩 没有小孩 没得小孩"
        " 没生 还没生 未育 丁克 还没要孩子 没要孩子 无孩 没生娃 没生娃儿 还没得娃儿 还没得娃"
        " 还没孩子 还没有孩子 没有子女 没子女 无子女"
    ),
    "not": (
        "没有 没 没得 莫得 未 无 不 不是 冇 还没 还没有 还没得 尚未 从没 从来没 从没有 木有"
        " 不算 没能 还未 并没有 也没 也没有 又没 又没有 都没 都没有 都没得 没去 没给 不给 没跟"
        " 没和 莫 不在 没怎么 不得"
    ),
    "have": (
        "有 办了 办好 办好了 办过 办的 办下来 办下来了 办到 拿到 拿了 领了 领到 领着 持有 持"
        " 是 交了 交过 交着 在交 交的 交起 缴了 缴着 在缴 缴的 买了 买的 买起 买着 签了 签的"
        " 也有 都有 弄了 弄好了 搞了 搞好了 下来了 齐 给交 给买 给缴 交 缴 买 已经有 参加了"
        " 享受"
    ),
    "ask": (
        "想 想要 要想 想晓得 想知道 想了解 了解 晓不晓得 打算 准备 计划 希望 申请 咨询 想问"
        " 请问 问一下 问下 能不能 能否 能 可以 可不可以 可否 要不要 需不需要 需要 怎么 怎样 咋"
        " 咋个 咋办 如何 是否 是不是 有没有 有没得 算不算 够不够 够 符合 哪里 哪儿 哪个 哪些"
        " 什么 啥 啥子 好多 多少 凭啥 为啥 为什么 想把 想让 想给 想在 盼 最好 该 应该 要得不"
        " 得不得 会不会 愿意 以后 将来 明年 下个月 后年 到时候 接下来 想回 要办 要交 考虑"
    ),
    "asked": "吗 么 嘛 呢 不嘛 没得嘛 行不行 可不可以办 得行不 得行不嘛 要得不嘛 可以不 能办不",
    "if": (
        "谁说 哪个说 老板说 公司说 中介说 社区说 学校说 同事说 朋友说 派出所说 别个说 人家说"
        " 他们说 平台说 站长说 单位说 厂里说 社保局说 街道说 医院说 窗口说 网上说 邻居说 班主任说"
        " 假设 如果 要是 假如 假使 万一 的话 比如 若 倘若 除非 听说 据说 别人"
    ),
    "with": (
        "和 跟 与 同 带 带着 带起 给 帮 为 陪 陪着 养 养着 供 照顾 接 接来 对 把 让 等 替 同我"
    ),
    "arrival": (
        "轮候 轮候了 排队 排队等 等了 排了 排队排了 申请 申请了"
        " 来重庆 来了重庆 到重庆 到了重庆 来渝 到渝 来 到 来了 到了 来这边 过来 待了 呆了 待"
        " 呆 耍了 漂了 生活了 定居 在这边 来城里 进城 出来 结婚 结婚了 毕业 毕业了"
    ),
    "hukou_end": (
        "人 的 人士 籍 籍贯 来的 过来的 那边的人 那边来的 农村人 乡下人 来 过来 本地人 嫁过来"
        " 嫁过来的 嫁来 嫁到 搬来"
    ),
    "past": "以前 之前 原来 原先 曾经 早先 前几年 那时候 当年 从前 早年 过去",
    "third": "他 她 他们 她们",
    "break": "过期 停用 失效 到期 掉了 丢了 断了 断缴 断过 断交 停了 停缴 停保 断保 断",
    "joins": "投靠 随迁 迁到 迁去 跟到 落到 靠到 投奔",
    "settled": (
        "当兵 当兵去了 出嫁 出嫁了 嫁人 嫁了 嫁到 嫁出去 出社会 大学毕业 已婚"
        " 结婚 结婚了 成家 成家了 安家 安家了 参加工作 工作了 打工去了 大学毕业了"
        " 上大学了"
    ),
    "filler": (
        "了 在 着 过 起 啊 呀 哦 嘞 哈 的 也 还 就 又 很 只 才 已经 现在 目前 一直 一起 一家"
        " 家里 屋头 屋里 全家 今年 这 那 这里 那里 这儿 然后 但是 但 不过 而且 所以 因为 另外"
        " 你好 您好 请 谢谢 大概 差不多 左右 从 自 自从 以来 开始 以后就 至今 到现在 前 后 份"
        " 里 上 下 是的 个 名 位 口 老师 房东 老板 公司 单位 厂里 站点 工厂 没办法 没关系"
        " 没问题 不好意思 不错 没想到 不知道 不晓得 不清楚 做了 读了 上了 去了 读 念 做 跑 开"
        " 办 弄 搞 去 说 问 看 租房合同 租赁合同 购房合同 房租合同 不容易 不懂 不太懂 不会"
        " 不好 不高 不多 不少 不行 没钱 没多久 没好久 城乡居民医保 居民医保 城乡居民养老"
        " 城乡居民养老保险 居民养老保险 居民养老 新农合 合作医疗 农村合作医疗 城乡居民医疗保险"
        " 车险 商业保险 老房子 大学城 中心城区 本来 正在 都不 交房 没交房 还没交房 接房 的名字"
        " 怀上二胎 怀二胎 怀了二胎 怀起二胎 怀上了二胎 怀三胎 怀上三胎 生孩子 生娃 生娃儿 怀孕"
        " 怀起 没怀起 房租 中介 男朋友 女朋友 男友 女友 对象 未婚夫 未婚妻 一下 那儿 那边 这边"
        " 某公司 单身公寓 生小孩 怀小孩 生了二胎 生二胎 生三胎 生了三胎 合同 户主 房子 房"
    ),
    "stop": ", ; : / | ~ — … ) ( 【 】 《 》 “ ” \" ' 然后 但是 不过 而且 另外 可是 结果",
    "full_stop": "。 . ! ? \n",
}

_CHILDREN: Mapping[tuple[str, int], str] = {
    ("", 0): (
        "娃儿 娃 娃娃 孩子 小孩 小孩子 小朋友 崽 崽崽 崽儿 宝宝 细娃 细娃儿 小娃 小娃儿 子女"
        " 娃子 宝贝"
    ),
    ("son", 0): "儿子 男娃 男娃儿 男孩 幺儿 独儿子 儿娃子",
    ("daughter", 0): "女儿 闺女 女娃 女娃儿 女孩 姑娘 幺女 独女 乖女",
    ("1", 1): "老大 大的 大的那个 大娃 大娃儿 大宝 大儿子 大女儿 大女 大儿 大孩子",
    ("2", 2): "老二 二的 二娃 二娃儿 二宝 二儿子 二女儿 二孩 二胎",
    ("3", 3): "老三 三娃 三宝 三女儿 三儿子 三胎",
    ("4", 4): "老四 四娃",
    ("last", 99): "小的 小的那个 老幺 老么 最小那个 小的个 小宝 小儿子 小女儿 小女 幺的 最小的",
}
"""What children are called, by label and the place among them that it says (99: the last)."""


def _classes_of_words() -> Mapping[str, tuple[WordClass, ...]]:
    """Each word with the classes in which it stands, read in one go."""
    found: dict[str, tuple[WordClass, ...]] = {}
    for name, words in _BY_CLASS.items():
        for word in dict.fromkeys(words.split(" ")):
            found[word] = (*found.get(word, ()), name)
    return found


CHILD_WORDS: Mapping[str, tuple[str, int]] = {
    word: child for child, words in _CHILDREN.items() for word in words.split(" ")
}
"""Word → label and place of a child."""

CLASSES: Mapping[str, tuple[WordClass, ...]] = _classes_of_words()
"""Word → its classes."""

STOPS = frozenset(",;:/|~—…()【】《》“”\"'。.!?\n")
"""Characters that part clauses."""
