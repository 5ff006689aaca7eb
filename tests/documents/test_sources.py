from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.contracts import Append
from activities.register import PostgresRegister
from desk.documents.documents import print_document
from desk.documents.fonts import FontChain
from desk.documents.matter import NoSuchLine
from desk.documents.numbers import mark_of
from desk.documents.sources import DocumentSources
from models.domain.names import CaseNumber, CommandKey
from runtime.database import open_engine
from tests.documents.stories import CHECK_PAGE, Story, law, number


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on this test's own database."""
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def sources(engine: AsyncEngine, finished: Story) -> AsyncIterator[DocumentSources]:
    """A register that holds a finished case, entered at this very moment."""
    register = PostgresRegister(engine)
    await register.keep_rulebook(law())
    for place, event in enumerate(finished.events, start=1):
        asked = Append(
            case=finished.case.number,
            expected=place,
            key=CommandKey(f"k{place}"),
            digest="d",
            events=(event,),
        )
        await register.append(asked)
    yield DocumentSources(engine, register)
    await register.close()


async def test_a_document_is_printed_from_the_register_alone(
    sources: DocumentSources, finished: Story, fonts: FontChain
) -> None:
    """Number and page come from the line as it stands; printing it again gives the same bytes."""
    seq = finished.kinds().index("case-decided") + 1

    matter = await sources.matter(finished.case.number, seq)

    again = await sources.matter(finished.case.number, seq)
    line = (await sources.lines(finished.case.number))[seq - 1]
    assert mark_of(matter, CHECK_PAGE).check_page.endswith(f"/{seq}/{line.hash[:16]}")
    assert print_document(matter, CHECK_PAGE, fonts).pdf == print_document(again, CHECK_PAGE, fonts).pdf


async def test_a_case_that_was_never_filed_has_no_lines(sources: DocumentSources) -> None:
    """And no document."""
    assert await sources.lines(number(99)) == ()
    with pytest.raises(NoSuchLine):
        await sources.matter(CaseNumber(number(99)), 1)
