"""The applicant's word on the service (好差评), once, after the delivery and before the archive."""

from models.domain import joint_commands, joint_events
from models.domain.events import Event
from models.domain.refusals import FieldInvalid
from models.domain.rules.scene import Scene, require_case_state
from models.domain.text import Words


def rate_service(scene: Scene, command: joint_commands.RateService) -> list[Event]:
    """Rate the case."""
    require_case_state(scene, "delivered")
    if scene.case.rating is not None:
        on = scene.case.rating.at.date()
        raise FieldInvalid(
            field="stars",
            problem=Words(zh=f"已于{on}评价，每件只评价一次", en=f"the case was rated on {on}, once for all"),
        )
    return [joint_events.ServiceRated(**scene.stamp, stars=command.stars, comment=command.comment)]
