"""Which release of the program a worker runs, as Temporal's worker versioning knows it."""

from dataclasses import dataclass
from typing import Final

from temporalio.api.workflowservice.v1 import DescribeWorkerDeploymentRequest
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig


@dataclass(frozen=True, slots=True)
class Release:
    """A build of a deployment. Without a build id the worker takes every task, whatever else is running."""

    deployment: str
    build_id: str | None = None

    @property
    def versioned(self) -> bool:
        """Whether Temporal decides which tasks this worker gets."""
        return self.build_id is not None

    @property
    def config(self) -> WorkerDeploymentConfig:
        """A running case moves on to the current release: it lives for months, and patches carry it over."""
        behaviour = VersioningBehavior.AUTO_UPGRADE if self.versioned else VersioningBehavior.UNSPECIFIED
        return WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(self.deployment, self.build_id or "unversioned"),
            use_worker_versioning=self.versioned,
            default_versioning_behavior=behaviour,
        )


UNVERSIONED: Final = Release("lianshen")
"""One release at a time: the old workers stop before the new ones start."""


async def is_routed_to(client: Client, release: Release) -> bool:
    """Whether Temporal sends tasks to this release: as the current one, or as the one that is being tried."""
    asked = DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=release.deployment)
    try:
        answer = await client.workflow_service.describe_worker_deployment(asked)
    except RPCError as failed:
        if failed.status is RPCStatusCode.NOT_FOUND:
            return False  # nobody of this deployment has asked for work yet
        raise
    routing = answer.worker_deployment_info.routing_config
    routed = (routing.current_deployment_version, routing.ramping_deployment_version)
    return release.build_id in {version.build_id for version in routed}
