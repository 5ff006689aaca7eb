"""Files that people write, read into the models of the domain: all faults at once, each with its line.

The shipped data stand under `data/` beside the packages, in the source tree and in the wheel.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path as FilePath
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from models.domain.calendar_table import OfficeDays, YearTable, check_office_days_file, check_year_table
from models.domain.case_file import CaseFile, check_case_file
from models.domain.catalogue import Catalogue
from models.domain.catalogue_checks import check_catalogue
from models.domain.faults import Fault, Path, Value, path_text
from models.domain.plain_words import say
from models.domain.text import Language, printable
from runtime.reading.document_text import read_text
from runtime.reading.json_source import read_json
from runtime.reading.salvage import without_faults
from runtime.reading.source_tree import LinedFault, SourceTree, Unreadable
from runtime.reading.yaml_source import read_yaml

DATA = FilePath(__file__).resolve().parents[1] / "data"

Model = TypeVar("Model", bound=BaseModel)
Check = Callable[[Model], Sequence[Fault]]


class PlacedFault(NamedTuple):
    """A fault with its file and line (None when the whole file is meant), in words that can be shown."""

    file: str
    line: int | None
    path: Path
    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """One printable line: `file:line: path: message`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        message = self.zh if language == "zh" else self.en
        return f"{place}: {path_text(self.path)}: {message}" if self.path else f"{place}: {message}"


class DocumentFaults(Exception):
    """A file cannot be used; `faults` says everything that is wrong with it, by line."""

    def __init__(self, faults: Iterable[PlacedFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
        super().__init__("\n".join(self.lines("zh") + self.lines("en")))

    def lines(self, language: Language) -> list[str]:
        """Every fault as one printable line."""
        return [fault.in_(language) for fault in self.faults]


def load(
    file: FilePath, model: type[Model], check: Check[Model] | None = None, *, blanks: bool = True
) -> Model:
    """The file as this model. Raises `DocumentFaults` with everything that is wrong.

    `*.json` is read as JSON, anything else as YAML. `check` finds what the shape alone does
    not show; it is asked even when the shape has faults, as far as the rest can be judged.
    Without `blanks` a key with nothing behind it is a fault: it is not known whether it was
    meant to be absent or forgotten.
    """
    try:
        tree = _tree(file)
    except Unreadable as unreadable:
        raise DocumentFaults([_placed(file, unreadable.fault)]) from None
    faults = [] if blanks else _lined(tree, _blanks(tree.value, ()))
    try:
        found = model.model_validate(tree.value)
    except ValidationError as error:
        at_blanks = {fault.path for fault in faults}
        unfit = [fault for fault in say(error, model, tree.value) if fault.path not in at_blanks]
        beside = without_faults(model, tree.value, check) if check is not None else []
        faults += _lined(tree, [*unfit, *beside])
    else:
        faults += _lined(tree, check(found) if check is not None else ())
        if not faults and not tree.faults:
            return found
    raise DocumentFaults(_placed(file, fault) for fault in dict.fromkeys([*tree.faults, *faults]))


def load_catalogue(file: FilePath) -> Catalogue:
    """A catalogue that may be worked by (interfaces §1)."""
    return load(file, Catalogue, check_catalogue, blanks=False)


def load_calendar(file: FilePath) -> YearTable:
    """The working-day table of one year (interfaces §2)."""
    return load(file, YearTable, check_year_table, blanks=False)


def load_calendar_file(file: FilePath) -> YearTable | OfficeDays:
    """The table of a year, or a file of days that an office lays over the tables: told by its first word."""
    try:
        tree = _tree(file)
    except Unreadable as unreadable:
        raise DocumentFaults([_placed(file, unreadable.fault)]) from None
    if isinstance(tree.value, dict) and "office_days" in tree.value:
        return load(file, OfficeDays, check_office_days_file, blanks=False)
    return load_calendar(file)


def load_calendars(region: str = "CN") -> tuple[YearTable, ...]:
    """The shipped tables of a region, by year; none when nothing is shipped for it."""
    return tuple(load_calendar(file) for file in sorted((DATA / "calendars" / region).glob("*.yaml")))


def shipped_calendar(table: YearTable) -> FilePath:
    """Where a shipped table stands."""
    return DATA / "calendars" / table.region / f"{table.year}.yaml"


def load_case(file: FilePath) -> tuple[CaseFile, Catalogue]:
    """A case file and the catalogue it names, which it fits."""
    case = load(file, CaseFile, blanks=False)
    catalogue = load_catalogue(file.parent / case.catalogue)
    return load(file, CaseFile, lambda read: check_case_file(read, catalogue), blanks=False), catalogue


def is_rehearsal(file: FilePath) -> bool:
    """Whether the file is a rehearsal: told by its words. Raises `DocumentFaults`."""
    try:
        tree = _tree(file)
    except Unreadable as unreadable:
        raise DocumentFaults([_placed(file, unreadable.fault)]) from None
    return isinstance(tree.value, dict) and "rehearsal" in tree.value


def _tree(file: FilePath) -> SourceTree:
    text = read_text(file)
    return read_json(text) if file.suffix.lower() == ".json" else read_yaml(text)


def _blanks(value: Value, path: Path) -> Iterator[Fault]:
    if value is None:
        yield Fault(
            path, "此处为空：请写上内容，或删去这个键", "is empty: write a value or leave the key out"
        )
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _blanks(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _blanks(inner, (*path, position))


def _lined(tree: SourceTree, faults: Iterable[Fault]) -> list[LinedFault]:
    return [LinedFault(tree.line_of(fault.path), fault.path, fault.zh, fault.en) for fault in faults]


def _placed(file: FilePath, fault: LinedFault) -> PlacedFault:
    name = str(file).encode("utf-8", "backslashreplace").decode()
    return PlacedFault(name, fault.line, fault.path, printable(fault.zh), printable(fault.en))
