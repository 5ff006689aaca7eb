import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli.register import app
from desk.documents.manifest import MANIFEST, Manifest
from desk.documents.package import Issuing, ResultFile, write_package
from desk.documents.package_check import PackageFault, check_package
from desk.documents.package_names import free_name, safe_name
from tests.documents.stories import Story, law

Files = dict[str, bytes]


@pytest.fixture(scope="session")
async def package(finished: Story, issuing: Issuing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The delivery package of a granted case, with one drawing of a department."""
    folder = tmp_path_factory.mktemp("package")
    drawing = folder / "drawing"
    drawing.write_bytes(b"AC1032" + bytes(1000))
    with (folder / "送达.zip").open("wb") as target:
        await write_package(
            target,
            finished.lines(),
            {law().digest: law()},
            issuing,
            [ResultFile("总平面图.dwg", "总平面图", drawing)],
        )
    return folder / "送达.zip"


async def test_a_package_holds_all_documents_of_the_applicant(package: Path) -> None:
    """Acceptance, every decision, the joint one, the receipt, the drawing, a word about it, the list."""
    with zipfile.ZipFile(package) as read:
        names = read.namelist()

    assert names[0].endswith("受理通知书.pdf")
    assert sum("决定书" in name or "意见书" in name for name in names) == 8
    assert names[-4:] == [names[-4], "总平面图.dwg", "说明.txt", MANIFEST]
    assert names[-4].endswith("送达回证.pdf")
    assert not any("抄告单" in name for name in names)


async def test_a_whole_package_is_found_whole(package: Path) -> None:
    """Every file, every told line and every seal fits, without any server."""
    report = await check_package(package)

    assert report.findings == ()
    assert report.case == "450721-2026-000001"
    assert len(report.seals) == 9


async def test_the_same_case_makes_the_same_package(
    finished: Story, issuing: Issuing, package: Path, tmp_path: Path
) -> None:
    """Down to the last byte, seals included."""
    drawing = tmp_path / "drawing"
    drawing.write_bytes(b"AC1032" + bytes(1000))
    again = io.BytesIO()

    results = [ResultFile("总平面图.dwg", "总平面图", drawing)]
    await write_package(again, finished.lines(), {law().digest: law()}, issuing, results)

    assert again.getvalue() == package.read_bytes()


def changed_document(files: Files) -> None:
    """One character of a document."""
    name = next(name for name in files if "受理" in name)
    files[name] = files[name].replace(b"%PDF-1.7", b"%PDF-1.6")


def changed_with_its_digest(files: Files) -> None:
    """Whoever changes a document can change the manifest, too; the seal tells."""
    from hashlib import sha256

    name = next(name for name in files if "受理" in name)
    old = sha256(files[name]).hexdigest()
    changed_document(files)
    files[MANIFEST] = files[MANIFEST].replace(old.encode(), sha256(files[name]).hexdigest().encode())


def changed_line(files: Files) -> None:
    """Another way of delivery in the line of the delivery."""
    files[MANIFEST] = files[MANIFEST].replace("当面送达".encode(), "邮寄送达".encode())


def lost_line(files: Files) -> None:
    """A line taken out of the middle."""
    manifest = Manifest.model_validate_json(files[MANIFEST])
    kept = manifest.register_lines[:10] + manifest.register_lines[11:]
    files[MANIFEST] = manifest.model_copy(update={"register_lines": kept}).model_dump_json().encode()


def untold_line(files: Files) -> None:
    """Hashes alone, and nothing that they are hashes of."""
    manifest = Manifest.model_validate_json(files[MANIFEST])
    kept = tuple(line.model_copy(update={"told": None}) for line in manifest.register_lines)
    files[MANIFEST] = manifest.model_copy(update={"register_lines": kept}).model_dump_json().encode()


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (changed_document, "file-changed"),
        (changed_with_its_digest, "seal-broken"),
        (changed_line, "line-changed"),
        (lost_line, "line-missing"),
        (untold_line, "line-untold"),
        (lambda files: files.pop("总平面图.dwg"), "file-missing"),
        (lambda files: files.update({"多余.pdf": b"%PDF"}), "file-unlisted"),
        (lambda files: files.update({"../外面.pdf": b"%PDF"}), "name-unsafe"),
        (lambda files: files.update({"SHUOMING.TXT": b"", "shuoming.txt": b""}), "file-twice"),
        (lambda files: files.pop(MANIFEST), "manifest-unreadable"),
        (lambda files: files.update({MANIFEST: b"{}"}), "manifest-unreadable"),
    ],
)
async def test_what_was_changed_in_a_package_is_named(
    tamper: Callable[[Files], object], found: PackageFault, package: Path, tmp_path: Path
) -> None:
    """Files, lines, seals and names: each has a finding of its own."""
    with zipfile.ZipFile(package) as read:
        files = {name: read.read(name) for name in read.namelist()}
    tamper(files)
    with zipfile.ZipFile(tmp_path / "changed.zip", "w") as written:
        for name, content in files.items():
            written.writestr(name, content)

    report = await check_package(tmp_path / "changed.zip")

    assert found in {finding.what for finding in report.findings}
    assert all(finding.zh and finding.en for finding in report.findings)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + bytes(100)])
async def test_what_is_no_zip_is_no_package(content: bytes, tmp_path: Path) -> None:
    """A finding, no crash."""
    (tmp_path / "x.zip").write_bytes(content)

    assert [each.what for each in (await check_package(tmp_path / "x.zip")).findings] == ["not-a-package"]


async def test_a_package_cut_off_is_no_package(package: Path, tmp_path: Path) -> None:
    """As after a download that broke off."""
    (tmp_path / "x.zip").write_bytes(package.read_bytes()[:-500])

    assert [each.what for each in (await check_package(tmp_path / "x.zip")).findings] == ["not-a-package"]


def test_the_command_tells_whole_from_changed(package: Path, tmp_path: Path) -> None:
    """Exit code 0 and whose seal it is; 1 and what is wrong."""
    broken = tmp_path / "broken.zip"
    shutil.copy(package, broken)
    with zipfile.ZipFile(broken, "a") as more:
        more.writestr("多余.txt", "x")

    whole = CliRunner().invoke(app, ["verify", "--package", str(package), "--lang", "zh"])
    changed = CliRunner().invoke(app, ["verify", "--package", str(broken), "--lang", "zh"])

    assert whole.exit_code == 0
    assert "样章 SAMPLE" in whole.output
    assert changed.exit_code == 1
    assert "多余.txt 清单中没有这个文件" in changed.output


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("总平面图.dwg", "总平面图.dwg"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\图\\a.pdf", "C__图_a.pdf"),
        ("CON.pdf", "文件CON.pdf"),
        ("图\u202egnp.exe", "图gnp.exe"),
        ("...", "文件"),
        ("", "文件"),
        ("图" * 300 + ".pdf", "图" * 116 + ".pdf"),
        ("a\x00\n\u200b.pdf", "a.pdf"),
    ],
)
def test_a_name_stays_readable_and_leads_nowhere(name: str, safe: str) -> None:
    """Chinese stays; separators, devices, hidden characters and endless names do not."""
    assert safe_name(name) == safe


def test_equal_names_are_numbered() -> None:
    """Also where they differ only in the case of letters."""
    taken: set[str] = set()

    assert [free_name(name, taken) for name in ("a.pdf", "A.PDF", "a.pdf", "甲")] == [
        "a.pdf",
        "A（2）.PDF",
        "a（3）.pdf",
        "甲",
    ]
