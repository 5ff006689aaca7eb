"""`lianshen register verify --package FILE`: a delivery package proved without any server."""

import json
from dataclasses import asdict
from pathlib import Path

import typer

from desk.cli.running import finish
from desk.cli.words import in_both, tr
from desk.documents.package_check import PackageReport, check_package


def verify_package(file: Path, lang: str | None, *, as_json: bool) -> bool:
    """Look at the package and tell what was found; whether everything in it is as it must be."""
    report = finish(check_package(file), lang)
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
        return not report.findings
    for finding in report.findings:
        typer.echo(f"{finding.place} {in_both(finding.zh, finding.en, lang)}", err=True)
    if not report.findings:
        for name in dict.fromkeys(seal.name for seal in report.seals):
            typer.echo(tr(f"印章证书：{name}", f"Sealed by: {name}", lang))
    typer.echo(_verdict(report, lang))
    return not report.findings


def _verdict(report: PackageReport, lang: str | None) -> str:
    if report.findings:
        count = len(report.findings)
        return tr(f"送达包有 {count} 处不符", f"The package has {count} findings", lang)
    files, lines, seals = report.files, report.lines, len(report.seals)
    zh = f"办件 {report.case}：{files} 个文件、{lines} 条登记记录、{seals} 个印章，均相符"
    en = f"case {report.case}: {files} files, {lines} lines, {seals} seals, all fit"
    return tr(zh, en, lang)
