"""Checks a delivery package without any server: its files, the lines that they rest on, the seals."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal
from zipfile import BadZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from desk.documents.manifest import LONGEST_MANIFEST, MANIFEST, Manifest
from desk.documents.numbers import kind_of
from desk.documents.package_names import safe_name
from desk.documents.seal_check import SealFound, check_seal
from models.domain.chain import GENESIS
from models.domain.events import EVENT

PackageFault = Literal[
    "not-a-package",
    "manifest-unreadable",
    "name-unsafe",
    "file-twice",
    "file-unlisted",
    "file-missing",
    "file-changed",
    "line-missing",
    "line-changed",
    "line-untold",
    "seal-broken",
]

_CHUNK: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True)
class PackageFinding:
    """One thing in a package that is not as it must be, where, and in both languages."""

    what: PackageFault
    place: str
    zh: str
    en: str


@dataclass(frozen=True)
class PackageReport:
    """What was looked at in a package, whose seals it bears, and what is wrong with it."""

    case: str | None
    files: int
    lines: int
    seals: tuple[SealFound, ...]
    findings: tuple[PackageFinding, ...]


async def check_package(file: Path) -> PackageReport:
    """Look at everything in the package that can be proved from the package alone.

    That its last hash is the register's own can only be asked of the register (the documents' check page).
    """
    try:
        with ZipFile(file) as package:
            return await _check(package)
    except (BadZipFile, OSError, NotImplementedError, EOFError) as unreadable:
        finding = PackageFinding(
            "not-a-package",
            file.name,
            f"不是可以读取的送达包（{unreadable}）",
            f"this is no delivery package that can be read ({unreadable})",
        )
        return PackageReport(None, 0, 0, (), (finding,))


async def _check(package: ZipFile) -> PackageReport:
    infos = package.infolist()
    findings = list(_check_names(infos))
    if findings:
        return PackageReport(None, len(infos), 0, (), tuple(findings))
    try:
        manifest = _manifest(package)
    except (KeyError, ValueError) as unreadable:
        reason = "清单缺失" if isinstance(unreadable, KeyError) else "清单格式不对"
        finding = PackageFinding(
            "manifest-unreadable",
            MANIFEST,
            f"{reason}，无法核验",
            "the manifest is missing or cannot be read",
        )
        return PackageReport(None, len(infos), 0, (), (finding,))
    findings += _check_files(package, manifest)
    findings += _check_lines(manifest)
    changed = {finding.place for finding in findings}
    seals: list[SealFound] = []
    for entry in manifest.files:
        if entry.number is not None and entry.name not in changed:
            found = await check_seal(entry.name, package.read(entry.name))
            if found is not None:
                seals.append(found)
                if not found.whole:
                    findings.append(
                        PackageFinding(
                            "seal-broken",
                            entry.name,
                            "盖章后文书被改动，或印章不能验证",
                            "the document was changed after it was sealed, or the seal cannot be verified",
                        )
                    )
    return PackageReport(
        manifest.case, len(manifest.files), len(manifest.register_lines), tuple(seals), tuple(findings)
    )


def _manifest(package: ZipFile) -> Manifest:
    info = package.getinfo(MANIFEST)
    if info.file_size > LONGEST_MANIFEST:
        raise ValueError(info.file_size)
    try:
        return Manifest.model_validate_json(package.read(info))
    except ValidationError as invalid:
        raise ValueError(str(invalid)) from invalid


def _check_names(infos: list[ZipInfo]) -> Iterator[PackageFinding]:
    seen: set[str] = set()
    for info in infos:
        if info.filename != safe_name(info.filename) or info.flag_bits & _ENCRYPTED:
            yield PackageFinding(
                "name-unsafe",
                repr(info.filename),
                "文件名不安全，或文件已加密",
                "an unsafe name, or an encrypted file",
            )
        if info.filename.casefold() in seen:
            yield PackageFinding("file-twice", info.filename, "同名文件出现两次", "two files of this name")
        seen.add(info.filename.casefold())


def _check_files(package: ZipFile, manifest: Manifest) -> Iterator[PackageFinding]:
    there = {info.filename: info for info in package.infolist()}
    listed = {entry.name for entry in manifest.files}
    for name in there:
        if name not in listed and name != MANIFEST:
            yield PackageFinding("file-unlisted", name, "清单中没有这个文件", "the manifest does not list it")
    for entry in manifest.files:
        info = there.get(entry.name)
        if info is None:
            yield PackageFinding("file-missing", entry.name, "文件缺失", "the file is missing")
        elif info.file_size != entry.size or _digest(package, info) != entry.sha256:
            yield PackageFinding(
                "file-changed",
                entry.name,
                "内容与清单的 SHA-256 不符",
                "what stands in it does not fit the manifest's SHA-256",
            )


def _digest(package: ZipFile, info: ZipInfo) -> str | None:
    """None where the archive itself cannot be read at this place."""
    digest = sha256()
    try:
        with package.open(info) as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
    except (BadZipFile, EOFError, NotImplementedError):
        return None
    return digest.hexdigest()


def _check_lines(manifest: Manifest) -> Iterator[PackageFinding]:
    previous = GENESIS
    for expected, line in enumerate(manifest.register_lines, start=1):
        place = f"登记簿 {line.seq}"
        if line.seq != expected:
            yield PackageFinding(
                "line-missing", place, f"第 {expected} 条缺失", f"line {expected} is missing"
            )
            return
        own = line.own_hash(manifest.case, previous)
        if own is not None and own != line.hash:
            yield PackageFinding(
                "line-changed",
                place,
                "记录与其哈希或前一条不符",
                "the line does not fit its hash or the line before",
            )
        previous = line.hash
    told = {line.seq: line.told for line in manifest.register_lines}
    for entry in manifest.files:
        if entry.line is None:
            continue
        body = told.get(entry.line)
        if body is None or not _prints(body.body):
            yield PackageFinding(
                "line-untold",
                entry.name,
                f"所依据的第 {entry.line} 条记录不在包内",
                f"line {entry.line}, which it rests on, is not told",
            )


def _prints(body: str) -> bool:
    try:
        return kind_of(EVENT.validate_json(body)) is not None
    except ValidationError:
        return False
