"""The products of the sample bank."""

# product_code, name, family, fee_line, tags, coefficient
PRODUCTS = (
    ("D01", "单位活期存款", "deposit", "", "demand", ""),
    ("D02", "单位定期存款", "deposit", "", "time", "0.9"),
    ("D03", "单位通知存款", "deposit", "", "time", "0.95"),
    ("D04", "保证金存款", "deposit", "", "margin", "0.8"),
    ("D05", "外汇活期存款", "deposit", "", "demand", "1"),
    ("D09", "同业活期存款", "deposit", "", "interbank", "0"),
    ("L01", "流动资金贷款", "loan", "", "", ""),
    ("L02", "固定资产贷款", "loan", "", "", ""),
    ("L03", "展业通小企业贷款", "loan", "", "small_business", ""),
    ("L04", "银行承兑汇票贴现", "bill", "", "discount", ""),
    ("T01", "进口押汇", "trade_finance", "international", "", ""),
    ("S01", "结算与账户服务", "settlement", "settlement", "", ""),
    ("S02", "现金管理平台", "cash_management", "settlement", "", ""),
    ("S03", "国际结算", "settlement", "international", "", ""),
    ("G01", "保函与承诺", "guarantee", "guarantee", "", ""),
    ("I01", "财务顾问", "investment_banking", "investment_banking", "", ""),
    ("A01", "代理业务", "agency", "agency", "", ""),
    ("A02", "资产托管", "custody", "agency", "", ""),
    ("P01", "代发工资", "payroll", "", "", ""),
    ("E01", "企业网银", "ebanking", "", "", ""),
    ("F01", "结售汇", "fx", "international", "", ""),
    ("W01", "对公理财", "wealth", "", "", ""),
)

FAMILY = {code: family for code, _, family, _, _, _ in PRODUCTS}
