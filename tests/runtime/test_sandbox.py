"""What allows the worker to leave the sandbox alone with questions about contexts."""

from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import ActivitySerializationContext, WorkflowSerializationContext


def test_the_data_converter_is_the_same_in_every_context() -> None:
    """Or else `runtime.sandbox` would convert payloads as nobody meant it."""
    case = WorkflowSerializationContext(namespace="default", workflow_id="case-1")
    hand = ActivitySerializationContext(
        namespace="default",
        activity_id="1",
        activity_type="register.append",
        activity_task_queue="cases",
        workflow_id="case-1",
        workflow_type="joint-approval",
        is_local=True,
    )
    assert pydantic_data_converter.with_context(case) is pydantic_data_converter
    assert pydantic_data_converter.with_context(hand) is pydantic_data_converter
