"""The persons who act, as the office's directory attests them at the moment of the command."""

from pydantic import BaseModel, ConfigDict

from models.domain.names import DepartmentCode, PersonId, Role
from models.domain.text import Line


class Person(BaseModel):
    """A person with a department and roles; an applicant has neither department nor other roles.

    ``identity`` is the credit code or identity number under which an applicant files.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PersonId
    name: Line
    department: DepartmentCode | None = None
    roles: tuple[Role, ...] = ()
    identity: Line | None = None

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        return any(role in self.roles for role in roles)
