"""What the administrator's pages and their fields are called."""

from collections.abc import Mapping
from typing import Final

from models.domain.text import Words


def w(zh: str, en: str) -> Words:
    """Words of the desk's own, which need no cleaning."""
    return Words.model_construct(zh=zh, en=en)


AREAS: Final = (
    ("/admin", w("概况", "Overview")),
    ("/admin/people", w("人员", "People")),
    ("/admin/departments", w("部门", "Departments")),
    ("/admin/delegations", w("代理", "Delegations")),
    ("/admin/accounts", w("账号", "Accounts")),
    ("/admin/catalogues", w("目录", "Catalogues")),
    ("/admin/calendars", w("工作日", "Calendars")),
    ("/admin/identities", w("统一身份", "Identities")),
    ("/admin/log", w("管理记录", "Log")),
)
"""The pages of an administrator, in their order."""

LABELS: Final[Mapping[str, Words]] = {
    "id": w("人员代码", "Id"),
    "name": w("姓名", "Name"),
    "department": w("部门", "Department"),
    "roles": w("岗位", "Roles"),
    "identity": w("证件号（申请人）", "Identity (applicants)"),
    "valid_from": w("首日", "First day"),
    "valid_until": w("末日", "Last day"),
    "principal": w("委托人", "Principal"),
    "deputy": w("代理人", "Deputy"),
    "levels": w("环节", "Levels"),
    "items": w("事项", "Items"),
    "document": w("依据文件", "Document"),
    "successor": w("承接部门", "Successor"),
}
"""What the fields of people and delegations are called."""
