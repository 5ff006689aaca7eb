from collections.abc import Callable

import pytest

from desk.documents.documents import preview, print_document, sheet_of
from desk.documents.fonts import FontChain
from desk.documents.matter import Matter, NoSuchLine, matter_of
from desk.documents.numbers import NotADocument, kind_of, mark_of
from desk.documents.sheet import Facts, Grid, Paragraph, Sheet, texts
from tests.documents.pages import conformance, embedded_fonts, pages, title
from tests.documents.stories import CHECK_PAGE, Story, law

FOREVER = "2026-06-15 11:00"


def said(sheet: Sheet, matter: Matter) -> str:
    """Everything on the sheet, in one line."""
    return " ".join(texts(sheet, mark_of(matter, CHECK_PAGE)))


def corrected() -> Story:
    """A case of which one department reported a gap before the one-time notice."""
    story = Story().filed()
    story.act(
        "2026-06-15 11:00", "forestry:handler", "report-gap", material="land-survey", reason="界址点不一致"
    )
    story.act(
        "2026-06-16 09:00",
        "dev-reform:clerk",
        "request-corrections",
        gaps=[{"material": "eia-document", "reason": "缺少评审意见"}],
    )
    return story


def declined() -> Story:
    """A case of a citizen that was not accepted."""
    story = Story().filed(applicant={"name": "示例公民", "id": "450721199001011234"})
    story.act(
        "2026-06-16 09:00",
        "dev-reform:clerk",
        "decline-case",
        reason="依法不需要取得行政许可",
        basis="行政许可法 第三十二条",
    )
    story.act("2026-06-16 11:00", "service-centre:supervisor", "confirm-negative")
    return story


def stopped() -> Story:
    """A case with one stopped and one extended item."""
    story = Story().filed().accepted()
    story.act("2026-06-22 09:00", "ecology:handler", "acknowledge-notice", item="eia-report")
    story.act("2026-06-22 09:10", "ecology:handler", "take-item", item="eia-report")
    story.act(
        "2026-06-22 09:30",
        "ecology:handler",
        "stop-clock",
        item="eia-report",
        reason="expert-review",
        notice="灵环评告〔2026〕3号",
        until="2026-07-15",
    )
    story.act(
        "2026-06-23 09:30",
        "natural-resources:department-head",
        "extend-item",
        item="land-preliminary",
        days=10,
        reason="边界复核",
    )
    return story


def refused() -> Story:
    """A case that was refused because one department refused."""
    story = Story().filed().accepted().finished(refusing="soil-water")
    story.act(
        "2026-06-29 10:00",
        "dev-reform:clerk",
        "consolidate-case",
        outcome="refused",
        explanation="水利部门不同意",
    )
    return story


def silent() -> Story:
    """A case to which nobody said anything in time."""
    return Story().filed().until("2026-06-30 09:00")  # type: ignore[return-value]  # it is the story itself


DOCUMENTS = [
    (lambda: Story().filed().accepted(), "case-accepted", "受理通知书", "第三十二条第一款第五项"),
    (silent, "case-deemed-accepted", "受理通知书", "视为受理"),
    (corrected, "corrections-requested", "补正材料一次性告知书", "灵山县林业局"),
    (lambda: Story().filed().accepted(), "notice-issued", "联合审批抄告单", "至2026年7月1日"),
    (declined, "case-declined", "不予受理决定书", "行政诉讼"),
    (stopped, "clock-stopped", "特别程序告知书", "灵环评告〔2026〕3号"),
    (stopped, "item-extended", "延长办理期限通知书", "10个工作日"),
    (refused, "case-decided", "联合审批不予许可决定书", "行政复议"),
]


@pytest.mark.parametrize(("story", "kind", "name", "words"), DOCUMENTS)
def test_every_kind_of_document_is_printed_for_the_archive(
    story: Callable[[], Story], kind: str, name: str, words: str, fonts: FontChain
) -> None:
    """Each is PDF/A-2a with its fonts inside, has its name and number in the title, and says what it must."""
    matter = story().matter(kind)

    printed = print_document(matter, CHECK_PAGE, fonts)

    assert printed.title == name
    assert words in said(sheet_of(matter), matter)
    assert conformance(printed.pdf) == "2A"
    assert embedded_fonts(printed.pdf)
    assert all(embedded_fonts(printed.pdf).values())
    assert printed.number in title(printed.pdf)


def test_the_same_matter_makes_the_same_bytes(finished: Story, fonts: FontChain) -> None:
    """No clock and no chance goes into a document: it can be printed again at any time."""
    matter = finished.matter("case-decided")

    assert print_document(matter, CHECK_PAGE, fonts).pdf == print_document(matter, CHECK_PAGE, fonts).pdf


def test_what_happened_later_does_not_change_a_document(finished: Story, fonts: FontChain) -> None:
    """The acceptance reads the same on the day of the acceptance and after the delivery."""
    early = Story().filed().accepted().matter("case-accepted")
    late = finished.matter("case-accepted")

    assert print_document(early, CHECK_PAGE, fonts).pdf == print_document(late, CHECK_PAGE, fonts).pdf


def test_the_number_names_the_place_in_the_register(finished: Story) -> None:
    """County, kind, year, serial number of the case and line: no two documents share a number."""
    marks = [
        mark_of(matter_of(finished.lines(), line.seq, {law().digest: law()}), CHECK_PAGE)
        for line in finished.lines()
        if kind_of(line.event()) is not None
    ]

    assert marks[0].number == "灵山联审受〔2026〕1-2号"
    assert len({mark.number for mark in marks}) == len(marks) > 10


def test_the_address_cannot_be_found_by_counting(finished: Story) -> None:
    """It ends with half of what the line's hash is made of."""
    matter = finished.matter("case-delivered")

    address = mark_of(matter, CHECK_PAGE).check_page

    assert address == f"{CHECK_PAGE}/450721-2026-000001/{matter.line}/{matter.hash[:16]}"


def test_text_is_never_markup(fonts: FontChain) -> None:
    """What a person typed prints as it was typed, whatever it would mean to the typesetter."""
    name = '#panic("x") *粗* $x$ <a> _下_ \\ `r` // [b]'
    matter = Story().filed(name=name).accepted().matter("case-accepted")

    assert pages(print_document(matter, CHECK_PAGE, fonts).pdf) >= 1
    assert name in said(sheet_of(matter), matter)


def test_you_is_said_differently_to_a_citizen_and_to_a_company() -> None:
    """你 for an identity number, 你单位 for everything else."""
    matter, other = declined().matter("case-declined"), corrected().matter("corrections-requested")

    citizen, company = sheet_of(matter), sheet_of(other)

    assert isinstance(citizen.blocks[0], Paragraph)
    assert citizen.blocks[0].text.startswith("你于2026年6月15日")
    assert isinstance(company.blocks[0], Paragraph)
    assert company.blocks[0].text.startswith("你单位于")
    assert "公民身份号码" in said(citizen, matter)


def test_a_deemed_opinion_is_never_printed_as_agreement() -> None:
    """视为同意 stands in the decision as 视为同意."""
    matter = Story().filed().accepted().finished().delivered().matter("case-decided")
    item = next(iter(matter.case.items.values()))
    from dataclasses import replace

    deemed = replace(item, state="deemed", proposal=None)
    changed = replace(matter, case=replace(matter.case, items={**matter.case.items, item.code: deemed}))

    grid = next(block for block in sheet_of(changed).blocks if isinstance(block, Grid))

    assert [row[3] for row in grid.rows][:2] == ["视为同意", "同意"]


def test_a_department_of_the_county_bears_the_countys_name_once() -> None:
    """灵山县人民政府办公室, not 灵山县县人民政府办公室."""
    from desk.documents.wording import office
    from models.domain.names import DepartmentCode

    matter = Story().filed().accepted().matter("case-accepted")

    assert office(DepartmentCode("government-office"), matter) == "灵山县人民政府办公室"
    assert office(DepartmentCode("water"), matter) == "灵山县水利局"


def test_a_receipt_is_a_form_for_the_hand(finished: Story, fonts: FontChain) -> None:
    """It has fields to be written in, and no place for a seal at its foot."""
    matter = finished.matter("case-delivered")

    sheet = sheet_of(matter)

    assert any(isinstance(block, Facts) and ("签名盖章", "") in _pairs(block) for block in sheet.blocks)
    assert print_document(matter, CHECK_PAGE, fonts).seal is None


def test_nothing_is_printed_of_other_events(finished: Story) -> None:
    """An acknowledgement is no document."""
    with pytest.raises(NotADocument):
        sheet_of(finished.matter("notice-acknowledged"))


@pytest.mark.parametrize("seq", [0, -1, 1000])
def test_a_line_that_is_not_there_has_no_matter(seq: int, finished: Story) -> None:
    """A number before the first or after the last line names nothing."""
    with pytest.raises(NoSuchLine):
        matter_of(finished.lines(), seq, {law().digest: law()})


def test_a_preview_shows_every_page(finished: Story, fonts: FontChain) -> None:
    """One PNG a page."""
    matter = finished.matter("case-accepted")

    shown = preview(matter, CHECK_PAGE, fonts)

    assert len(shown) == pages(print_document(matter, CHECK_PAGE, fonts).pdf)
    assert all(page.startswith(b"\x89PNG") for page in shown)


def _pairs(block: Facts) -> list[tuple[str, str]]:
    return [(row[place], row[place + 1]) for row in block.rows for place in range(0, len(row), 2)]
