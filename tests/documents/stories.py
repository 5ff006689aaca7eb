"""Cases played by the real rules on the shipped catalogue, as the lines of a register."""

from datetime import timedelta
from functools import cache
from typing import get_args

from activities.contracts import Append
from activities.register_lines import Line, write_lines
from desk.documents.matter import Matter, matter_of
from models.domain.calendar import Calendar
from models.domain.chain import GENESIS
from models.domain.names import CaseNumber, CommandKey, DepartmentCode, ItemCode, PersonId, Role
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from runtime.documents import DATA, load_calendars, load_catalogue
from tests.domain.sample import Counter

CHECK_PAGE = "https://desk.example/check"
COMPANY = {"name": "灵山县十里工业园开发有限公司", "id": "91450721MA5XXXXXXX", "contact": "0777-0000000"}
MATERIALS = [
    "project-report",
    "land-survey",
    "eia-document",
    "soil-water-plan",
    "flood-report",
    "planning-drawings",
]
ANSWERS = {
    "floor_area": 42000,
    "new_land": True,
    "uses_forest": True,
    "site_area": 18,
    "earthwork": 90000,
    "approval_route": "approval",
    "eia_class": "report",
}


@cache
def law() -> Rulebook:
    """The county's catalogue under the shipped calendars."""
    catalogue = load_catalogue(DATA / "catalogues" / "lingshan-major-project.yaml")
    return Rulebook(catalogue=catalogue, calendar=Calendar(tables=load_calendars()))


class Story(Counter):
    """A case of the county, and everybody in it."""

    def __init__(self) -> None:
        super().__init__(law())
        for department in law().catalogue.departments:
            for role in get_args(Role):
                self._welcome(f"{department.code}:{role}", department.code, role)
        self._welcome("applicant", None, "applicant")

    def filed(self, name: str = "十里工业园基础设施项目", applicant: dict[str, str] | None = None) -> "Story":
        """Filed on a Monday in June."""
        self.act(
            "2026-06-15 10:00",
            "dev-reform:clerk",
            "file-case",
            project={"code": "2026-450721-48-01-000123", "name": name},
            applicant=applicant or COMPANY,
            answers=ANSWERS,
            materials=MATERIALS,
        )
        return self

    def accepted(self) -> "Story":
        """Accepted on the next day; what is missing and may follow is promised."""
        self.act("2026-06-16 11:00", "dev-reform:clerk", "accept-case")
        return self

    def concluded(self, day: str, item: str, **opinion: object) -> "Story":
        """One item from the notice to its end in one morning, through all its levels."""
        definition = self.book.catalogue.item(ItemCode(item))
        levels = {"handler": "propose-opinion", "reviewer": "endorse-opinion", "approver": "conclude-item"}
        self.act(f"{day} 09:00", f"{definition.department}:handler", "acknowledge-notice", item=item)
        for minute, level in enumerate(definition.levels):
            said = {"opinion": "agree", **opinion} if level == "handler" else {}
            self.act(
                f"{day} 09:{10 + minute}",
                f"{definition.department}:{level}",
                levels[level],
                item=item,
                **said,
            )
        return self

    def finished(self, refusing: str | None = None) -> "Story":
        """Every item ends, in the order in which they may begin."""
        day = 23
        while open_items := [item.code for item in self.case.open_items if item.notified_on is not None]:
            for code in open_items:
                if code == refusing:
                    self._refused(f"2026-06-{day}", code)
                else:
                    self.concluded(f"2026-06-{day}", code, result=f"灵审〔2026〕{len(self.events)}号")
            day += 1
        return self

    def delivered(self, outcome: str = "granted") -> "Story":
        """Decided and handed over."""
        explained = {"explanation": "水利部门不同意，依法不予许可"} if outcome == "refused" else {}
        self.act("2026-06-29 10:00", "dev-reform:clerk", "consolidate-case", outcome=outcome, **explained)
        self.act(
            "2026-06-29 15:00",
            "dev-reform:clerk",
            "deliver-case",
            method="当面送达",
            recipient="示例收件人",
            receipt="灵审送〔2026〕7号",
        )
        return self

    def lines(self) -> tuple[Line, ...]:
        """The register's lines of the case, chained as the register chains them."""
        lines: list[Line] = []
        for event in self.events:
            asked = Append(
                case=self.case.number,
                expected=len(lines) + 1,
                key=CommandKey(f"k{len(lines) + 1}"),
                digest="d",
                events=(event,),
            )
            previous = lines[-1].hash if lines else GENESIS
            lines += write_lines(asked, previous, event.at + timedelta(seconds=1))
        return tuple(lines)

    def matter(self, kind: str, *, item: str | None = None) -> Matter:
        """The matter of the first event of a kind."""
        seq = next(
            place
            for place, event in enumerate(self.events, start=1)
            if event.kind == kind and item in {None, event.item}
        )
        return matter_of(self.lines(), seq, {law().digest: law()})

    def _refused(self, day: str, item: str) -> None:
        self.concluded(
            day, item, opinion="disagree", reason="选址位于河道管理范围", basis="防洪法 第二十七条"
        )
        self.act(f"{day} 16:00", "service-centre:supervisor", "confirm-negative", item=item)

    def _welcome(self, name: str, department: DepartmentCode | None, role: Role) -> None:
        self.people[name] = Person(
            id=PersonId(name), name=f"示例{role}"[:20], department=department, roles=(role,)
        )


def number(serial: int) -> CaseNumber:
    """A case number of the county."""
    return CaseNumber(f"450721-2026-{serial:06}")
