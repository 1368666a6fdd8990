"""The local cloud's address in, the users and the brand of the workspace that is loaded there out."""

from dataclasses import dataclass

import boto3

from sellthrough.model.keys import configuration_key
from sellthrough.model.workspace import Configuration
from sellthrough_local.cloud.environment import REGION
from sellthrough_local.cloud.stacks import Stacks


@dataclass(frozen=True)
class People:
    """Reads the current configuration of a stack each time it is asked, for a workspace may be loaded again."""

    endpoint: str
    stack: str

    def configuration(self) -> Configuration | None:
        """The configuration, or None when nothing is deployed or loaded."""
        session = boto3.Session("test", "test", region_name=REGION)
        try:
            outputs = Stacks(session, self.endpoint).outputs(self.stack)
        except Stacks.NoStackError:
            return None
        ledger = session.client("dynamodb", endpoint_url=self.endpoint)
        key = {"pk": {"S": "CONFIG"}, "sk": {"S": "CURRENT"}}
        item = ledger.get_item(TableName=outputs["LedgerTable"], Key=key).get("Item")
        if item is None:
            return None
        objects = session.client("s3", endpoint_url=self.endpoint)
        document = objects.get_object(Bucket=outputs["ArchiveBucket"], Key=configuration_key(item["version"]["S"]))
        return Configuration.model_validate_json(document["Body"].read())
