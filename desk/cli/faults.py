"""A fault of a file, and a finding in the register, as one printed line."""

from activities.register_check import Finding
from desk.cli.words import chosen, in_both
from runtime.documents import PlacedFault


def fault_line(fault: PlacedFault, lang: str | None) -> str:
    """`file:line: path: message`; both languages on the one line when none was chosen."""
    language = chosen(lang)
    return fault.in_(language) if language is not None else f"{fault.in_('zh')} / {fault.en}"


def finding_line(finding: Finding, lang: str | None) -> str:
    """Case, line and what is wrong."""
    zh, en = finding.zh, finding.en
    if finding.seq is not None:
        zh, en = f"第 {finding.seq} 条：{zh}", f"line {finding.seq}: {en}"
    return f"{finding.case} {in_both(zh, en, lang)}"
