"""What a list of the bank's may tell: its fields, the headings that they are known by, and what may stand in them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qiao.desk.clients.models.imports import Subject
from qiao.desk.common.roles import Role

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a list.

    Attributes:
        code: stable name.
        label: what its column is called in the template.
        rule: what may stand in it, one sentence.
        example: what the template's example row says.
        names: other headings that it is known by.
        is_needed: no row goes without.
        is_identifier: a number cell may have lost leading zeros.
        longest: the most characters.
    """

    code: str
    label: Words
    rule: Words
    example: Words = ""
    names: tuple[str, ...] = ()
    is_needed: bool = False
    is_identifier: bool = False
    longest: int = 200


EXAMPLE_CODE = "91310000MA1EXAMPLY"
EXAMPLE_NUMBER = "E00000"
CLIENTS = (
    Field("name", _("Client name"), _("As on the business licence."), _("Example Machinery Ltd."),
          ("客户名称", "企业名称", "公司名称", "单位名称", "name"), is_needed=True),
    Field("credit_code", _("Credit code"), _("Eighteen characters that check; the client is known by it."), EXAMPLE_CODE,
          ("统一社会信用代码", "信用代码", "社会信用代码", "uscc"), is_needed=True, is_identifier=True, longest=40),
    Field("industry", _("Industry"), _("The national classification: a letter and up to four digits, such as C3311."), "C3311",
          ("行业", "行业代码", "industry"), longest=10),
    Field("scale", _("Scale"), _("Large, medium, small or micro."), _("small"), ("规模", "企业规模", "scale"), longest=20),
    Field("region", _("Region"), _("In your own words."), "", ("区域", "地区", "region"), longest=60),
    Field("manager", _("Manager's staff number"), _("Needed for a new client: who leads it from today on."), "RM0001",
          ("客户经理工号", "客户经理", "管户经理", "管户经理工号", "manager"), is_identifier=True, longest=20),
    Field("note", _("Note"), _("In your own words; of a client of the ledger's the only field that a list changes."), "",
          ("备注", "note"), longest=2000),
)  # fmt: skip
PEOPLE = (
    Field("staff_number", _("Staff number"), _("As ledgers and the personnel system write it; the person is known by it."),
          EXAMPLE_NUMBER, ("工号", "员工号", "员工编号", "staff_number"), is_needed=True, is_identifier=True, longest=20),
    Field("name", _("Name"), _("Needed."), _("Example Person"), ("姓名", "name"), is_needed=True, longest=60),
    Field("name_en", _("English name"), _("May stay empty."), "", ("英文名", "name_en"), longest=80),
    Field("phone", _("Telephone"), _("May stay empty."), "", ("电话", "手机", "联系电话", "phone"), longest=30),
    Field("role", _("Role"), _("With a branch it gives a post; administrators and auditors are appointed by hand."),
          Role.RM.label, ("角色", "岗位", "职务", "role"), longest=40),
    Field("branch", _("Branch"), _("Its code or its whole name."), "B01", ("机构", "机构号", "机构代码", "支行", "branch"),
          is_identifier=True, longest=80),
    Field("team", _("Team"), _("Its code or its whole name; for managers and leads."), "", ("团队", "小组", "team"), longest=80),
    Field("from_date", _("In post from"), _("YYYY-MM-DD, from a month ago to a year ahead; today where it is empty."), "",
          ("任职日期", "到岗日期", "起始日期", "from_date"), longest=10),
)  # fmt: skip
OF: dict[str, tuple[Field, ...]] = {Subject.CLIENTS: CLIENTS, Subject.PEOPLE: PEOPLE}
# Whoever rules over people's records brings people in; clients come from who keeps the bank's list of them, or a branch's.
ROLES: dict[str, tuple[Role, ...]] = {Subject.CLIENTS: (Role.HR, Role.BRANCH), Subject.PEOPLE: (Role.ADMIN,)}


def plain(heading: str) -> str:
    """A heading as it is compared: without spaces, brackets, case and widths."""
    return "".join(one for one in unicodedata.normalize("NFKC", heading).lower() if one.isalnum())


def recognised(subject: str, headings: Sequence[str]) -> list[str]:
    """The field that each heading is known to stand for, each field once; empty where none."""
    known: dict[str, str] = {}
    for field in OF[subject]:
        for name in (*field.names, field.code, *_labels(field)):
            known.setdefault(plain(name), field.code)
    found: list[str] = []
    for heading in headings:
        code = known.get(plain(heading), "")
        found.append("" if code in found else code)
    return found


def _labels(field: Field) -> list[str]:
    labels = []
    for language in ("zh-hans", "en"):
        with override(language):
            labels.append(str(field.label))
    return labels


def lacking(subject: str, columns: Sequence[str]) -> list[Field]:
    """The fields that no row goes without and that no column stands for."""
    return [field for field in OF[subject] if field.is_needed and field.code not in columns]


def digest_of(headings: Sequence[str]) -> str:
    """What a set of headings is remembered by."""
    return sha256("\x1f".join(map(plain, headings)).encode()).hexdigest()


def by_code(subject: str) -> dict[str, Any]:
    """The fields by their codes."""
    return {field.code: field for field in OF[subject]}
