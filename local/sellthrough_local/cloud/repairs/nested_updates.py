"""A resource of a nested stack that an update leaves as it is in, the attributes that it had out.

Stock, the update of a nested stack forgets them: `!GetAtt Role.Arn` beside an unchanged role then fails, and the stack
ends in UPDATE_ROLLBACK_FAILED, which no later update leaves.
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners

from sellthrough_local.cloud.repairs.expectations import expect_source


def install() -> None:
    """Hand the recorded attributes to the update of each resource."""
    expect_source(
        provisioners._cfn_nested_stack_deploy,
        "old_tagged, new_tagged, child_name, child_logical_id,\n                    )",
    )
    expect_source(provisioners._update_resource, "if old_props == new_props:", "old_attrs: dict | None = None")
    stock = provisioners._update_resource

    def update(*given: Any) -> Any:
        resource_type, physical_id, old, new, stack_name, logical_id, *attributes = given
        known = (attributes[0] if attributes else None) or _recorded(stack_name, logical_id)
        return stock(resource_type, physical_id, old, new, stack_name, logical_id, known)

    provisioners._update_resource = update


def _recorded(stack_name: str, logical_id: str) -> dict[str, Any]:
    resources = (cloudformation._stacks.get(stack_name) or {}).get("_resources", {})
    return dict(resources.get(logical_id, {}).get("Attributes") or {})
