"""A standard in words that an HR officer reads: what a measure takes, how a method scores, what a threshold asks."""

from collections.abc import Iterable

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.standards.measures import (
    ActiveClients,
    ActiveFamilies,
    AllPositive,
    AnyMeasure,
    Average,
    Awards,
    Base,
    Capital,
    Difference,
    Flow,
    Net,
    NewAccounts,
    NewEffectiveClients,
    NewFlowClients,
    NplEvents,
    OverdueSpells,
    PeriodEnd,
    Quotient,
    Referrals,
    Selection,
    Term,
    TimelyDuties,
)
from qiao.engine.standards.model import (
    Band,
    Bonus,
    Condition,
    Events,
    Indicator,
    Lower,
    Rate,
    Spells,
    Standard,
    Step,
    Target,
    Unit,
)
from qiao.engine.standards.units import POINTS, RATIO, Amount
from qiao.engine.standards.vocabulary import ACCOUNT_TYPES, CLASSES, DUTY_KINDS, FAMILIES, FEE_LINES, FLOW_KINDS, TAGS

_ONE = 10_000


def joined(texts: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Texts as a list in one sentence."""
    found = list(texts)
    return Text(zh.join(text.zh for text in found), en.join(text.en for text in found))


_CURRENCIES = {"CNY": Text("元", "CNY"), "USD": Text("美元", "USD")}
_WAN, _YI = 10_000, 100_000_000


def amount(bar: Amount | int) -> Text:
    """An amount or a count as people say it: `6,000 万元`, `60,000,000 CNY`; cents only where there are any."""
    if not isinstance(bar, Amount):
        return Text(f"{bar:,}", f"{bar:,}")
    currency = _CURRENCIES.get(bar.currency, Text(f" {bar.currency}", bar.currency))
    whole, cents = divmod(abs(bar.units), money.FEN)
    sign, rest = "-" * (bar.units < 0), f".{cents:02}" if cents else ""
    return Text(
        f"{sign}{_in_wan(whole) if not cents else f'{whole:,}{rest} '}{currency.zh}",
        f"{sign}{whole:,}{rest} {currency.en}",
    )


def _in_wan(whole: int) -> str:
    """A whole amount in 亿 or 万 where that says it exactly: 120,000,000 is `1.2 亿`, 60,000,000 is `6,000 万`."""
    for size, sign in ((_YI, "亿"), (_WAN, "万")):
        count, rest = divmod(whole * money.FEN, size)
        if whole >= size and not rest:
            units, cents = divmod(count, money.FEN)
            return f"{units:,}{f'.{cents:02}'.rstrip('0') if cents else ''} {sign}"
    return f"{whole:,} "


def percent(ratio: int) -> str:
    """A ratio (ten-thousandths) as people say it: `97%`."""
    return f"{POINTS.show(ratio)}%"


def selection(chosen: Selection) -> Text:
    """Accounts of a family, by tags and side: `存款透支(不含同业)`."""
    name = FAMILIES[chosen.family]
    tags = [TAGS[tag] for tag in chosen.tags]
    tags += [Text(f"不含{TAGS[tag].zh}", f"without {TAGS[tag].en}") for tag in chosen.without_tags]
    listed = joined(tags)
    over = chosen.side == "overdraft"
    return Text(
        name.zh + "透支" * over + (f"({listed.zh})" if tags else ""),
        "overdrafts of " * over + name.en + (f" ({listed.en})" if tags else ""),
    )


def book(standard: Standard, name: str) -> Text:
    """The accounts of a book."""
    return joined(map(selection, standard.books[name]), " + ", " + ")


def named(standard: Standard, name: str) -> Text:
    """A measure's own name."""
    return Text(*(getattr(standard.measures[name].name, language) for language in ("zh", "en")))


def measure(standard: Standard, name: str) -> Text:
    """What a measure takes from the ledger or from other measures."""
    found = standard.measures[name]
    match found:
        case Average() | PeriodEnd() | Base():
            return _of_book(standard, found)
        case Difference():
            of, less = named(standard, found.of), named(standard, found.less)
            return Text(f"{of.zh} − {less.zh}", f"{of.en} − {less.en}")
        case Quotient():
            over, under = named(standard, found.numerator), named(standard, found.denominator)
            return Text(f"{over.zh} ÷ {under.zh}", f"{over.en} ÷ {under.en}")
        case AllPositive():
            listed = joined((named(standard, part) for part in found.of), "与", " and ")
            return Text(f"{listed.zh}均大于 0", f"{listed.en} all above 0")
        case Net():
            return joined((_term(standard, term, number) for number, term in enumerate(found.terms)), " ", " ")
        case _:
            return _counted(found)


def _of_book(standard: Standard, found: Average | PeriodEnd | Base) -> Text:
    accounts = book(standard, found.book)
    weighed = (
        Text(",按产品折算系数", ", by product coefficient")
        if getattr(found, "coefficient", "one") == "product"
        else Text("", "")
    )
    match found:
        case Average():
            return Text(f"{accounts.zh}的日均{weighed.zh}", f"average daily balance of {accounts.en}{weighed.en}")
        case PeriodEnd():
            worst = found.five_class_at_least
            kept = (
                Text(f",五级分类{CLASSES[worst].zh}及以下", f", of class {CLASSES[worst].en} or worse")
                if worst
                else Text("", "")
            )
            return Text(f"{accounts.zh}的期末时点余额{kept.zh}", f"balance of {accounts.en} on the last day{kept.en}")
        case Base():
            base = _BASES[found.base]
            return Text(f"{accounts.zh}的{base.zh}{weighed.zh}", f"{base.en} of {accounts.en}{weighed.en}")


_BASES = {
    "client": Text("上年同期日均,随客户归属", "last year's average, going with the client,"),
    "manager": Text("上年同期日均,按当时归属", "last year's average as attributed then"),
    "year_end": Text("上年末余额,随客户归属", "last year-end's balance, going with the client,"),
}


def _term(standard: Standard, term: Term, number: int) -> Text:
    sign = "−" if term.times < 0 else "+" if number else ""
    times = "" if abs(term.times) == _ONE else f"{RATIO.show(abs(term.times))} × "
    name = named(standard, term.measure)
    return Text(f"{sign} {times}{name.zh}".strip(), f"{sign} {times}{name.en}".strip())


def _counted(found: AnyMeasure) -> Text:
    """Flows, counts and rates."""
    match found:
        case Flow():
            kinds = joined(FLOW_KINDS[kind] for kind in found.flow_kinds)
            lines = joined(FEE_LINES[line] for line in found.fee_lines)
            zh, en = (f",产品收费条线为{lines.zh}", f", product fee line {lines.en}") if found.fee_lines else ("", "")
            return Text(f"{kinds.zh}发生额合计({found.currency}){zh}", f"total of {kinds.en} ({found.currency}){en}")
        case Capital():
            return Text("经济资本的日均", "average daily economic capital")
        case NewAccounts():
            kind = ACCOUNT_TYPES[found.account_type]
            return Text(f"期内新开、期末未销的{kind.zh}", f"{kind.en} accounts opened in the period and still open")
        case NewEffectiveClients() | NewFlowClients():
            return _new_clients(found)
        case OverdueSpells():
            return Text("期内的逾期欠息次数", "overdue spells that touch the period")
        case NplEvents():
            worst = CLASSES[found.five_class_at_least]
            accounts = joined(map(selection, found.selections), " + ", " + ")
            return Text(
                f"{accounts.zh}新降为{worst.zh}及以下的户数",
                f"clients whose {accounts.en} newly became {worst.en} or worse",
            )
        case _:
            return _rated(found)


def _new_clients(found: NewEffectiveClients | NewFlowClients) -> Text:
    flow = FLOW_KINDS[found.flow_kind]
    if isinstance(found, NewEffectiveClients):
        least = amount(found.average_at_least)
        return Text(
            f"期内新开户,末 {found.months} 个月存款日均 ≥ {least.zh} 且每月{flow.zh}至少 {found.flows_each_month} 笔的客户",
            f"clients opened in the period with deposits ≥ {least.en} over the last {found.months} months and at least "
            f"{found.flows_each_month} {flow.en} in each",
        )
    run = found.consecutive_months
    zh = f"连续 {run} 个月有" if run else "有"
    en = f" in {run} consecutive months" if run else ""
    return Text(
        f"期内{zh}{flow.zh}、此前 {found.months_before} 个月没有的客户",
        f"clients with {flow.en}{en} and none in the {found.months_before} months before",
    )


def _rated(found: AnyMeasure) -> Text:
    match found:
        case TimelyDuties():
            kinds = joined((DUTY_KINDS[kind] for kind in found.duty_kinds), "与", " and ")
            return Text(f"{kinds.zh}按期完成率的平均", f"mean share of {kinds.en} done by the due date")
        case ActiveFamilies():
            least = amount(found.average_at_least)
            return Text(
                f"存款日均 ≥ {least.zh} 的客户,户均持有且末 {found.used_within_days} 天用过的产品大类数(每户至多 {found.at_most})",
                f"product families held and used in the last {found.used_within_days} days, at most {found.at_most} a client, "
                f"per client with deposits ≥ {least.en}",
            )
        case ActiveClients():
            flow = FLOW_KINDS[found.flow_kind]
            return Text(
                f"末 {found.within_days} 天有{flow.zh}的客户占比",
                f"share of clients with {flow.en} in the last {found.within_days} days",
            )
        case Referrals():
            return Text("期内被接受且 90 天后仍活跃的转介", "referrals accepted in the period and active after 90 days")
        case Awards():
            return Text(
                f"登记为 {found.indicator} 且经批准的加分合计", f"approved awards for {found.indicator}, summed"
            )
        case _:
            return Text(found.name.zh, found.name.en)


def scoring(indicator: Indicator) -> Text:
    """How an indicator is scored, with its figures."""
    full = POINTS.show(indicator.full_points)
    match indicator.scoring:
        case Target(from_attainment=least, up_to=most):
            return Text(
                f"{full} 分 × 目标完成率;低于 {percent(least)} 不计分,至多按 {percent(most)} 计",
                f"{full} × attainment of the target; nothing below {percent(least)}, at most {percent(most)}",
            )
        case Unit(points=points):
            return Text(f"每个 {POINTS.show(points)} 分,至多 {full} 分", f"{POINTS.show(points)} each, at most {full}")
        case Lower(good=good, bad=bad):
            return Text(
                f"≤ {percent(good)} 得 {full} 分,≥ {percent(bad)} 得 0 分,其间按直线",
                f"{full} at or below {percent(good)}, 0 at or above {percent(bad)}, a straight line between",
            )
        case Rate(from_rate=least):
            return Text(
                f"{full} 分 × 比率;低于 {percent(least)} 得 0 分", f"{full} × the rate; 0 below {percent(least)}"
            )
        case Bonus():
            return Text(f"经批准的加分合计,至多 {full} 分", f"approved awards, at most {full}")
        case Events() | Spells() | Step() as deducting:
            costs, floor = _costs(deducting), POINTS.show(deducting.floor)
            return Text(f"{full} 分起扣:{costs.zh};最低 {floor} 分", f"{full} less {costs.en}; never below {floor}")


def _costs(deducting: Events | Spells | Step) -> Text:
    match deducting:
        case Events(each=each, per_amount=size):
            points, whole = POINTS.show(each), amount(size)
            return Text(
                f"每户扣 {points} 分,或金额每满 {whole.zh} 扣 {points} 分,取其多者",
                f"{points} for each client, or {points} for each whole {whole.en}, whichever is more",
            )
        case Spells(bands=bands):
            days = [0, *(band.up_to_days or 0 for band in bands)]
            return joined((_band(band, after) for band, after in zip(bands, days, strict=False)), ",", ", ")
        case Step(points=points, step=step, below=below):
            return Text(
                f"低于 {percent(below)} 每满 {percent(step)} 扣 {POINTS.show(points)} 分",
                f"{POINTS.show(points)} for each whole {percent(step)} below {percent(below)}",
            )


def _band(band: Band, after: int) -> Text:
    points = POINTS.show(band.points)
    if band.up_to_days is None:
        return Text(f"逾期 {after} 天以上每次 {points} 分", f"{points} for each spell of more than {after} days")
    span = f"{after + 1}–{band.up_to_days}"
    return Text(f"逾期 {span} 天每次 {points} 分", f"{points} for each spell of {span} days")


def condition(standard: Standard, leaf: Condition) -> Text:
    """One leaf of a threshold: `对公存款日均 ≥ 60,000,000 CNY`."""
    name = named(standard, leaf.measure)
    if leaf.at_least is None or standard.measures[leaf.measure].unit == "flag":
        return name
    bar = amount(leaf.at_least)
    return Text(f"{name.zh} ≥ {bar.zh}", f"{name.en} ≥ {bar.en}")
