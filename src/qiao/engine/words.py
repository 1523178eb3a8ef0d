"""The field's words for codes that the engine prints, in both languages."""

from qiao.engine.errors import Text
from qiao.engine.scoring.decisions import Decision

GRADES = {
    "assistant": Text("助理客户经理", "assistant"),
    "manager": Text("客户经理", "manager"),
    "senior": Text("高级客户经理", "senior"),
    "chief": Text("首席客户经理", "chief"),
}
DECISIONS = {
    "promote": Text("晋级", "promote"),
    "keep": Text("保持", "keep"),
    "keep_protected": Text("保护", "keep (protected)"),
    "demote": Text("降级", "demote"),
    "improve": Text("限期改进", "improve"),
    "not_assessed": Text("不予评定", "not assessed"),
}
REASONS = {
    "all_axes_hold": Text("三项均达标", "all three axes hold"),
    "threshold_missed_protected": Text("门槛未达,名次在保护线内", "threshold missed, rank inside the protection"),
    "not_a_year": Text("期间不是一年", "the period is not one year"),
    "not_in_post": Text("期末不在岗", "not in post on the last day"),
    "in_post_too_short": Text("任职不足六个月", "in post for too short a time"),
    "no_client": Text("期内没有管户", "no client in the period"),
    "absent": Text("缺勤超过规定天数", "absent for too many days"),
    "ratings_incomplete": Text("素质评分不完整", "ratings incomplete"),
}
STATES = {
    "scored": Text("已计分", "scored"),
    "unassigned": Text("未下达目标", "no target"),
    "not_applicable": Text("不适用", "not applicable"),
    "missing_source": Text("缺数据", "table not delivered"),
}
AXES = {
    "threshold": Text("业绩门槛", "threshold"),
    "rank": Text("贡献名次", "rank"),
    "quality": Text("综合素质", "quality"),
}


def reason(code: str) -> Text:
    """A decision's reason in words; a code such as `threshold_rank_missed` names its axes."""
    if code in REASONS:
        return REASONS[code]
    axes = [AXES[part] for part in code.removesuffix("_missed").split("_") if part in AXES]
    return Text("、".join(axis.zh for axis in axes) + "未达标", " and ".join(axis.en for axis in axes) + " missed")


RATERS = {
    "self": Text("自评", "self"),
    "superior": Text("上级", "superior"),
    "peer": Text("同事", "peers"),
    "office": Text("中后台", "office"),
    "record": Text("记录", "record"),
    "exam": Text("考试", "exam"),
}
DUTIES = {"post_loan_check": Text("贷后检查", "post-loan checks"), "signal": Text("预警处置", "signals")}


def outcome(decision: Decision) -> Text:
    """A decision in one sentence: what was decided, why, and the grade afterwards."""
    what, why = DECISIONS[decision.decision], reason(decision.reason)
    if not decision.to_grade:
        return Text(f"{what.zh}:{why.zh}", f"{what.en}: {why.en}")
    grade = GRADES[decision.to_grade]
    return Text(f"{what.zh}:{why.zh};等级为{grade.zh}", f"{what.en}: {why.en}; grade {grade.en}")
