"""The sandbox that workflows run in: the SDK's own, not asked for what our data converter does not use."""

from collections.abc import Sequence
from typing import Final

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions
from temporalio.workflow import Info
from temporalio.workflow import _Definition as Definition

_NOWHERE: Final = StorageDriverStoreContext(target=None)


class ContextFree(WorkflowInstance):
    """A workflow whose payloads are converted alike, whichever command they belong to.

    The SDK enters the sandbox anew, several times for each payload, to ask which command that is. A
    converter, codec or store that minds (``WithSerializationContext``, external storage) must not be
    used with this class.
    """

    def __init__(self, sandboxed: WorkflowInstance) -> None:
        self._sandboxed = sandboxed

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """As the sandbox does it."""
        return self._sandboxed.activate(act)

    def get_serialization_context(self, command_info: object) -> None:
        """None: the converter as it is."""

    def get_external_store_context(self, command_info: object) -> StorageDriverStoreContext:  # noqa: ARG002 - the SDK's
        """No store."""
        return _NOWHERE

    def get_info(self) -> Info:
        """As the sandbox has it."""
        return self._sandboxed.get_info()

    def get_thread_id(self) -> int | None:
        """As the sandbox has it."""
        return self._sandboxed.get_thread_id()


class ContextFreeRunner(WorkflowRunner):
    """Runs each workflow in the sandbox given, as a `ContextFree` instance."""

    def __init__(self, sandbox: SandboxedWorkflowRunner) -> None:
        self._sandbox = sandbox

    def prepare_workflow(self, defn: Definition) -> None:
        """As the sandbox does it."""
        self._sandbox.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """The sandbox's instance, without contexts."""
        return ContextFree(self._sandbox.create_instance(det))

    def set_worker_level_failure_exception_types(self, types: Sequence[type[BaseException]]) -> None:
        """As the sandbox does it."""
        self._sandbox.set_worker_level_failure_exception_types(types)


RUNNER: Final = ContextFreeRunner(
    SandboxedWorkflowRunner(
        restrictions=SandboxRestrictions.default.with_passthrough_modules(
            "models", "activities.contracts", "activities.calendar_contract"
        )
    )
)
"""The sandbox watches the workflow's own file; the rules are kept pure by the linter and by replays."""
