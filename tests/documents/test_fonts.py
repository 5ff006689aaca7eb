from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

from desk.cli import office
from desk.documents.documents import print_document
from desk.documents.fonts import FontChain, FontUnusable, MissingGlyphs, NoChineseFont, font_chain
from desk.documents.system_fonts import FAMILIES, find_serif
from runtime.settings import Settings
from tests.documents.pages import embedded_fonts
from tests.documents.stories import CHECK_PAGE, Story

RARE = "𪚥"
"""A character that the usual fonts lack."""

EVERY_DOCUMENT = "联审受理通知书年月日第号"


def font_with(characters: str, family: str, file: Path) -> None:
    """A small font of a name of its own, in which these characters look like 吉."""
    serif = find_serif()
    if serif is None:
        raise NoChineseFont(None)
    options = subset.Options()
    options.notdef_outline = True
    font = TTFont(serif.faces[0].file, fontNumber=serif.faces[0].number)
    cutter = subset.Subsetter(options)
    cutter.populate(text="吉")
    cutter.subset(font)
    table = CmapSubtable.newSubtable(12)
    table.platformID, table.platEncID, table.language = 3, 10, 0
    table.cmap = dict.fromkeys(map(ord, characters), font.getBestCmap()[ord("吉")])
    font["cmap"].tables = [table]
    for record in font["name"].names:
        if record.nameID in {1, 4, 16}:
            record.string = family
        if record.nameID == 6:
            record.string = "Made-Up"
    font.save(file)


def test_a_character_without_a_glyph_stops_the_printer(fonts: FontChain) -> None:
    """It is named, with its code, before anything is printed; typst alone would leave it out silently."""
    matter = Story().filed(applicant={"name": f"{RARE}野公司", "id": "x"}).accepted().matter("case-accepted")

    with pytest.raises(MissingGlyphs, match=r"𪚥（U\+2A6A5）") as missing:
        print_document(matter, CHECK_PAGE, fonts)

    assert missing.value.characters == (RARE,)


@pytest.mark.parametrize("name", ["王䶮", "李𬭎", "㐂喆", "赵堃頔", "马·依拉木", "〇〇一"])
def test_rare_characters_of_real_names_can_be_printed(name: str, fonts: FontChain) -> None:
    """通用规范汉字表 and Extension A are in the machine's serif."""
    fonts.require([name])


def test_an_office_can_bring_a_font_for_rarer_characters(tmp_path: Path) -> None:
    """A font in the office's folder is used where the machine's have no glyph, and is embedded."""
    font_with(RARE, "Rare Characters", tmp_path / "rare.ttf")
    matter = Story().filed(applicant={"name": f"{RARE}野公司", "id": "x"}).accepted().matter("case-accepted")

    printed = print_document(matter, CHECK_PAGE, font_chain(tmp_path))

    assert any("Made-Up" in name for name in embedded_fonts(printed.pdf))


def test_an_offices_own_fangsong_comes_first_in_the_text_alone(tmp_path: Path) -> None:
    """仿宋 is for the text, 小标宋 for the title (GB/T 9704-2012); others come last."""
    font_with("甲", "仿宋_GB2312", tmp_path / "fs.ttf")
    font_with("乙", "方正小标宋简体", tmp_path / "xbs.ttf")

    families = font_chain(tmp_path).families

    assert families["text"][0] == "仿宋_GB2312"
    assert families["title"][0] == "方正小标宋简体"
    assert families["heading"][0].startswith("Noto")


def test_the_simplified_form_is_chosen_of_a_font_for_many_countries(fonts: FontChain) -> None:
    """门, 骨 and 直 are drawn as in China; titles are bold, the text is not."""
    matter = Story().filed(applicant={"name": "门骨直公司", "id": "x"}).accepted().matter("case-accepted")
    used = embedded_fonts(print_document(matter, CHECK_PAGE, fonts).pdf)

    assert fonts.families["text"][0] in FAMILIES
    assert all("sc-" in name or "SC-" in name or "CN-" in name for name in used)
    assert {name.rpartition("-")[2] for name in used} >= {"Regular", "Bold"}


def test_a_machine_without_a_chinese_font_says_which_package_to_install(tmp_path: Path) -> None:
    """In both languages; a font for rare characters alone is not enough."""
    machine, own = tmp_path / "machine", tmp_path / "own"
    machine.mkdir()
    own.mkdir()
    font_with(RARE, "Rare Characters", own / "rare.ttf")

    for folder in (None, own):
        with pytest.raises(NoChineseFont) as missing:
            font_chain(folder, (machine, tmp_path / "none"))
        said = missing.value.words
        assert all("apt-get install fonts-noto-cjk" in words for words in (said.zh, said.en))


def test_an_office_says_at_its_start_that_it_cannot_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not only to the first clerk who prints; where there is a font, nothing is said."""
    settings = Settings(home=tmp_path)
    office._greet_with_fonts(settings, "zh")
    before = capsys.readouterr().out

    def none(own: Path) -> FontChain:
        return font_chain(own, ())

    monkeypatch.setattr(office, "font_chain", none)
    office._greet_with_fonts(settings, "zh")

    assert before == ""
    assert "apt-get install fonts-noto-cjk" in capsys.readouterr().out


def test_an_offices_own_font_is_enough(tmp_path: Path) -> None:
    """On a machine that has none."""
    font_with(EVERY_DOCUMENT, "仿宋_GB2312", tmp_path / "fs.ttf")

    assert font_chain(tmp_path, ()).families["text"] == ("仿宋_GB2312",)


def test_a_folder_that_is_not_there_changes_nothing(tmp_path: Path, fonts: FontChain) -> None:
    """An office without fonts of its own prints with the machine's."""
    assert font_chain(tmp_path / "none").families == fonts.families


def test_a_broken_font_is_named(tmp_path: Path) -> None:
    """The file is named, in both languages."""
    (tmp_path / "broken.ttf").write_bytes(b"no font")

    with pytest.raises(FontUnusable, match=r"broken\.ttf"):
        font_chain(tmp_path).require(["甲"])
