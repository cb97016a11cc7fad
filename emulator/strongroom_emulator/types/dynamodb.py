"""Amazon DynamoDB."""

from __future__ import annotations

import uuid
from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto
from strongroom_emulator.types._api import absence_is_success, call, change_tags, pick, tag_list, without

_moto.keep_changed_table_encryption()
_moto.let_streams_restart()

_AT_CREATION = ("AttributeDefinitions", "BillingMode", "KeySchema", "LocalSecondaryIndexes", "ProvisionedThroughput", "WarmThroughput")
_IN_PLACE = ("BillingMode", "ProvisionedThroughput", "WarmThroughput", "DeletionProtectionEnabled")
_NOT_KEPT = {
    "ContributorInsightsSpecification": "moto has no UpdateContributorInsights",
    "KinesisStreamSpecification": "moto has no EnableKinesisStreamingDestination",
    "OnDemandThroughput": "moto keeps no on-demand limits",
    "TableClass": "moto keeps no table class",
}


@resource("AWS::DynamoDB::Table", level=Level.EXERCISED, name_property="TableName")
class Table(Resource):
    handles = frozenset({
        *_AT_CREATION, "DeletionProtectionEnabled", "GlobalSecondaryIndexes", "PointInTimeRecoverySpecification", "ResourcePolicy", "SSESpecification", "StreamSpecification",
        "TableName", "Tags", "TimeToLiveSpecification",
    })  # fmt: skip
    ignores = {
        **_NOT_KEPT,
        "StreamSpecification.ResourcePolicy": "moto's streams have no policy",
        "GlobalSecondaryIndexes.ContributorInsightsSpecification": "moto has no UpdateContributorInsights",
        "GlobalSecondaryIndexes.OnDemandThroughput": "moto keeps no on-demand limits",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        database, name = ctx.client("dynamodb"), ctx.name
        request: dict[str, Any] = pick(props, *_AT_CREATION)
        if "GlobalSecondaryIndexes" in props:
            request["GlobalSecondaryIndexes"] = [_index(index) for index in props["GlobalSecondaryIndexes"]]
        if "StreamSpecification" in props:
            request["StreamSpecification"] = _stream(props)
        if "SSESpecification" in props:
            request["SSESpecification"] = _encryption(props)
        call(database, "create_table", TableName=name, Tags=tag_list(props.get("Tags")), **request)
        ctx.made(name)
        if "TimeToLiveSpecification" in props:
            _set_expiry(database, name, props["TimeToLiveSpecification"])
        if "PointInTimeRecoverySpecification" in props:
            _set_recovery(database, name, props)
        if "ResourcePolicy" in props:
            _set_policy(database, name, props)
        if "DeletionProtectionEnabled" in props:
            # Last, so that a table whose creation fails can be taken back.
            call(database, "update_table", TableName=name, **pick(props, "DeletionProtectionEnabled"))
        return Created(name, _attributes(database, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "TableName", "KeySchema", "LocalSecondaryIndexes")
        _replace_if_attribute_edited(old, new)
        database = ctx.client("dynamodb")
        differing = changed(old, new, self.handles)
        in_place = {name: new.get(name) for name in _IN_PLACE if name in differing}
        if "DeletionProtectionEnabled" in in_place:
            in_place["DeletionProtectionEnabled"] = new.get("DeletionProtectionEnabled", False)
        if "BillingMode" in in_place:
            in_place["BillingMode"] = new.get("BillingMode", "PROVISIONED")
        if "SSESpecification" in differing:
            in_place["SSESpecification"] = _encryption(new)
        if in_place:
            call(database, "update_table", TableName=physical_id, **in_place)
        if differing & {"GlobalSecondaryIndexes", "AttributeDefinitions"}:
            _change_indexes(database, physical_id, old, new)
        if "StreamSpecification" in differing:
            _change_stream(database, physical_id, old, new)
        if "TimeToLiveSpecification" in differing:
            _change_expiry(database, physical_id, old, new)
        if "PointInTimeRecoverySpecification" in differing:
            _set_recovery(database, physical_id, new)
        if "ResourcePolicy" in differing:
            _set_policy(database, physical_id, new)
        attributes = _attributes(database, physical_id)
        _change_tags(database, attributes["Arn"], old, new)
        return attributes

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("dynamodb").delete_table(TableName=physical_id)


def _attributes(database: Any, name: str) -> Attributes:
    table = database.describe_table(TableName=name)["Table"]
    attributes = {"Arn": table["TableArn"]}
    if "LatestStreamArn" in table:
        attributes["StreamArn"] = table["LatestStreamArn"]
    return attributes


def _change_tags(database: Any, table: str, old: Props, new: Props) -> None:
    def untag(names: list[str]) -> None:
        database.untag_resource(ResourceArn=table, TagKeys=names)

    def tag(tags: dict[str, str]) -> None:
        # moto puts a second tag of the same name beside the first.
        untag(list(tags))
        database.tag_resource(ResourceArn=table, Tags=tag_list(tags))

    change_tags(old.get("Tags"), new.get("Tags"), tag, untag)


def _index(index: Props) -> Props:
    return without(index, "ContributorInsightsSpecification", "OnDemandThroughput")


def _encryption(props: Props) -> Props:
    value = props.get("SSESpecification") or {"SSEEnabled": False}
    return {"Enabled": value["SSEEnabled"], **pick(value, "SSEType", "KMSMasterKeyId")}


def _stream(props: Props) -> Props:
    return {"StreamEnabled": True, "StreamViewType": props["StreamSpecification"]["StreamViewType"]}


def _replace_if_attribute_edited(old: Props, new: Props) -> None:
    """Adding a definition is an update in place, changing one is a replacement."""
    before = {each["AttributeName"]: each["AttributeType"] for each in old.get("AttributeDefinitions", [])}
    after = {each["AttributeName"]: each["AttributeType"] for each in new.get("AttributeDefinitions", [])}
    replace_if_changed(before, {**before, **after}, *before)


def _change_indexes(database: Any, name: str, old: Props, new: Props) -> None:
    before = {index["IndexName"]: _index(index) for index in old.get("GlobalSecondaryIndexes", [])}
    after = {index["IndexName"]: _index(index) for index in new.get("GlobalSecondaryIndexes", [])}
    steps: list[Props] = []
    for index_name, index in before.items():
        fate = after.get(index_name)
        if fate is None or changed(index, fate, ("KeySchema", "Projection")):
            steps.append({"Delete": {"IndexName": index_name}})
        elif fate != index:
            steps.append({"Update": pick(fate, "IndexName", "ProvisionedThroughput", "WarmThroughput")})
    steps += [{"Create": index} for index_name, index in after.items() if changed(before.get(index_name, {}), index, ("KeySchema", "Projection"))]
    definitions = new["AttributeDefinitions"]
    for step in steps:
        call(database, "update_table", TableName=name, AttributeDefinitions=definitions, GlobalSecondaryIndexUpdates=[step])
    if not steps:
        call(database, "update_table", TableName=name, AttributeDefinitions=definitions)


def _change_stream(database: Any, name: str, old: Props, new: Props) -> None:
    if "StreamSpecification" in old:
        call(database, "update_table", TableName=name, StreamSpecification={"StreamEnabled": False})
    if "StreamSpecification" in new:
        call(database, "update_table", TableName=name, StreamSpecification=_stream(new))


def _set_expiry(database: Any, name: str, value: Props) -> None:
    # AWS refuses to switch off what is off already.
    if to_bool(value["Enabled"]):
        call(database, "update_time_to_live", TableName=name, TimeToLiveSpecification=value)


def _change_expiry(database: Any, name: str, old: Props, new: Props) -> None:
    before, after = old.get("TimeToLiveSpecification"), new.get("TimeToLiveSpecification", {"Enabled": False})
    if before and to_bool(before["Enabled"]):
        call(database, "update_time_to_live", TableName=name, TimeToLiveSpecification={"Enabled": False, "AttributeName": before["AttributeName"]})
    _set_expiry(database, name, after)


def _set_recovery(database: Any, name: str, props: Props) -> None:
    value = props.get("PointInTimeRecoverySpecification", {})
    specification = {"PointInTimeRecoveryEnabled": value.get("PointInTimeRecoveryEnabled", False), **pick(value, "RecoveryPeriodInDays")}
    call(database, "update_continuous_backups", TableName=name, PointInTimeRecoverySpecification=specification)


def _set_policy(database: Any, name: str, props: Props) -> None:
    table = database.describe_table(TableName=name)["Table"]["TableArn"]
    if "ResourcePolicy" in props:
        call(database, "put_resource_policy", ResourceArn=table, Policy=props["ResourcePolicy"]["PolicyDocument"])
    else:
        database.delete_resource_policy(ResourceArn=table)


@resource("AWS::DynamoDB::GlobalTable", level=Level.EXERCISED, name_property="TableName")
class GlobalTable(Resource):
    """A table of one replica, in the stack's own region: moto replicates nothing, so a second replica is refused."""

    handles = frozenset({
        "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes", "Replicas", "SSESpecification",
        "StreamSpecification", "TableName", "TimeToLiveSpecification", "WarmThroughput", "WriteProvisionedThroughputSettings", "ReadProvisionedThroughputSettings",
    })  # fmt: skip
    ignores = {
        "MultiRegionConsistency": "moto replicates nothing",
        "ReadOnDemandThroughputSettings": "moto keeps no on-demand limits",
        "WriteOnDemandThroughputSettings": "moto keeps no on-demand limits",
        **{f"Replicas.{name}": reason for name, reason in _NOT_KEPT.items()},
    }

    def create(self, ctx: Context, props: Props) -> Created:
        made = Table().create(ctx, _as_table(ctx, props))
        return Created(made.physical_id, _global_attributes(made.attributes))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        return _global_attributes(Table().update(ctx, physical_id, _as_table(ctx, old), _as_table(ctx, new)))

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        Table().delete(ctx, physical_id, props)


def _global_attributes(attributes: Attributes) -> Attributes:
    return {**attributes, "TableId": str(uuid.uuid5(uuid.NAMESPACE_URL, attributes["Arn"]))}


def _as_table(ctx: Context, props: Props) -> Props:
    replicas = props["Replicas"]
    if [replica["Region"] for replica in replicas] != [ctx.region]:
        raise Refused(f"one replica, in {ctx.region}, is what can be emulated; got {[replica['Region'] for replica in replicas]}")
    replica = replicas[0]
    table = pick(
        props, "AttributeDefinitions", "BillingMode", "KeySchema", "LocalSecondaryIndexes", "StreamSpecification", "TableName", "TimeToLiveSpecification",
        "WarmThroughput",
    )  # fmt: skip
    table |= pick(replica, "DeletionProtectionEnabled", "PointInTimeRecoverySpecification", "ResourcePolicy", "Tags")
    if "SSESpecification" in props:
        table["SSESpecification"] = {**props["SSESpecification"], **replica.get("SSESpecification", {})}
    reads = replica.get("ReadProvisionedThroughputSettings", props.get("ReadProvisionedThroughputSettings"))
    throughput = _throughput(reads, props.get("WriteProvisionedThroughputSettings"))
    if throughput:
        table["ProvisionedThroughput"] = throughput
    if "GlobalSecondaryIndexes" in props:
        own = {index["IndexName"]: index for index in replica.get("GlobalSecondaryIndexes", [])}
        table["GlobalSecondaryIndexes"] = [_as_index(index, own.get(index["IndexName"], {})) for index in props["GlobalSecondaryIndexes"]]
    return table


def _as_index(index: Props, own: Props) -> Props:
    made = pick(index, "IndexName", "KeySchema", "Projection", "WarmThroughput")
    throughput = _throughput(own.get("ReadProvisionedThroughputSettings"), index.get("WriteProvisionedThroughputSettings"))
    return {**made, "ProvisionedThroughput": throughput} if throughput else made


def _throughput(reads: Props | None, writes: Props | None) -> Props | None:
    """Capacity units; where the template lets them scale, the least."""
    if not reads and not writes:
        return None
    read_scaling, write_scaling = (reads or {}).get("ReadCapacityAutoScalingSettings", {}), (writes or {}).get("WriteCapacityAutoScalingSettings", {})
    return {
        "ReadCapacityUnits": (reads or {}).get("ReadCapacityUnits", read_scaling.get("MinCapacity", 1)),
        "WriteCapacityUnits": (writes or {}).get("WriteCapacityUnits", write_scaling.get("SeedCapacity", write_scaling.get("MinCapacity", 1))),
    }
