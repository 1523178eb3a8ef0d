"""The field's words for the codes that a standard may use."""

from qiao.engine.errors import Text

FAMILIES = {
    "deposit": Text("存款", "deposits"),
    "loan": Text("贷款", "loans"),
    "trade_finance": Text("贸易融资", "trade finance"),
    "guarantee": Text("保函与承诺", "guarantees"),
    "settlement": Text("结算", "settlement"),
    "cash_management": Text("现金管理", "cash management"),
    "payroll": Text("代发工资", "payroll"),
    "ebanking": Text("网上银行", "e-banking"),
    "fx": Text("外汇", "foreign exchange"),
    "bill": Text("票据", "bills"),
    "investment_banking": Text("投资银行", "investment banking"),
    "agency": Text("代理", "agency"),
    "custody": Text("托管", "custody"),
    "wealth": Text("理财", "wealth management"),
    "card": Text("银行卡", "cards"),
}
TAGS = {
    "demand": Text("活期", "demand"),
    "time": Text("定期", "time"),
    "margin": Text("保证金", "margin"),
    "small_business": Text("小企业", "small business"),
    "discount": Text("贴现", "discounted"),
    "interbank": Text("同业", "interbank"),
}
FLOW_KINDS = {
    "international_settlement": Text("国际结算", "international settlement"),
    "fx_deal": Text("外汇交易", "FX deals"),
    "fee": Text("手续费", "fees"),
    "interest_due": Text("应收利息", "interest due"),
    "interest_received": Text("实收利息", "interest received"),
    "ftp_margin": Text("FTP 利差", "FTP margin"),
    "credit_cost": Text("信用成本", "credit cost"),
    "direct_cost": Text("直接费用", "direct cost"),
    "tax": Text("税金", "tax"),
    "payment": Text("收付", "payments"),
    "payroll": Text("代发工资", "payroll"),
    "ebanking": Text("网银交易", "e-banking"),
    "domestic_settlement": Text("国内结算", "domestic settlement"),
}
FEE_LINES = {
    "settlement": Text("结算与现金管理", "settlement"),
    "international": Text("国际业务", "international"),
    "guarantee": Text("承诺担保", "guarantee"),
    "investment_banking": Text("投行顾问", "investment banking"),
    "agency": Text("代理托管", "agency"),
}
DUTY_KINDS = {"post_loan_check": Text("贷后检查", "post-loan checks"), "signal": Text("预警处置", "signals")}
ACCOUNT_TYPES = {
    "basic": Text("基本户", "basic"),
    "general": Text("一般户", "general"),
    "special": Text("专用户", "special"),
    "temporary": Text("临时户", "temporary"),
    "loan": Text("贷款户", "loan"),
    "other": Text("其他账户", "other"),
}
CLASSES = {
    1: Text("正常", "normal"),
    2: Text("关注", "special mention"),
    3: Text("次级", "substandard"),
    4: Text("可疑", "doubtful"),
    5: Text("损失", "loss"),
}
KINDS = {
    "identity": Text("标识", "identity"),
    "name": Text("名称", "name"),
    "catalogue": Text("自述", "catalogue"),
    "pool": Text("排名范围", "pool"),
    "decision": Text("评定规则", "decision"),
    "threshold": Text("业绩门槛", "threshold"),
    "cut": Text("名次线", "rank cut"),
    "quality_bar": Text("素质线", "quality bar"),
    "protection": Text("保护线", "protection"),
    "grade": Text("等级", "grade"),
    "book": Text("账本口径", "book"),
    "measure": Text("计量", "measure"),
    "category": Text("类别", "category"),
    "weight": Text("分值", "weight"),
    "scoring": Text("计分参数", "scoring"),
    "indicator": Text("指标", "indicator"),
    "item_weight": Text("评价项权重", "item weight"),
    "rater_share": Text("评分占比", "rater share"),
    "quality": Text("综合素质", "quality"),
    "order": Text("顺序", "order"),
}
