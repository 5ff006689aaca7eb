"""Cases that were played once for all tests of documents, and an office that prints them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.documents.fonts import FontChain, font_chain
from desk.documents.package import Issuing
from desk.documents.sample_certificate import sample_certificate
from desk.documents.sealing import SampleSealer
from tests.documents.stories import CHECK_PAGE, Story

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def fonts() -> FontChain:
    """The fonts of this machine. Raises `NoChineseFont` where there are none."""
    return font_chain()


@pytest.fixture(scope="session")
def finished() -> Story:
    """A case that was granted and delivered."""
    return Story().filed().accepted().finished().delivered()


@pytest.fixture(scope="session")
def sealer(tmp_path_factory: pytest.TempPathFactory, fonts: FontChain) -> SampleSealer:
    """The sample seal of an office that has just been opened."""
    home: Path = tmp_path_factory.mktemp("office")
    return SampleSealer(sample_certificate(home, NOW), fonts)


@pytest.fixture(scope="session")
def issuing(sealer: SampleSealer, fonts: FontChain) -> Issuing:
    """What the office prints with."""
    return Issuing(sealer=sealer, fonts=fonts, check_page=CHECK_PAGE)
