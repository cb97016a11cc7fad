"""Places where moto forgets a security setting that its API accepts, filled so that it can be read back.

Each function is idempotent: it changes a moto class in this process, once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def grant_log_delivery_later() -> None:
    """S3 takes a logging target before the target's policy exists; moto wants the policy first."""
    from moto.s3.models import FakeBucket

    override(FakeBucket, "_log_permissions_enabled_policy")(staticmethod(lambda target_bucket, target_prefix: True))


@lru_cache(maxsize=None)
def report_blocked_encryption_types() -> None:
    """moto stores a bucket's blocked encryption types and leaves them out of GetBucketEncryption."""
    from moto.core.responses import ActionResult
    from moto.s3.exceptions import ServerSideEncryptionConfigurationNotFoundError
    from moto.s3.responses import S3Response

    def get_bucket_encryption(self: Any) -> Any:
        self.data["Action"] = "GetBucketEncryption"
        stored = self.backend.get_bucket_encryption(self.bucket_name)
        if not stored:
            raise ServerSideEncryptionConfigurationNotFoundError(bucket_name=self.bucket_name)
        rule = stored["Rule"]
        given: dict[str, Any] = {
            "ApplyServerSideEncryptionByDefault": rule["ApplyServerSideEncryptionByDefault"],
            "BucketKeyEnabled": str(rule.get("BucketKeyEnabled", "false")).lower() == "true",
        }
        blocked = (rule.get("BlockedEncryptionTypes") or {}).get("EncryptionType")
        if blocked:
            given["BlockedEncryptionTypes"] = {"EncryptionType": blocked if isinstance(blocked, list) else [blocked]}
        return self.serialized(ActionResult({"ServerSideEncryptionConfiguration": {"Rules": [given]}}))

    override(S3Response, "get_bucket_encryption")(get_bucket_encryption)


@lru_cache(maxsize=None)
def report_event_bridge_notifications() -> None:
    """moto sends a bucket's events to EventBridge and leaves that out of GetBucketNotificationConfiguration."""
    from moto.s3.responses import S3Response

    get = S3Response.get_bucket_notification

    def get_bucket_notification(self: Any) -> Any:
        status, headers, body = get(self)
        configuration = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if configuration and configuration.event_bridge is not None:
            end = "</NotificationConfiguration>"
            body = body.replace(end, f"<EventBridgeConfiguration/>{end}")
        return status, headers, body

    override(S3Response, "get_bucket_notification")(get_bucket_notification)


@lru_cache(maxsize=None)
def keep_rotation_period() -> None:
    """moto drops EnableKeyRotation's RotationPeriodInDays."""
    from moto.kms.responses import KmsResponse

    enable: Callable[[Any], str] = KmsResponse.enable_key_rotation
    status: Callable[[Any], str] = KmsResponse.get_key_rotation_status

    def key_of(response: Any) -> Any:
        backend = response.kms_backend
        return backend.keys[backend.get_key_id(response._get_param("KeyId"))]

    def enable_key_rotation(self: Any) -> str:
        answer = enable(self)
        key_of(self).rotation_period = self._get_param("RotationPeriodInDays") or 365
        return answer

    def get_key_rotation_status(self: Any) -> str:
        answer = json.loads(status(self))
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(key_of(self), "rotation_period", 365)
        return json.dumps(answer)

    override(KmsResponse, "enable_key_rotation")(enable_key_rotation)
    override(KmsResponse, "get_key_rotation_status")(get_key_rotation_status)


@lru_cache(maxsize=None)
def keep_changed_table_encryption() -> None:
    """moto's UpdateTable drops SSESpecification."""
    from moto.dynamodb.responses import DynamoHandler

    update_table: Callable[[Any], Any] = DynamoHandler.update_table

    def update(self: Any) -> Any:
        encryption = self.body.get("SSESpecification")
        if encryption:
            table = self.dynamodb_backend.get_table(self.body["TableName"])
            if encryption.get("Enabled") and "KMSMasterKeyId" not in encryption:
                encryption = {**encryption, "KMSMasterKeyId": table._get_default_encryption_key(table.account_id, table.region_name)}
            table.sse_specification = encryption
        return update_table(self)

    override(DynamoHandler, "update_table")(update)


@lru_cache(maxsize=None)
def let_streams_restart() -> None:
    """moto refuses to switch a table's stream on again once it had one, even when it is off."""
    from moto.dynamodb.exceptions import StreamAlreadyEnabledException
    from moto.dynamodb.models import DynamoDBBackend

    def update_table_streams(self: Any, table: Any, stream_specification: dict[str, Any]) -> None:
        wanted = stream_specification.get("StreamEnabled") or stream_specification.get("StreamViewType")
        if wanted and table.stream_specification and table.stream_specification["StreamEnabled"]:
            raise StreamAlreadyEnabledException
        table.set_stream_specification(stream_specification)

    override(DynamoDBBackend, "update_table_streams")(update_table_streams)
