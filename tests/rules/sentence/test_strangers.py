"""What is not of the household, not of the city or not so: nothing of it is proposed."""

from __future__ import annotations

import pytest

from tests.rules.sentence.reading import facts, read


def questions(sentence: str) -> set[str]:
    """Whose questions are proposed."""
    return set(facts(sentence))


@pytest.mark.parametrize(
    "said",
    [
        "两口子都在双福的厂里",
        "大足的厂，合同签了",
        "南坪的公司上班",
        "老婆在大足的鞋厂",
        "江津的学校当老师",
        "我是江津的学校的保安",
    ],
)
def test_a_thing_at_a_place_says_nothing_of_where_somebody_is_registered(said: str) -> None:
    assert not {its for its in questions(said) if "hukou" in its}


@pytest.mark.parametrize("said", ["我大足的，在渝中打工", "我是四川的", "我们都是忠县的"])
def test_whom_a_place_is_said_of_is_registered_there(said: str) -> None:
    assert "adult:1 hukou_place" in questions(said)


def test_a_bare_place_after_other_things_is_no_place_of_work() -> None:
    understood = read("想考电工证，在工地干小工，永川的")
    assert "work_district" not in {its.question for its in understood.proposals}
    assert understood.district is None


@pytest.mark.parametrize(
    "said",
    [
        "我62岁，想投靠重庆的女儿，女儿是沙坪坝户口",
        "老太婆58了，女儿在沙坪坝买了房，我想把户口落到女儿那里",
        "我和老伴跟儿子住在南岸，户口还在湖北",
        "我今年55岁，儿子在渝北上班",
        "退休了，跟女儿在渝中住，女儿40岁，有房子",
        "女婿是重庆人，女儿户口在渝中",
    ],
)
def test_grown_up_children_are_nobody_of_the_household(said: str) -> None:
    understood = read(said)
    assert understood.children is None
    assert not {its for its in questions(said) if its.startswith("child")}
    assert "household owns_home" not in questions(said)


def test_children_at_school_stay_children_whoever_is_old() -> None:
    told = facts("我今年50岁，女儿读初二")
    assert told["child:1 child_stage"] == "junior"


def test_the_younger_children_move_up_where_the_eldest_is_grown() -> None:
    told = facts("大女儿出嫁了，二女儿读高一，老三读五年级")
    assert (told["child:1 child_stage"], told["child:2 child_stage"]) == ("senior", "primary")


@pytest.mark.parametrize(
    "said",
    [
        "帮别个带娃儿的住家保姆，云阳人",
        "我给雇主家带娃儿，雇主的娃儿上小学",
        "在别人家当保姆，带两个娃，大的5岁",
        "我姐的娃在万州读四年级",
        "朋友的孩子想来重庆读书，他户口在四川",
        "侄儿跟我住，读三年级，户口在老家",
        "外甥女在我家读书，12岁",
        "我在幼儿园上班，带小班，一个班30个娃",
        "娃儿外公外婆来带娃，他们户口四川",
    ],
)
def test_children_of_others_are_nobody_of_the_household(said: str) -> None:
    assert not {its for its in questions(said) if its.startswith("child")}


@pytest.mark.parametrize(
    "said",
    [
        "我在云阳带孙子，孩子爸妈在广东打工",
        "外孙女跟我住，娃儿妈妈在浙江上班，孩子爸爸跑车",
        "带孙女读书，娃他爸娃他妈都在外头",
    ],
)
def test_parents_of_a_grandchild_are_nobody_of_the_household(said: str) -> None:
    assert read(said).adults is None


def test_the_parent_of_ones_own_child_is_the_partner() -> None:
    told = read("孩子爸在广东打工，我带娃在云阳").adults
    assert told is not None
    assert told.value == 2


@pytest.mark.parametrize(
    "said",
    [
        "老板是浙江人",
        "我的房东是重庆人",
        "车牌是四川的，跑滴滴",
        "我外孙女要上幼儿园，她妈是渝中户口",
        "未婚夫有房在巴南",
        "班上学生没有居住证",
    ],
)
def test_what_others_are_and_have_is_nobodys(said: str) -> None:
    said_of = {its.split(" ")[1] for its in questions(said)}
    assert not said_of & {"hukou_place", "owns_home", "has_residence_permit"}


@pytest.mark.parametrize(
    "said",
    [
        "没工作，小学毕业，酉阳的",
        "我在涪陵没找到工作",
        "现在没上班，在万州屋头耍",
        "失业了，在渝中",
    ],
)
def test_who_has_no_work_works_nowhere(said: str) -> None:
    assert "adult:1 work_district" not in questions(said)


@pytest.mark.parametrize(
    "said",
    [
        "居住证是成都办的",
        "居住证是深圳的",
        "深圳的社保交了五年",
        "我社保在湖北交的，三年",
        "老家交的社保，交了三年",
        "外地的房子卖了",
        "在贵阳买了房",
    ],
)
def test_papers_of_another_city_answer_nothing(said: str) -> None:
    assert not questions(said)


@pytest.mark.parametrize(
    "said", ["没得退休金，农保一个月领一百多", "没有退休金，只有农保", "领居民养老，没得退休工资"]
)
def test_the_pension_of_residents_is_not_weighed_against_that_of_employees(said: str) -> None:
    assert "adult:1 draws_pension" not in questions(said)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("居住证还有半年到期", "adult:1 residence_permit_since"),
        ("居住证过期半年了", "adult:1 residence_permit_since"),
        ("社保去年断了半年", "adult:1 pension_insured_since"),
        ("老板欠我两年工资，没合同，工地上的", "adult:1 work_since"),
        ("住了三年集体宿舍，去年搬出来租房", "adult:1 home_since"),
        ("公租房轮候两年了", "adult:1 home_since"),
    ],
)
def test_a_time_to_come_or_of_a_gap_tells_no_beginning(said: str, question: str) -> None:
    assert question not in questions(said)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("谁说我没居住证，去年就办了", "adult:1 has_residence_permit"),
        ("两口子，一个有社保一个没有", "adult:1 pension_insured_since"),
        ("租房没合同，房东不给办登记", "adult:1 work"),
        ("想创业，贷款10万，开火锅店", "adult:1 work"),
        ("68岁了，户口迁到儿子那里要啥资料", "household home"),
        ("重庆户口有啥子好处", "adult:1 hukou_place"),
        ("居住证过期了没换", "adult:1 permit_suspended"),
        ("大四，在南岸读书", "child:1 school_district"),
        ("我和男朋友都在重庆上班，他有房", "household owns_home"),
        ("社保断了四个月又接上的", "adult:1 pension_insured_since"),
        ("五十岁才开始交社保来得及不", "adult:1 pension_insured_since"),
        ("我没有工作单位，自己接点活", "adult:1 work"),
        ("我大专，老公高中，都在厂里", "child:1 child_stage"),
        ("租房三年没备案，最近才备案", "household home"),
        ("跑了三年滴滴后来开店", "adult:1 work_since"),
        ("还差两个月就满三年社保", "adult:1 pension_insured_since"),
        ("居住证满三年能落户不", "adult:1 residence_permit_since"),
        ("在长安上班九年", "adult:1 work_district"),
    ],
)
def test_what_is_not_said_is_not_proposed(said: str, question: str) -> None:
    assert question not in questions(said)


def test_what_all_have_is_of_every_child_and_not_of_the_last_one() -> None:
    told = facts("三个娃娃，老大上高中，老二初三，老三小学二年级，户口全在彭水")
    places = [told.get(f"child:{number} child_hukou_district") for number in (1, 2, 3)]
    assert places in (["pengshui"] * 3, [None] * 3)


def test_a_brothers_wife_is_no_partner() -> None:
    assert not questions("我弟媳妇怀孕了，户口陕西")


def test_a_size_is_no_child_and_a_wish_no_divorce() -> None:
    assert read("人均12平，公租房能换大的不").children is None
    assert read("要是离婚了，娃儿户口跟谁").adults is None


def test_a_place_that_bears_the_name_of_a_street_elsewhere_names_no_district() -> None:
    assert read("在鱼复园区上班").district is None
    assert read("今年住进去，在蔡家").district is None
