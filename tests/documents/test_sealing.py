import stat
from datetime import UTC, datetime
from pathlib import Path

from desk.documents.documents import print_document
from desk.documents.fonts import FontChain
from desk.documents.sample_certificate import sample_certificate
from desk.documents.seal_check import check_seal
from desk.documents.sealing import NoSealer, SampleSealer
from tests.documents.pages import conformance, embedded_fonts
from tests.documents.stories import CHECK_PAGE, Story

AT = datetime(2026, 6, 16, 3, tzinfo=UTC)


async def test_the_sample_seal_signs_and_says_that_it_is_a_sample(
    finished: Story, sealer: SampleSealer, fonts: FontChain
) -> None:
    """The certificate bears 样章 in its name; the document stays PDF/A with its fonts inside."""
    sealed = await sealer.seal(print_document(finished.matter("case-decided"), CHECK_PAGE, fonts), AT)

    found = await check_seal("decision.pdf", sealed)

    assert found is not None
    assert found.whole
    assert "样章 SAMPLE" in found.name
    assert conformance(sealed) == "2A"
    assert all(embedded_fonts(sealed).values())


async def test_one_changed_byte_is_seen(finished: Story, sealer: SampleSealer, fonts: FontChain) -> None:
    """Whatever was changed after the seal, the seal does not fit any more."""
    sealed = bytearray(
        await sealer.seal(print_document(finished.matter("case-decided"), CHECK_PAGE, fonts), AT)
    )
    place = sealed.index(b"stream", 2000) + 40
    sealed[place] ^= 1

    found = await check_seal("decision.pdf", bytes(sealed))

    assert found is not None
    assert not found.whole


async def test_what_is_added_behind_the_seal_is_seen(
    finished: Story, sealer: SampleSealer, fonts: FontChain
) -> None:
    """A later revision of the file is not covered by the seal."""
    sealed = await sealer.seal(print_document(finished.matter("case-decided"), CHECK_PAGE, fonts), AT)

    found = await check_seal("decision.pdf", sealed + b"\n% more\n%%EOF\n")

    assert found is not None
    assert not found.whole


async def test_the_same_document_sealed_at_the_same_moment_is_the_same(
    finished: Story, sealer: SampleSealer, fonts: FontChain
) -> None:
    """The sample seal reads no clock and draws nothing by lot."""
    printed = print_document(finished.matter("case-decided"), CHECK_PAGE, fonts)

    assert await sealer.seal(printed, AT) == await sealer.seal(printed, AT)


async def test_a_form_for_the_hand_is_not_sealed(
    finished: Story, sealer: SampleSealer, fonts: FontChain
) -> None:
    """The receipt is signed by whoever receives."""
    printed = print_document(finished.matter("case-delivered"), CHECK_PAGE, fonts)

    assert await sealer.seal(printed, AT) == printed.pdf


async def test_an_office_without_a_seal_prints_all_the_same(finished: Story, fonts: FontChain) -> None:
    """The document is to be stamped by hand."""
    printed = print_document(finished.matter("case-decided"), CHECK_PAGE, fonts)

    assert await check_seal("decision.pdf", await NoSealer().seal(printed, AT)) is None


def test_the_sample_certificate_is_made_once_and_is_private(tmp_path: Path) -> None:
    """A second start finds the first one's; nobody else can read the key."""
    first = sample_certificate(tmp_path, AT).key.read_bytes()

    again = sample_certificate(tmp_path, AT)

    assert again.key.read_bytes() == first
    assert stat.S_IMODE(again.key.stat().st_mode) == 0o600
    assert list(again.key.parent.iterdir()) == [again.key]
