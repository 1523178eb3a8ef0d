"""What the environment says is looked at before any setting is read from it: one mistyped is a sentence, and never its opposite."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network

from qiao.desk.errors import SetupError
from qiao.engine import Text


@dataclass(frozen=True)
class _Rule:
    """What variables may say, and in which words that is told."""

    holds: Callable[[str], bool]
    told: Text


def _one_of(*words: str) -> _Rule:
    return _Rule(lambda said: said in words, Text("只能是 " + "、".join(words), "may say " + ", ".join(words)))


def _at_least(least: int) -> _Rule:
    told = Text(f"须是不小于 {least} 的整数", f"is a whole number of at least {least}")
    return _Rule(lambda said: said.isascii() and said.isdigit() and int(said) >= least, told)


def _is_network(word: str) -> bool:
    try:
        ip_network(word)
    except ValueError:
        return False
    return True


_OWNER, _SWITCH = _one_of("bank", "desk"), _one_of("on", "off")
_NETWORKS = _Rule(
    lambda said: all(_is_network(word.strip()) for word in said.split(",") if word.strip()),
    Text(
        "须是 IP 地址或网段(如 10.1.2.0/24),以逗号分隔",
        "lists IP addresses or networks such as 10.1.2.0/24, with commas",
    ),
)
_RULES = {
    **dict.fromkeys(("QIAO_ASSIGNMENTS", "QIAO_AWARDS", "QIAO_RATINGS", "QIAO_TARGETS"), _OWNER),
    **dict.fromkeys(("QIAO_HTTPS", "QIAO_LDAP_TLS", "QIAO_LDAP_ONLY"), _SWITCH),
    **dict.fromkeys(("QIAO_PROXY", "QIAO_MONITORS"), _NETWORKS),
    **dict.fromkeys(("QIAO_TAKEN_DAYS", "QIAO_THREADS"), _at_least(0)),
    "QIAO_IDLE_MINUTES": _at_least(1),
    "QIAO_CONTACT_DAYS": _at_least(30),  # so long a day of leaving that somebody mistyped can be corrected
    "QIAO_LOG": _one_of("debug", "info", "warning", "error"),
}


def need_understood() -> None:
    """SetupError where a variable says what it may not; all others are told with it."""
    wrong = [name for name, rule in _RULES.items() if name in os.environ and not rule.holds(os.environ[name])]
    if wrong:
        zh = ";".join(f"{name}={os.environ[name]},{_RULES[name].told.zh}" for name in wrong)
        en = "; ".join(f"{name}={os.environ[name]}, which {_RULES[name].told.en}" for name in wrong)
        raise SetupError(
            f"环境变量有误,请改正后再启动:{zh}。", f"The environment is wrong, correct it and start again: {en}."
        )
