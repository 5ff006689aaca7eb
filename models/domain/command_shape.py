"""What every command is: a frozen message that refuses fields it does not know."""

from pydantic import BaseModel, ConfigDict

from models.domain.names import ItemCode


class Message(BaseModel):
    """A frozen message that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemMessage(Message):
    """A command about one item."""

    item: ItemCode
