"""The types of CloudWatch, SNS, SQS, EventBridge and its scheduler."""

from __future__ import annotations

import json
from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401


def read_alarm(kind: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        watch = w.client("cloudwatch")
        found = watch.describe_alarms(AlarmNames=[made.physical_id], AlarmTypes=["MetricAlarm", "CompositeAlarm"])[kind][0]
        return {**found, "Tags": as_tags(watch.list_tags_for_resource(ResourceARN=found["AlarmArn"])["Tags"])}

    return reads(read)


def read_topic(w: World, made: Created) -> dict[str, Any]:
    sns, topic = w.client("sns"), made.physical_id
    found = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    logging = {name: value for name, value in found.items() if name.startswith("SQS")}
    return {
        **found,
        "TopicName": topic.split(":")[-1],
        "DataProtectionPolicy": sns.get_data_protection_policy(ResourceArn=topic).get("DataProtectionPolicy"),
        "DeliveryStatusLogging": [{"Protocol": "sqs", **{name.removeprefix("SQS"): value for name, value in logging.items()}}] if logging else [],
        "Subscription": [{"Protocol": each["Protocol"], "Endpoint": each["Endpoint"]} for each in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]],
        "Tags": as_tags(sns.list_tags_for_resource(ResourceArn=topic)["Tags"]),
    }


def topic_policy(w: World, topic: str) -> dict[str, Any]:
    return json.loads(w.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])


def read_topic_policy(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    topics = [topic for topic in (w.topic, w.other_topic) if topic_policy(w, topic)["Id"] != "__default_policy_ID"]
    return {"Topics": topics, "PolicyDocument": topic_policy(w, topics[0])}


def read_subscription(w: World, made: Created) -> dict[str, Any]:
    found = w.client("sns").get_subscription_attributes(SubscriptionArn=made.physical_id)["Attributes"]
    return {"RawMessageDelivery": False, "FilterPolicy": None, **found, "Region": made.physical_id.split(":")[3]}


def read_queue(w: World, made: Created) -> dict[str, Any]:
    sqs, url = w.client("sqs"), made.physical_id
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {"QueueName": url.split("/")[-1], "RedrivePolicy": None, **found, "Tags": as_tags(sqs.list_queue_tags(QueueUrl=url).get("Tags", {}))}


def queue_policy(w: World) -> dict[str, Any]:
    return json.loads(w.client("sqs").get_queue_attributes(QueueUrl=w.queue_url, AttributeNames=["Policy"])["Attributes"]["Policy"])


def read_bus(w: World, made: Created) -> dict[str, Any]:
    events = w.client("events")
    found = events.describe_event_bus(Name=made.physical_id)
    return {"Policy": None, **found, "Tags": as_tags(events.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"])}


def read_bus_policy(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    bus, statement_id = made.physical_id.split("|")
    policy = json.loads(w.client("events").describe_event_bus(Name=bus)["Policy"])
    statement = next(each for each in policy["Statement"] if each["Sid"] == statement_id)
    principal = statement["Principal"]
    condition = statement.get("Condition", {}).get("StringEquals", {})
    return {
        "Statement": statement, "StatementId": statement_id, "EventBusName": bus, "Action": statement["Action"],
        "Principal": principal if isinstance(principal, str) else principal["AWS"].split(":root")[0].split(":")[-1],
        "Condition": {"Type": "StringEquals", "Key": next(iter(condition), None), "Value": next(iter(condition.values()), None)},
    }  # fmt: skip


def read_rule(w: World, made: Created) -> dict[str, Any]:
    bus, _, name = made.physical_id.rpartition("|")
    events, bus = w.client("events"), bus or "default"
    found = events.describe_rule(Name=name, EventBusName=bus)
    return {
        "Description": None, **found, "Targets": events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"],
        "Tags": as_tags(events.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]),
    }  # fmt: skip


def bus(w: World, name: str = "bus") -> str:
    w.client("events").create_event_bus(Name=w.name(name))
    return w.name(name)


def read_archive(w: World, made: Created) -> dict[str, Any]:
    found = w.client("events").describe_archive(ArchiveName=made.physical_id)
    return {**found, "SourceArn": found["EventSourceArn"]}


def read_schedule(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    group = {"GroupName": props["GroupName"]} if "GroupName" in props else {}
    found = w.client("scheduler").get_schedule(Name=made.physical_id, **group)
    dates = {name: found[name].strftime("%Y-%m-%dT%H:%M:%SZ") for name in ("StartDate", "EndDate") if name in found}
    return {**found, **dates}


def schedule_group(w: World) -> str:
    w.client("scheduler").create_schedule_group(Name=w.name("group"))
    return w.name("group")


def read_schedule_group(w: World, made: Created) -> dict[str, Any]:
    scheduler = w.client("scheduler")
    found = scheduler.get_schedule_group(Name=made.physical_id)
    return {**found, "Tags": as_tags(scheduler.list_tags_for_resource(ResourceArn=found["Arn"])["Tags"])}


def hiding(name: str) -> dict[str, Any]:
    statement = {
        "Sid": "deny", "DataDirection": "Inbound", "Principal": ["*"], "DataIdentifier": ["arn:aws:dataprotection::aws:data-identifier/Address"],
        "Operation": {"Deny": {}},
    }  # fmt: skip
    return {"Name": name, "Version": "2021-06-01", "Statement": [statement]}


def logged(w: World, role: str) -> list[dict[str, Any]]:
    return [{"Protocol": "sqs", "SuccessFeedbackRoleArn": role, "FailureFeedbackRoleArn": role, "SuccessFeedbackSampleRate": "100"}]


def metric(name: str, **more: Any) -> dict[str, Any]:
    return {
        "Id": name, "ReturnData": "false",
        "MetricStat": {"Metric": {"Namespace": "n", "MetricName": name, "Dimensions": [{"Name": "a", "Value": "b"}]}, "Period": "60", "Stat": "Sum"}, **more,
    }  # fmt: skip


CASES = [
    Case(
        "AWS::CloudWatch::Alarm",
        props=lambda w: {
            "ActionsEnabled": "true", "AlarmActions": [w.topic], "AlarmDescription": "a", "AlarmName": w.name("made"),
            "ComparisonOperator": "GreaterThanOrEqualToThreshold", "DatapointsToAlarm": "1", "Dimensions": [{"Name": "QueueName", "Value": "q"}],
            "EvaluationPeriods": "2", "InsufficientDataActions": [w.topic], "MetricName": "m", "Namespace": "n", "OKActions": [w.topic], "Period": "60",
            "Statistic": "Sum", "Tags": TAGS, "Threshold": "1", "TreatMissingData": "notBreaching", "Unit": "Count",
        },
        read=read_alarm("MetricAlarms"),
        change=lambda w: {
            "ActionsEnabled": False, "AlarmActions": [w.other_topic], "AlarmDescription": "b", "Threshold": 5.5, "EvaluationPeriods": 3, "Period": 300,
            "TreatMissingData": "breaching", "Tags": OTHER_TAGS, "Dimensions": [{"Name": "QueueName", "Value": "r"}],
        },
        replace=lambda w: {"AlarmName": "other"},
        attributes={"Arn": rf"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:made-\w+"},
    ),
    Case(
        "AWS::CloudWatch::Alarm",
        label="of a percentile",
        props=lambda w: {
            "ComparisonOperator": "GreaterThanThreshold", "EvaluationPeriods": 1, "ExtendedStatistic": "p99", "MetricName": "m", "Namespace": "n", "Period": 60,
            "Threshold": 1, "EvaluateLowSampleCountPercentile": "ignore",
        },
        read=read_alarm("MetricAlarms"),
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::CloudWatch::Alarm",
        label="of an expression",
        props=lambda w: {
            "ComparisonOperator": "GreaterThanUpperThreshold", "EvaluationPeriods": 1, "ThresholdMetricId": "e",
            "Metrics": [metric("a"), {"Id": "e", "Expression": "a * 2", "Label": "twice", "ReturnData": True}],
        },
        read=read_alarm("MetricAlarms"),
        change=lambda w: {"Metrics": [metric("a"), {"Id": "e", "Expression": "a * 3", "Label": "thrice", "ReturnData": True}]},
    ),
    Case(
        "AWS::CloudWatch::CompositeAlarm",
        props=lambda w: {
            "ActionsEnabled": "true", "AlarmActions": [w.topic], "AlarmDescription": "a", "AlarmName": w.name("made"), "AlarmRule": 'ALARM("a")',
            "InsufficientDataActions": [w.topic], "OKActions": [w.topic], "Tags": TAGS, "ActionsSuppressor": "s", "ActionsSuppressorWaitPeriod": "60",
            "ActionsSuppressorExtensionPeriod": 30,
        },
        read=read_alarm("CompositeAlarms"),
        change=lambda w: {"ActionsEnabled": False, "AlarmRule": 'ALARM("b")', "AlarmDescription": "b", "Tags": OTHER_TAGS, "ActionsSuppressorWaitPeriod": 90},
        replace=lambda w: {"AlarmName": "other"},
        attributes={"Arn": rf"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:made-\w+"},
    ),
    Case(
        "AWS::CloudWatch::Dashboard",
        props=lambda w: {"DashboardName": w.name("made"), "DashboardBody": '{"widgets":[]}'},
        read=lambda w, made, props: w.client("cloudwatch").get_dashboard(DashboardName=made.physical_id),
        change=lambda w: {"DashboardBody": '{"widgets":[{"type":"text"}]}'},
        replace=lambda w: {"DashboardName": "other"},
    ),
    Case(
        "AWS::SNS::Topic",
        props=lambda w: {
            "DataProtectionPolicy": hiding("a"), "DeliveryStatusLogging": logged(w, w.role), "DisplayName": "a", "KmsMasterKeyId": w.key, "SignatureVersion": 2,
            "Subscription": [{"Protocol": "sqs", "Endpoint": w.queue}], "Tags": TAGS, "TopicName": w.name("made"), "TracingConfig": "Active", "FifoTopic": False,
        },
        read=lambda w, made, props: {"FifoTopic": False, **read_topic(w, made)},
        change=lambda w: {
            "DataProtectionPolicy": hiding("b"), "DeliveryStatusLogging": logged(w, w.other_role), "DisplayName": "b", "KmsMasterKeyId": w.other_key,
            "SignatureVersion": "1", "Subscription": [{"Protocol": "email", "Endpoint": "a@example.com"}], "Tags": OTHER_TAGS, "TracingConfig": "PassThrough",
        },
        replace=lambda w: {"FifoTopic": True, "TopicName": "other"},
        attributes={"TopicArn": rf"arn:aws:sns:{REGION}:{ACCOUNT}:made-\w+", "TopicName": r"made-\w+"},
        ref=rf"arn:aws:sns:{REGION}:{ACCOUNT}:made-\w+",
    ),
    Case(
        "AWS::SNS::Topic",
        label="FIFO",
        props=lambda w: {"FifoTopic": "true", "ContentBasedDeduplication": "true", "FifoThroughputScope": "MessageGroup", "ArchivePolicy": {"MessageRetentionPeriod": "30"}},
        read=reads(read_topic),
        change=lambda w: {"ContentBasedDeduplication": False, "FifoThroughputScope": "Topic", "ArchivePolicy": {"MessageRetentionPeriod": "60"}},
        ref=rf"arn:aws:sns:{REGION}:{ACCOUNT}:stack-Thing-\w+\.fifo",
    ),
    Case(
        "AWS::SNS::TopicPolicy",
        props=lambda w: {"PolicyDocument": {**POLICY, "Id": "a"}, "Topics": [w.topic]},
        read=read_topic_policy,
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "b"}, "Topics": [w.other_topic]},
        attributes={"Id": r"stack-Thing-\w+"},
        gone=lambda w, made, props: topic_policy(w, w.topic)["Id"] == topic_policy(w, w.other_topic)["Id"] == "__default_policy_ID",
    ),
    Case(
        "AWS::SNS::TopicInlinePolicy",
        props=lambda w: {"PolicyDocument": {**POLICY, "Id": "a"}, "TopicArn": w.topic},
        read=lambda w, made, props: {"PolicyDocument": topic_policy(w, w.topic), "TopicArn": made.physical_id},
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "b"}},
        replace=lambda w: {"TopicArn": w.other_topic},
        gone=lambda w, made, props: topic_policy(w, w.topic)["Id"] == "__default_policy_ID",
    ),
    Case(
        "AWS::SNS::Subscription",
        props=lambda w: {
            "Endpoint": w.queue, "FilterPolicy": {"kind": ["a"]}, "FilterPolicyScope": "MessageBody", "Protocol": "sqs", "RawMessageDelivery": "true",
            "RedrivePolicy": {"deadLetterTargetArn": w.queue}, "TopicArn": w.topic, "Region": REGION,
        },
        read=reads(read_subscription),
        change=lambda w: {"FilterPolicy": {"kind": ["b"]}, "RawMessageDelivery": "false", "RedrivePolicy": None},
        changed={"RedrivePolicy": ""},
        replace=lambda w: {"Endpoint": "other", "Protocol": "email", "TopicArn": w.other_topic, "Region": "eu-central-1"},
        attributes={"Arn": rf"arn:aws:sns:{REGION}:{ACCOUNT}:topic-\w+:[0-9a-f-]+"},
        ref=rf"arn:aws:sns:{REGION}:{ACCOUNT}:topic-\w+:[0-9a-f-]+",
    ),
    Case(
        "AWS::SNS::Subscription",
        label="to a stream",
        props=lambda w: {
            "Endpoint": f"arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/a", "Protocol": "firehose", "TopicArn": w.topic, "SubscriptionRoleArn": w.role,
            "DeliveryPolicy": {"healthyRetryPolicy": {"numRetries": 3}},
        },
        read=reads(read_subscription),
        change=lambda w: {"SubscriptionRoleArn": w.other_role},
    ),
    Case(
        "AWS::SQS::Queue",
        props=lambda w: {
            "DelaySeconds": "5", "KmsDataKeyReusePeriodSeconds": "600", "KmsMasterKeyId": w.key, "MaximumMessageSize": "2048", "MessageRetentionPeriod": 86400,
            "QueueName": w.name("made"), "ReceiveMessageWaitTimeSeconds": "10", "RedrivePolicy": {"deadLetterTargetArn": w.queue, "maxReceiveCount": 3},
            "RedriveAllowPolicy": {"redrivePermission": "denyAll"}, "Tags": TAGS, "VisibilityTimeout": "60", "FifoQueue": False,
        },
        read=lambda w, made, props: {"FifoQueue": False, **read_queue(w, made)},
        change=lambda w: {
            "DelaySeconds": 6, "KmsDataKeyReusePeriodSeconds": 300, "KmsMasterKeyId": w.other_key, "MaximumMessageSize": 4096, "MessageRetentionPeriod": 1209600,
            "ReceiveMessageWaitTimeSeconds": 20, "RedrivePolicy": None, "RedriveAllowPolicy": {"redrivePermission": "allowAll"}, "Tags": OTHER_TAGS,
            "VisibilityTimeout": 120,
        },
        changed={"RedrivePolicy": None},
        replace=lambda w: {"FifoQueue": True, "QueueName": "other"},
        attributes={"Arn": rf"arn:aws:sqs:{REGION}:{ACCOUNT}:made-\w+", "QueueName": r"made-\w+", "QueueUrl": r"http.+/made-\w+"},
        ref=r"http.+/made-\w+",
    ),
    Case(
        "AWS::SQS::Queue",
        label="FIFO",
        props=lambda w: {
            "FifoQueue": "true", "ContentBasedDeduplication": "true", "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId",
            "SqsManagedSseEnabled": "true",
        },
        read=reads(read_queue),
        change=lambda w: {"ContentBasedDeduplication": False, "DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue", "SqsManagedSseEnabled": False},
        ref=r"http.+/stack-Thing-\w+\.fifo",
    ),
    Case(
        "AWS::SQS::QueuePolicy",
        props=lambda w: {"PolicyDocument": {**POLICY, "Id": "a"}, "Queues": [w.queue_url]},
        read=lambda w, made, props: {"PolicyDocument": queue_policy(w), "Queues": [w.queue_url]},
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "b"}},
        attributes={"Id": r"stack-Thing-\w+"},
    ),
    Case(
        "AWS::SQS::QueueInlinePolicy",
        props=lambda w: {"PolicyDocument": {**POLICY, "Id": "a"}, "Queue": w.queue_url},
        read=lambda w, made, props: {"PolicyDocument": queue_policy(w), "Queue": made.physical_id},
        change=lambda w: {"PolicyDocument": {**POLICY, "Id": "b"}},
        replace=lambda w: {"Queue": "other"},
    ),
    Case(
        "AWS::Events::EventBus",
        props=lambda w: {
            "DeadLetterConfig": {"Arn": w.queue}, "Description": "a", "KmsKeyIdentifier": w.key, "Name": w.name("made"), "Tags": TAGS,
            "Policy": {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}]},
        },
        read=reads(read_bus),
        change=lambda w: {"DeadLetterConfig": None, "Description": "b", "KmsKeyIdentifier": w.other_key, "Policy": None, "Tags": OTHER_TAGS},
        changed={"Policy": None},
        replace=lambda w: {"Name": "other"},
        refuse=lambda w: {"EventSourceName": "aws.partner/a/b/c"},
        attributes={"Arn": rf"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/made-\w+", "Name": r"made-\w+"},
    ),
    Case(
        "AWS::Events::EventBusPolicy",
        props=lambda w: {
            "EventBusName": bus(w), "StatementId": "made",
            "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "events:PutEvents", "Resource": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/a"},
        },
        read=read_bus_policy,
        change=lambda w: {"Statement": {"Effect": "Deny", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}},
        replace=lambda w: {"EventBusName": "other", "StatementId": "other"},
    ),
    Case(
        "AWS::Events::EventBusPolicy",
        label="by parts",
        props=lambda w: {
            "EventBusName": bus(w), "StatementId": "made", "Action": "events:PutEvents", "Principal": "*",
            "Condition": {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-abcdefghij"},
        },
        read=read_bus_policy,
        change=lambda w: {"Principal": "210987654321", "Condition": None},
    ),
    Case(
        "AWS::Events::Rule",
        props=lambda w: {
            "Description": "a", "EventPattern": {"source": ["aws.guardduty"], "detail": {"severity": [{"numeric": [">=", 4]}]}}, "Name": w.name("made"),
            "RoleArn": w.role, "State": "ENABLED", "Tags": TAGS,
            "Targets": [
                {
                    "Id": "one", "Arn": w.topic, "DeadLetterConfig": {"Arn": w.queue}, "RetryPolicy": {"MaximumRetryAttempts": "3", "MaximumEventAgeInSeconds": 60},
                    "InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": '"<a>"'},
                },
                {"Id": "two", "Arn": w.queue, "Input": '{"a":1}'},
            ],
        },
        read=reads(read_rule),
        change=lambda w: {
            "Description": None, "EventPattern": {"source": ["aws.macie"]}, "State": "DISABLED", "Tags": OTHER_TAGS, "Targets": [{"Id": "two", "Arn": w.topic}],
        },
        changed={"Description": None},
        replace=lambda w: {"Name": "other", "EventBusName": "other"},
        attributes={"Arn": rf"arn:aws:events:{REGION}:{ACCOUNT}:rule/made-\w+"},
        ref=r"made-\w+",
    ),
    Case(
        "AWS::Events::Rule",
        label="on a bus of its own",
        props=lambda w: {"EventBusName": bus(w), "EventPattern": {"source": ["a"]}, "Targets": [{"Id": "one", "Arn": w.queue}]},
        read=reads(read_rule),
        change=lambda w: {"Targets": None},
        changed={"Targets": []},
        ref=r"bus-\w+\|stack-Thing-\w+",
    ),
    Case(
        "AWS::Events::Rule",
        label="on a schedule",
        props=lambda w: {"ScheduleExpression": "rate(1 day)", "State": "ENABLED"},
        read=reads(read_rule),
        change=lambda w: {"ScheduleExpression": "cron(0 3 * * ? *)"},
    ),
    Case(
        "AWS::Events::Archive",
        props=lambda w: {
            "ArchiveName": w.name("made"), "Description": "a", "EventPattern": {"source": ["a"]}, "RetentionDays": "30",
            "SourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default",
        },
        read=reads(read_archive),
        change=lambda w: {"Description": "b", "EventPattern": {"source": ["b"]}, "RetentionDays": 60},
        replace=lambda w: {"ArchiveName": "other", "SourceArn": "other"},
        attributes={"Arn": rf"arn:aws:events:{REGION}:{ACCOUNT}:archive/made-\w+"},
    ),
    Case(
        "AWS::Scheduler::Schedule",
        props=lambda w: {
            "Description": "a", "EndDate": "2099-01-01T00:00:00Z", "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": "15"},
            "GroupName": schedule_group(w), "KmsKeyArn": w.key, "Name": w.name("made"), "ScheduleExpression": "rate(1 day)",
            "ScheduleExpressionTimezone": "Europe/Dublin", "StartDate": "2098-01-01T00:00:00Z", "State": "ENABLED",
            "Target": {"Arn": w.queue, "RoleArn": w.role, "Input": "{}", "RetryPolicy": {"MaximumRetryAttempts": "1"}, "DeadLetterConfig": {"Arn": w.queue}},
        },
        read=read_schedule,
        change=lambda w: {
            "Description": "b", "FlexibleTimeWindow": {"Mode": "OFF"}, "KmsKeyArn": w.other_key, "ScheduleExpression": "rate(2 days)", "State": "DISABLED",
            "Target": {"Arn": w.topic, "RoleArn": w.other_role}, "ScheduleExpressionTimezone": "UTC",
        },
        replace=lambda w: {"Name": "other"},
        refuse=lambda w: {"GroupName": "other"},
        attributes={"Arn": rf"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/group-\w+/made-\w+"},
    ),
    Case(
        "AWS::Scheduler::ScheduleGroup",
        props=lambda w: {"Name": w.name("made"), "Tags": TAGS},
        read=reads(read_schedule_group),
        change=lambda w: {"Tags": OTHER_TAGS},
        replace=lambda w: {"Name": "other"},
        attributes={"Arn": rf"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule-group/made-\w+", "State": "ACTIVE", "CreationDate": r"\d{4}-.+"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_queue_keeps_its_policy_when_something_else_changes(world: World) -> None:  # noqa: F811
    world.make("AWS::SQS::QueuePolicy", {"PolicyDocument": {**POLICY, "Id": "a"}, "Queues": [world.queue_url]})
    world.client("sqs").set_queue_attributes(QueueUrl=world.queue_url, Attributes={"VisibilityTimeout": "7"})
    assert queue_policy(world)["Id"] == "a"


def test_other_statements_of_a_bus_stay(world: World) -> None:  # noqa: F811
    from strongroom_emulator.resource import registered

    common = {"EventBusName": bus(world), "Action": "events:PutEvents", "Principal": "*"}
    one = world.make("AWS::Events::EventBusPolicy", {**common, "StatementId": "one"})
    two = world.make("AWS::Events::EventBusPolicy", {**common, "StatementId": "two"})
    registered()["AWS::Events::EventBusPolicy"].delete(world.context({}, None), one.physical_id, common)
    assert read_bus_policy(world, two, common)["StatementId"] == "two"
