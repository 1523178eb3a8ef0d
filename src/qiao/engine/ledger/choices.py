"""The values that a ledger column may hold and the Chinese words by which each is known, the field's own word first."""

FAMILIES = (
    ("deposit", ("存款",)),
    ("loan", ("贷款",)),
    ("trade_finance", ("贸易融资",)),
    ("guarantee", ("担保", "承诺担保")),
    ("settlement", ("结算",)),
    ("cash_management", ("现金管理",)),
    ("payroll", ("代发工资", "代发")),
    ("ebanking", ("网银", "电子银行")),
    ("fx", ("结售汇", "外汇")),
    ("bill", ("票据",)),
    ("investment_banking", ("投行", "投资银行")),
    ("agency", ("代理",)),
    ("custody", ("托管",)),
    ("wealth", ("理财",)),
    ("card", ("卡", "银行卡")),
)
TAG_NAMES = (
    ("demand", ("活期",)),
    ("time", ("定期",)),
    ("margin", ("保证金",)),
    ("small_business", ("小企业", "展业通")),
    ("discount", ("贴现",)),
    ("interbank", ("同业", "同业存款")),
)
FEE_LINES = (
    ("settlement", ("结算", "结算与现金管理")),
    ("international", ("国际", "国际业务")),
    ("guarantee", ("担保", "承诺担保")),
    ("investment_banking", ("投行", "投行顾问")),
    ("agency", ("代理", "代理托管")),
)
FLOW_KINDS = (
    ("international_settlement", ("国际结算",)),
    ("fx_deal", ("结售汇", "外汇交易")),
    ("fee", ("手续费", "中间业务收入")),
    ("interest_due", ("应收利息", "应收息")),
    ("interest_received", ("实收利息", "实收息")),
    ("ftp_margin", ("FTP利差", "FTP净收入")),
    ("credit_cost", ("信用成本", "风险成本")),
    ("direct_cost", ("直接成本",)),
    ("tax", ("税金", "税")),
    ("payment", ("支付", "付款")),
    ("payroll", ("代发工资", "代发")),
    ("ebanking", ("网银", "电子银行")),
    ("domestic_settlement", ("国内结算",)),
)
GRADES = (
    ("assistant", ("助理", "助理客户经理")),
    ("manager", ("客户经理",)),
    ("senior", ("高级", "高级客户经理")),
    ("chief", ("首席", "首席客户经理")),
)
SCALES = (
    ("large", ("大型", "大")),
    ("medium", ("中型", "中")),
    ("small", ("小型", "小")),
    ("micro", ("微型", "微")),
)
ACCOUNT_TYPES = (
    ("basic", ("基本", "基本户", "基本存款账户")),
    ("general", ("一般", "一般户", "一般存款账户")),
    ("special", ("专用", "专用户")),
    ("temporary", ("临时", "临时户")),
    ("loan", ("贷款", "贷款户")),
    ("other", ("其他",)),
)
RATER_GROUPS = (
    ("self", ("自评",)),
    ("superior", ("上级",)),
    ("peer", ("同事", "同级")),
    ("office", ("中后台", "办公室")),
    ("record", ("记录",)),
    ("exam", ("考试",)),
)
ABSENCE_KINDS = (
    ("maternity", ("产假",)),
    ("sick", ("病假",)),
    ("secondment", ("借调",)),
    ("study", ("脱产学习", "学习")),
    ("other", ("其他",)),
)
CURRENCIES = (
    ("CNY", ("人民币", "RMB")),
    ("USD", ("美元",)),
    ("EUR", ("欧元",)),
    ("JPY", ("日元",)),
    ("HKD", ("港币", "港元")),
    ("GBP", ("英镑",)),
)
FIVE_CLASSES = (("1", ("正常",)), ("2", ("关注",)), ("3", ("次级",)), ("4", ("可疑",)), ("5", ("损失",)))
DUTY_KINDS = (("post_loan_check", ("贷后检查",)), ("signal", ("预警", "预警处置")))
ROLES = (("lead", ("主办",)), ("assist", ("协办",)))
DIRECTIONS = (("in", ("收", "贷")), ("out", ("付", "借")))
