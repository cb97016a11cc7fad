"""The types of WAF, CloudTrail, GuardDuty and Backup."""

from __future__ import annotations

import json
from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

VISIBLE = {"CloudWatchMetricsEnabled": True, "MetricName": "m", "SampledRequestsEnabled": "false"}


def waf_key(made: Created) -> dict[str, str]:
    name, identity, scope = made.physical_id.split("|")
    return {"Name": name, "Id": identity, "Scope": scope}


def waf_tags(w: World, arn: str) -> list[dict[str, str]]:
    return as_tags(w.client("wafv2").list_tags_for_resource(ResourceARN=arn)["TagInfoForResource"]["TagList"])


def reader(noun: str, answer: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        found = getattr(w.client("wafv2"), f"get_{noun}")(**waf_key(made))[answer]
        patterns = [each["RegexString"] for each in found.get("RegularExpressionList", [])]
        return {**found, "Scope": waf_key(made)["Scope"], "RegularExpressionList": patterns, "Tags": waf_tags(w, found["ARN"])}

    return reads(read)


def managed(name: str = "AWSManagedRulesCommonRuleSet") -> dict[str, Any]:
    return {
        "Name": name, "Priority": "0", "OverrideAction": {"None": {}}, "VisibilityConfig": VISIBLE,
        "Statement": {"ManagedRuleGroupStatement": {"VendorName": "AWS", "Name": name}},
    }  # fmt: skip


def rated(w: World) -> dict[str, Any]:
    return {
        "Name": "rate", "Priority": 1, "Action": {"Block": {}}, "VisibilityConfig": VISIBLE,
        "Statement": {
            "RateBasedStatement": {"Limit": "2000", "AggregateKeyType": "IP", "ScopeDownStatement": {"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["IE"]}}}}}
        },
    }  # fmt: skip


def web_acl(w: World, name: str = "acl") -> str:
    props = {"Name": w.name(name), "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": VISIBLE}
    return w.make("AWS::WAFv2::WebACL", props).attributes["Arn"]


def stage(name: str = "a") -> str:
    return f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/{name}/0123456789abcdef"


def read_association(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    return {"WebACLArn": w.client("wafv2").get_web_acl_for_resource(ResourceArn=props["ResourceArn"])["WebACL"]["ARN"], "ResourceArn": props["ResourceArn"]}


def read_trail(w: World, made: Created) -> dict[str, Any]:
    trails, name = w.client("cloudtrail"), made.physical_id
    found = trails.get_trail(Name=name)["Trail"]
    selectors = trails.get_event_selectors(TrailName=name)
    return {
        **found,
        "TrailName": found["Name"],
        "EnableLogFileValidation": found["LogFileValidationEnabled"],
        "KMSKeyId": found.get("KmsKeyId"),
        "EventSelectors": selectors.get("EventSelectors"),
        "AdvancedEventSelectors": selectors.get("AdvancedEventSelectors"),
        "InsightSelectors": trails.get_insight_selectors(TrailName=name).get("InsightSelectors", []),
        "IsLogging": trails.get_trail_status(Name=name)["IsLogging"],
        "Tags": as_tags(trails.list_tags(ResourceIdList=[found["TrailARN"]])["ResourceTagList"][0]["TagsList"]),
    }


def read_detector(w: World, made: Created) -> dict[str, Any]:
    found = w.client("guardduty").get_detector(DetectorId=made.physical_id)
    sources = found["DataSources"]
    return {
        "Enable": found["Status"] == "ENABLED", "FindingPublishingFrequency": found["FindingPublishingFrequency"],
        "Features": [{**each, "Status": each["Status"]} for each in found["Features"]],
        "DataSources": {"S3Logs": {"Enable": sources["S3Logs"]["Status"] == "ENABLED"}},
        "Tags": as_tags(w.client("guardduty").list_tags_for_resource(ResourceArn=f"arn:aws:guardduty:{REGION}:{ACCOUNT}:detector/{made.physical_id}")["Tags"]),
    }  # fmt: skip


def read_filter(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    guardduty = w.client("guardduty")
    found = guardduty.get_filter(DetectorId=props["DetectorId"], FilterName=made.physical_id)
    arn = f"arn:aws:guardduty:{REGION}:{ACCOUNT}:detector/{props['DetectorId']}/filter/{made.physical_id}"
    return {**found, "DetectorId": props["DetectorId"], "Tags": as_tags(guardduty.list_tags_for_resource(ResourceArn=arn)["Tags"])}


def criteria(value: str) -> dict[str, Any]:
    return {"Criterion": {"type": {"Equals": [value]}, "severity": {"GreaterThanOrEqual": "4"}}}


def read_vault(w: World, made: Created) -> dict[str, Any]:
    backup, name = w.client("backup"), made.physical_id
    found = backup.describe_backup_vault(BackupVaultName=name)
    try:
        policy = backup.get_backup_vault_access_policy(BackupVaultName=name)["Policy"]
    except backup.exceptions.ResourceNotFoundException:
        policy = None
    lock = {each: found.get(each) for each in ("MinRetentionDays", "MaxRetentionDays")} if found["Locked"] else None
    return {**found, "AccessPolicy": policy, "LockConfiguration": lock, "BackupVaultTags": backup.list_tags(ResourceArn=found["BackupVaultArn"])["Tags"]}


def read_plan(w: World, made: Created) -> dict[str, Any]:
    found = w.client("backup").get_backup_plan(BackupPlanId=made.physical_id)
    if found.get("DeletionDate"):
        raise LookupError(made.physical_id)
    plan = found["BackupPlan"]
    rules = [{**each, "TargetBackupVault": each["TargetBackupVaultName"]} for each in plan["Rules"]]
    return {
        "BackupPlan": {**plan, "BackupPlanRule": rules}, "BackupPlanTags": w.client("backup").list_tags(ResourceArn=found["BackupPlanArn"])["Tags"],
    }  # fmt: skip


def plan(w: World, **more: Any) -> dict[str, Any]:
    copy = {"DestinationBackupVaultArn": f"arn:aws:backup:eu-central-1:{ACCOUNT}:backup-vault:v", "Lifecycle": {"DeleteAfterDays": 365}}
    first = {
        "RuleName": "daily", "TargetBackupVault": "v", "ScheduleExpression": "cron(0 3 * * ? *)", "StartWindowMinutes": "60", "CompletionWindowMinutes": 180,
        "EnableContinuousBackup": "true", "Lifecycle": {"DeleteAfterDays": "35"}, "CopyActions": [copy], "RecoveryPointTags": {"a": "b"}, **more,
    }  # fmt: skip
    return {
        "BackupPlanName": w.name("plan"), "BackupPlanRule": [first],
        "AdvancedBackupSettings": [{"ResourceType": "EC2", "BackupOptions": {"WindowsVSS": "enabled"}}],
    }  # fmt: skip


CASES = [
    Case(
        "AWS::WAFv2::WebACL",
        props=lambda w: {
            "ApplicationConfig": {"Attributes": [{"Name": "a", "Values": ["b"]}]},
            "AssociationConfig": {"RequestBody": {"API_GATEWAY": {"DefaultSizeInspectionLimit": "KB_32"}}},
            "DataProtectionConfig": {
                "DataProtections": [
                    {"Action": "SUBSTITUTION", "Field": {"FieldType": "SINGLE_HEADER", "FieldKeys": ["cookie"]}, "ExcludeRuleMatchDetails": "false"},
                ],
            },
            "OnSourceDDoSProtectionConfig": {"ALBLowReputationMode": "ALWAYS_ON"},
            "CaptchaConfig": {"ImmunityTimeProperty": {"ImmunityTime": "300"}}, "ChallengeConfig": {"ImmunityTimeProperty": {"ImmunityTime": 300}},
            "CustomResponseBodies": {"no": {"ContentType": "TEXT_PLAIN", "Content": "no"}}, "DefaultAction": {"Allow": {}}, "Description": "a",
            "Name": w.name("made"), "Rules": [managed(), rated(w)], "Scope": "REGIONAL", "Tags": TAGS, "TokenDomains": ["a.example"], "VisibilityConfig": VISIBLE,
        },
        read=reader("web_acl", "WebACL"),
        change=lambda w: {
            "DefaultAction": {"Block": {}}, "Description": "b", "Rules": [], "Tags": OTHER_TAGS, "TokenDomains": ["b.example"],
            "DataProtectionConfig": {"DataProtections": [{"Action": "HASH", "Field": {"FieldType": "QUERY_STRING"}}]},
            "OnSourceDDoSProtectionConfig": {"ALBLowReputationMode": "ACTIVE_UNDER_DDOS"},
        },
        replace=lambda w: {"Name": "other", "Scope": "CLOUDFRONT"},
        attributes={
            "Arn": rf"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/webacl/made-\w+/[0-9a-f-]+", "Id": "[0-9a-f-]{36}", "Capacity": r"\d+",
            "LabelNamespace": rf"awswaf:{ACCOUNT}:webacl:made-\w+:",
        },
        ref=r"made-\w+\|[0-9a-f-]{36}\|REGIONAL",
    ),
    Case(
        "AWS::WAFv2::WebACL",
        label="of distributions",
        props=lambda w: {
            "DefaultAction": {"Allow": {}}, "Name": w.name("global"), "Scope": "CLOUDFRONT", "VisibilityConfig": VISIBLE,
            "DataProtectionConfig": {"DataProtections": [{"Action": "HASH", "Field": {"FieldType": "QUERY_STRING"}}]},
        },
        read=lambda w, made, props: {
            "DataProtectionConfig": None, **w.client("wafv2").get_web_acl(**waf_key(made))["WebACL"], "Scope": waf_key(made)["Scope"],
        },
        change=lambda w: {"DataProtectionConfig": None},
        changed={"DataProtectionConfig": None},
    ),
    Case(
        "AWS::WAFv2::WebACL",
        label="that searches for bytes",
        props=lambda w: {
            "DefaultAction": {"Allow": {}}, "Scope": "REGIONAL", "VisibilityConfig": VISIBLE,
            "Rules": [
                {
                    "Name": "bytes", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": VISIBLE,
                    "Statement": {
                        "ByteMatchStatement": {
                            "SearchStringBase64": "YWRtaW4=", "FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "CONTAINS",
                            "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
                        }
                    },
                }
            ],
        },
        read=lambda w, made, props: {
            **reader("web_acl", "WebACL")(w, made, props),
            "Rules": props["Rules"] if b"admin" in [
                rule["Statement"]["ByteMatchStatement"]["SearchString"] for rule in w.client("wafv2").get_web_acl(**waf_key(made))["WebACL"]["Rules"]
            ] else [],
        },
    ),
    Case(
        "AWS::WAFv2::RuleGroup",
        props=lambda w: {
            "Capacity": "100", "CustomResponseBodies": {"no": {"ContentType": "TEXT_PLAIN", "Content": "no"}}, "Description": "a", "Name": w.name("made"),
            "Rules": [rated(w)], "Scope": "REGIONAL", "Tags": TAGS, "VisibilityConfig": VISIBLE,
        },
        read=reader("rule_group", "RuleGroup"),
        change=lambda w: {"Description": "b", "Tags": OTHER_TAGS, "VisibilityConfig": {**VISIBLE, "MetricName": "n"}},
        replace=lambda w: {"Name": "other", "Scope": "CLOUDFRONT"},
        refuse=lambda w: {"Capacity": 200},
    ),
    Case(
        "AWS::WAFv2::IPSet",
        props=lambda w: {"Addresses": ["10.0.0.0/8"], "Description": "a", "IPAddressVersion": "IPV4", "Name": w.name("made"), "Scope": "REGIONAL", "Tags": TAGS},
        read=reader("ip_set", "IPSet"),
        change=lambda w: {"Addresses": ["11.0.0.0/8", "12.0.0.0/8"], "Description": "b", "Tags": OTHER_TAGS},
        replace=lambda w: {"Name": "other", "Scope": "CLOUDFRONT"},
        refuse=lambda w: {"IPAddressVersion": "IPV6"},
        attributes={"Arn": rf"arn:aws:wafv2:{REGION}:{ACCOUNT}:regional/ipset/made-\w+/[0-9a-f-]+"},
    ),
    Case(
        "AWS::WAFv2::RegexPatternSet",
        props=lambda w: {"Description": "a", "Name": w.name("made"), "RegularExpressionList": ["a+"], "Scope": "REGIONAL", "Tags": TAGS},
        read=reader("regex_pattern_set", "RegexPatternSet"),
        change=lambda w: {"Description": "b", "RegularExpressionList": ["b+", "c+"], "Tags": OTHER_TAGS},
        replace=lambda w: {"Name": "other", "Scope": "CLOUDFRONT"},
    ),
    Case(
        "AWS::WAFv2::WebACLAssociation",
        props=lambda w: {"WebACLArn": web_acl(w), "ResourceArn": stage(w.suffix)},
        read=read_association,
        replace=lambda w: {"WebACLArn": web_acl(w, "other"), "ResourceArn": stage("b")},
    ),
    Case(
        "AWS::WAFv2::LoggingConfiguration",
        props=lambda w: {
            "ResourceArn": web_acl(w), "LogDestinationConfigs": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-a"],
            "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}],
            "LoggingFilter": {
                "DefaultBehavior": "DROP",
                "Filters": [{"Behavior": "KEEP", "Requirement": "MEETS_ANY", "Conditions": [{"ActionCondition": {"Action": "BLOCK"}}]}],
            },
        },
        read=lambda w, made, props: w.client("wafv2").get_logging_configuration(ResourceArn=made.physical_id)["LoggingConfiguration"],
        change=lambda w: {"LogDestinationConfigs": [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-b"], "RedactedFields": [{"QueryString": {}}]},
        replace=lambda w: {"ResourceArn": "other"},
    ),
    Case(
        "AWS::CloudTrail::Trail",
        props=lambda w: {
            "CloudWatchLogsLogGroupArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{w.log_group}:*", "CloudWatchLogsRoleArn": w.role,
            "EnableLogFileValidation": "true", "IncludeGlobalServiceEvents": True, "IsLogging": "true", "IsMultiRegionTrail": "true", "KMSKeyId": w.key,
            "IsOrganizationTrail": False, "S3BucketName": w.bucket, "S3KeyPrefix": "trail", "SnsTopicName": w.topic.split(":")[-1], "Tags": TAGS,
            "TrailName": w.name("made"), "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}],
            "EventSelectors": [
                {
                    "ReadWriteType": "All", "IncludeManagementEvents": "true", "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                    "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}],
                }
            ],
        },
        read=reads(read_trail),
        change=lambda w: {
            "CloudWatchLogsRoleArn": w.other_role, "EnableLogFileValidation": False, "IsLogging": False, "KMSKeyId": w.other_key, "S3BucketName": w.other_bucket,
            "S3KeyPrefix": "other", "SnsTopicName": w.other_topic.split(":")[-1], "Tags": OTHER_TAGS, "EventSelectors": None,
            "InsightSelectors": [{"InsightType": "ApiErrorRateInsight"}],
            "AdvancedEventSelectors": [{"Name": "writes", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}],
        },
        changed={"EventSelectors": []},
        replace=lambda w: {"TrailName": "other"},
        attributes={"Arn": rf"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/made-\w+", "SnsTopicArn": rf"arn:aws:sns:{REGION}:{ACCOUNT}:topic-\w+"},
    ),
    Case(
        "AWS::CloudTrail::Trail",
        label="with advanced selectors",
        props=lambda w: {
            "IsLogging": False, "S3BucketName": w.bucket,
            "AdvancedEventSelectors": [
                {
                    "Name": "objects",
                    "FieldSelectors": [
                        {"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]},
                        {"Field": "resources.ARN", "NotStartsWith": ["arn:aws:s3:::logs/"]},
                    ],
                }
            ],
        },
        read=reads(read_trail),
        change=lambda w: {"IsLogging": True, "AdvancedEventSelectors": None, "EventSelectors": [{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]},
        changed={"AdvancedEventSelectors": []},
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::GuardDuty::Detector",
        props=lambda w: {
            "Enable": "true", "FindingPublishingFrequency": "FIFTEEN_MINUTES", "Tags": TAGS,
            "Features": [
                {"Name": "S3_DATA_EVENTS", "Status": "ENABLED"},
                {"Name": "RUNTIME_MONITORING", "Status": "ENABLED", "AdditionalConfiguration": [{"Name": "EKS_ADDON_MANAGEMENT", "Status": "ENABLED"}]},
            ],
        },
        read=reads(read_detector),
        change=lambda w: {
            "Enable": False, "FindingPublishingFrequency": "ONE_HOUR", "Features": [{"Name": "S3_DATA_EVENTS", "Status": "DISABLED"}], "Tags": OTHER_TAGS,
        },
        attributes={"Id": r"[0-9a-f]{32}"},
        ref=r"[0-9a-f]{32}",
    ),
    Case(
        "AWS::GuardDuty::Detector",
        label="by data source",
        props=lambda w: {"Enable": True, "DataSources": {"S3Logs": {"Enable": "true"}}},
        read=reads(read_detector),
        change=lambda w: {"DataSources": {"S3Logs": {"Enable": "false"}}},
    ),
    Case(
        "AWS::GuardDuty::Filter",
        props=lambda w: {
            "Action": "ARCHIVE", "Description": "a", "DetectorId": w.client("guardduty").create_detector(Enable=True)["DetectorId"], "FindingCriteria": criteria("a"),
            "Name": "made", "Rank": "2", "Tags": TAGS,
        },
        read=read_filter,
        change=lambda w: {"Action": "NOOP", "Description": "b", "FindingCriteria": criteria("b"), "Rank": 3, "Tags": OTHER_TAGS},
        replace=lambda w: {"DetectorId": "other", "Name": "other"},
    ),
    Case(
        "AWS::Backup::BackupVault",
        props=lambda w: {
            "AccessPolicy": POLICY, "BackupVaultName": w.name("made"), "BackupVaultTags": {"a": "b"}, "EncryptionKeyArn": w.key,
            "LockConfiguration": {"MinRetentionDays": "7", "MaxRetentionDays": 365},
        },
        read=reads(read_vault),
        change=lambda w: {"AccessPolicy": {**POLICY, "Id": "b"}, "BackupVaultTags": {"c": "d"}, "LockConfiguration": {"MinRetentionDays": 8, "MaxRetentionDays": 30}},
        replace=lambda w: {"BackupVaultName": "other", "EncryptionKeyArn": w.other_key},
        attributes={"BackupVaultArn": rf"arn:aws:backup:{REGION}:{ACCOUNT}:backup-vault:made-\w+", "BackupVaultName": r"made-\w+"},
    ),
    Case(
        "AWS::Backup::BackupVault",
        label="that is opened",
        props=lambda w: {"AccessPolicy": POLICY, "BackupVaultName": w.name("opened"), "LockConfiguration": {"MinRetentionDays": 1, "ChangeableForDays": 3}},
        read=reads(read_vault),
        change=lambda w: {"AccessPolicy": None, "LockConfiguration": None},
        changed={"AccessPolicy": None, "LockConfiguration": None},
        unread={"LockConfiguration": "its days to change are given as a date"},
    ),
    Case(
        "AWS::Backup::BackupPlan",
        props=lambda w: {"BackupPlan": plan(w), "BackupPlanTags": {"a": "b"}},
        read=reads(read_plan),
        change=lambda w: {"BackupPlan": plan(w, RuleName="hourly", ScheduleExpression="cron(0 * * * ? *)"), "BackupPlanTags": {"c": "d"}},
        attributes={"BackupPlanId": "[0-9a-f-]{36}", "BackupPlanArn": rf"arn:aws:backup:{REGION}:{ACCOUNT}:backup-plan:[0-9a-f-]+", "VersionId": ".+"},
        ref="[0-9a-f-]{36}",
    ),
    Case(
        "AWS::Backup::BackupSelection",
        props=lambda w: {"BackupPlanId": "p", "BackupSelection": {"IamRoleArn": w.role, "SelectionName": "s", "Resources": ["*"]}},
        unread={"BackupPlanId": "inert", "BackupSelection": "inert"},
        replace=lambda w: {"BackupPlanId": "q", "BackupSelection": {}},
        attributes={"Id": "[0-9a-f-]{36}_p", "SelectionId": "[0-9a-f-]{36}", "BackupPlanId": "p"},
    ),
    Case(
        "AWS::Backup::RestoreTestingPlan",
        props=lambda w: {
            "RestoreTestingPlanName": "tests", "ScheduleExpression": "cron(0 5 2 * ? *)", "ScheduleExpressionTimezone": "UTC", "StartWindowHours": 24,
            "RecoveryPointSelection": {"Algorithm": "LATEST_WITHIN_WINDOW", "IncludeVaults": ["*"], "RecoveryPointTypes": ["SNAPSHOT"]}, "Tags": TAGS,
        },
        unread=dict.fromkeys(
            ("RestoreTestingPlanName", "ScheduleExpression", "ScheduleExpressionTimezone", "StartWindowHours", "RecoveryPointSelection", "Tags"), "inert"
        ),
        replace=lambda w: {"RestoreTestingPlanName": "others"},
        attributes={"RestoreTestingPlanArn": f"arn:aws:backup:{REGION}:{ACCOUNT}:restore-testing-plan:tests"},
        ref="tests",
    ),
    Case(
        "AWS::Backup::RestoreTestingSelection",
        props=lambda w: {
            "RestoreTestingPlanName": "tests", "RestoreTestingSelectionName": "tables", "ProtectedResourceType": "DynamoDB", "IamRoleArn": w.role,
            "ProtectedResourceArns": ["*"], "RestoreMetadataOverrides": {"encryptionType": "KMS"}, "ValidationWindowHours": 1,
            "ProtectedResourceConditions": {"StringEquals": [{"Key": "aws:ResourceTag/a", "Value": "b"}]},
        },
        unread=dict.fromkeys(
            (
                "RestoreTestingPlanName", "RestoreTestingSelectionName", "ProtectedResourceType", "IamRoleArn", "ProtectedResourceArns",
                "RestoreMetadataOverrides", "ValidationWindowHours", "ProtectedResourceConditions",
            ),
            "inert",
        ),
        replace=lambda w: {"ProtectedResourceType": "S3", "RestoreTestingPlanName": "others", "RestoreTestingSelectionName": "buckets"},
        ref=r"tests\|tables",
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_changed_plan_keeps_its_id_and_gets_a_new_version(world: World) -> None:  # noqa: F811
    from strongroom_emulator.resource import registered

    old = {"BackupPlan": plan(world)}
    made = world.make("AWS::Backup::BackupPlan", old)
    attributes = registered()["AWS::Backup::BackupPlan"].update(world.context({}, None), made.physical_id, old, {"BackupPlan": plan(world, RuleName="weekly")})
    assert attributes["BackupPlanId"] == made.physical_id
    assert attributes["VersionId"] != made.attributes["VersionId"]
    assert json.dumps(attributes)
