"""What the register says no to: named facts that no retry changes, with a sentence in each language."""

from temporalio.exceptions import ApplicationError

from activities.contracts import REGISTER_BEHIND
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import DuplicateCase, KeyTaken, Refusal


def duplicate_case(project: str, live: CaseNumber) -> ApplicationError:
    """The project has a live case under the same catalogue already."""
    return _said(DuplicateCase(project=project, number=live), project=project, number=live)


def key_taken(case: CaseNumber, key: CommandKey) -> ApplicationError:
    """The key stands in the case's register with the digest of another command."""
    return _said(KeyTaken(key=key), case=case, key=key)


def register_behind(case: CaseNumber, last: int, expected: int) -> ApplicationError:
    """The register ends before the line in front of ``expected``."""
    return _refused(
        REGISTER_BEHIND,
        f"办件 {case} 的登记簿只到第 {last} 条，应从第 {expected} 条续写；登记簿可能由旧备份恢复。",
        f"The register of {case} ends at line {last}, but line {expected} is to be entered; it may have been"
        " restored from an older copy.",
        case=case,
        last=last,
        expected=expected,
    )


def _said(refusal: Refusal, **facts: str) -> ApplicationError:
    return _refused(refusal.name, refusal.text("zh"), refusal.text("en"), **facts)


def _refused(name: str, zh: str, en: str, **facts: str | int) -> ApplicationError:
    return ApplicationError(en, {"zh": zh, "en": en, "facts": facts}, type=name, non_retryable=True)
