"""The words of the sample bank: a city that does not exist, and names put together from parts."""

from random import Random

from qiao.engine.credit_codes import ALPHABET, check_character

CITY = "澜江"
BANK = "澜江商业银行"
DISTRICTS = ("东城", "西城", "高新", "滨江", "临港", "南湖")

_FIRST = "宏瑞鼎盛恒嘉泰华锦诚远博启明安卓云海天汇中佳立信德润丰旭凯翔"
_SECOND = "达源通利发兴隆泽昌辉康元宇鑫业邦茂腾航晟成安和信科创图联新越"
_FORMS = ("有限公司",) * 8 + ("有限责任公司", "股份有限公司")

# GB/T 4754-2017 class, what the company's name says of its trade.
INDUSTRIES = (
    ("C3525", "模具制造"),
    ("C3670", "汽车零部件"),
    ("C3982", "电子科技"),
    ("C3985", "新材料"),
    ("C1711", "纺织"),
    ("C1499", "食品"),
    ("C2710", "药业"),
    ("C3311", "金属结构"),
    ("C2929", "塑业"),
    ("C3823", "电气"),
    ("E4710", "建筑工程"),
    ("E4813", "市政工程"),
    ("F5164", "金属材料"),
    ("F5179", "机电设备"),
    ("F5154", "医疗器械"),
    ("F5199", "商贸"),
    ("F5181", "进出口"),
    ("G5431", "物流"),
    ("L7224", "供应链管理"),
    ("I6513", "软件"),
    ("I6531", "信息技术"),
    ("K7020", "物业管理"),
    ("L7212", "实业投资"),
    ("L7299", "企业服务"),
    ("M7516", "环保科技"),
    ("N7840", "园林绿化"),
    ("A0149", "农业科技"),
    ("P8399", "教育科技"),
    ("Q8411", "医院管理"),
    ("D4430", "热力"),
)

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN_FIRST = "文志建晓雅思子俊佳欣海永国明丽婷慧静春秋立宏振书玉梦一"
_GIVEN_SECOND = "华军敏杰磊娟强涛超艳鹏洋琳飞霞波宇辉莉楠轩怡然宁峰博"


def draw_companies(luck: Random, count: int) -> list[tuple[str, str]]:
    """So many different company names, each with its industry."""
    found: dict[str, str] = {}
    while len(found) < count:
        code, trade = luck.choice(INDUSTRIES)
        name = f"{CITY}{luck.choice(_FIRST)}{luck.choice(_SECOND)}{trade}{luck.choice(_FORMS)}"
        found.setdefault(name, code)
    return list(found.items())


def draw_people(luck: Random, count: int) -> list[str]:
    """So many different names of people."""
    found: dict[str, None] = {}
    while len(found) < count:
        given = luck.choice(_GIVEN_FIRST) + (luck.choice(_GIVEN_SECOND) if luck.randrange(4) else "")
        found[luck.choice(_SURNAMES) + given] = None
    return list(found)


_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(luck: Random) -> str:
    """A credit code that checks (GB 32100-2015), with the check character of its organisation code (GB 11714-1997)."""
    digits = "MA" + "".join(luck.choice(ALPHABET) for _ in range(6))
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(values.index(digit) * weight for digit, weight in zip(digits, _ORGANISATION_WEIGHTS, strict=True))
    check = "0123456789X"[-total % 11]
    first = f"91{luck.choice(('339901', '339902', '339903', '339904'))}{digits}{check}"
    return first + check_character(first)
