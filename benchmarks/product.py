"""The product's side of a round: the desk's own way of giving commands."""

from datetime import UTC, datetime, timedelta

from temporalio.client import Client

from activities.register import PostgresRegister
from benchmarks.rounds import Case
from desk.cases import Cases
from models.domain.commands import Order
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from models.messages.case_workflow import workflow_id

PATIENCE = timedelta(seconds=60)


class Product:
    """Opens cases of the product, one for each number."""

    def __init__(self, client: Client, register: PostgresRegister, book: Rulebook) -> None:
        self._client = client
        self._cases = Cases(client, register, patience=PATIENCE)
        self._book = book
        self.numbers: dict[int, CaseNumber] = {}

    def open_case(self, number: int) -> Case:
        """A case that is not filed yet."""

        async def begin(order: Order) -> None:
            answer = await self._cases.file(order, self._book, datetime.now(UTC))
            self.numbers[number] = answer.case

        async def give(order: Order) -> None:
            await self._cases.perform(self.numbers[number], order)

        async def history_events() -> int:
            handle = self._client.get_workflow_handle(workflow_id(self.numbers[number]))
            return (await handle.describe()).history_length

        return Case(begin, give, history_events)
