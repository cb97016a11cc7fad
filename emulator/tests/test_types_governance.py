"""The types of Config, Security Hub and Cognito."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import Refused, registered


def read_recorder(w: World, made: Created) -> dict[str, Any]:
    found = w.client("config").describe_configuration_recorders(ConfigurationRecorderNames=[made.physical_id])["ConfigurationRecorders"][0]
    group = found["recordingGroup"]
    return {
        "Name": found["name"], "RoleARN": found["roleARN"],
        "RecordingGroup": {
            "AllSupported": group["allSupported"], "IncludeGlobalResourceTypes": group["includeGlobalResourceTypes"], "ResourceTypes": group.get("resourceTypes"),
        },
    }  # fmt: skip


def recorder(w: World) -> None:
    """One recorder a region: whichever is there already will do."""
    config = w.client("config")
    if not config.describe_configuration_recorders()["ConfigurationRecorders"]:
        config.put_configuration_recorder(ConfigurationRecorder={"name": "there", "roleARN": w.role})


def no_recorder(w: World) -> None:
    config = w.client("config")
    for channel in config.describe_delivery_channels()["DeliveryChannels"]:
        for each in config.describe_configuration_recorders()["ConfigurationRecorders"]:
            config.stop_configuration_recorder(ConfigurationRecorderName=each["name"])
        config.delete_delivery_channel(DeliveryChannelName=channel["name"])
    for each in config.describe_configuration_recorders()["ConfigurationRecorders"]:
        config.delete_configuration_recorder(ConfigurationRecorderName=each["name"])


def read_channel(w: World, made: Created) -> dict[str, Any]:
    found = w.client("config").describe_delivery_channels(DeliveryChannelNames=[made.physical_id])["DeliveryChannels"][0]
    return {
        "Name": found["name"], "S3BucketName": found["s3BucketName"], "S3KeyPrefix": found.get("s3KeyPrefix"), "S3KmsKeyArn": found.get("s3KmsKeyArn"),
        "SnsTopicARN": found.get("snsTopicARN"),
        "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": found.get("configSnapshotDeliveryProperties", {}).get("deliveryFrequency")},
    }  # fmt: skip


def read_config_rule(w: World, made: Created) -> dict[str, Any]:
    return w.client("config").describe_config_rules(ConfigRuleNames=[made.physical_id])["ConfigRules"][0]


def read_hub(w: World, made: Created) -> dict[str, Any]:
    return w.client("securityhub").describe_hub()


def read_pool(w: World, made: Created) -> dict[str, Any]:
    cognito = w.client("cognito-idp")
    found = cognito.describe_user_pool(UserPoolId=made.physical_id)["UserPool"]
    mfa = cognito.get_user_pool_mfa_config(UserPoolId=made.physical_id)
    kinds = ["SOFTWARE_TOKEN_MFA"] if (mfa.get("SoftwareTokenMfaConfiguration") or {}).get("Enabled") else []
    return {
        **found,
        "UserPoolName": found["Name"],
        "MfaConfiguration": mfa["MfaConfiguration"],
        "EnabledMfas": [*kinds, *(["SMS_MFA"] if mfa.get("SmsMfaConfiguration") else [])],
        "Schema": [
            {**each, "Name": each["Name"].removeprefix("custom:")} for each in found["SchemaAttributes"] if each["Name"].startswith("custom:")
        ],
    }


def pool(w: World, name: str = "pool") -> str:
    cognito = w.client("cognito-idp")
    found = [each["Id"] for each in cognito.list_user_pools(MaxResults=60)["UserPools"] if each["Name"] == w.name(name)]
    return found[0] if found else cognito.create_user_pool(PoolName=w.name(name))["UserPool"]["Id"]


def attribute(name: str) -> dict[str, Any]:
    return {"Name": name, "AttributeDataType": "String", "Mutable": "true", "Required": False}


CASES = [
    Case(
        "AWS::Config::ConfigurationRecorder",
        props=lambda w: no_recorder(w) or {
            "Name": w.name("made"), "RoleARN": w.role, "RecordingGroup": {"AllSupported": "true", "IncludeGlobalResourceTypes": "true"},
        },
        read=reads(read_recorder),
        change=lambda w: {"RoleARN": w.other_role, "RecordingGroup": {"AllSupported": False, "ResourceTypes": ["AWS::S3::Bucket"]}},
        replace=lambda w: {"Name": "other"},
        attributes={"Id": r"made-\w+"},
    ),
    Case(
        "AWS::Config::DeliveryChannel",
        props=lambda w: recorder(w) or {
            "Name": w.name("made"), "S3BucketName": w.bucket, "S3KeyPrefix": "config", "S3KmsKeyArn": w.key, "SnsTopicARN": w.topic,
            "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": "One_Hour"},
        },
        read=reads(read_channel),
        change=lambda w: {"S3BucketName": w.other_bucket, "S3KeyPrefix": "other", "ConfigSnapshotDeliveryProperties": {"DeliveryFrequency": "Six_Hours"}},
        replace=lambda w: {"Name": "other"},
        attributes={"Id": r"made-\w+"},
    ),
    Case(
        "AWS::Config::ConfigRule",
        props=lambda w: {
            "ConfigRuleName": w.name("made"), "Description": "a", "InputParameters": {"maxAccessKeyAge": "90"}, "MaximumExecutionFrequency": "One_Hour",
            "Source": {"Owner": "AWS", "SourceIdentifier": "ACCESS_KEYS_ROTATED"},
        },
        read=reads(read_config_rule),
        change=lambda w: {"Description": "b", "InputParameters": {"maxAccessKeyAge": "60"}, "MaximumExecutionFrequency": "Six_Hours"},
        replace=lambda w: {"ConfigRuleName": "other"},
        attributes={"Arn": rf"arn:aws:config:{REGION}:{ACCOUNT}:config-rule/.+", "ConfigRuleId": "config-rule-.+"},
    ),
    Case(
        "AWS::Config::ConfigRule",
        label="of some resources",
        props=lambda w: {
            "Scope": {"ComplianceResourceTypes": ["AWS::S3::Bucket"]}, "Source": {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_VERSIONING_ENABLED"},
        },
        read=reads(read_config_rule),
        change=lambda w: {"Scope": {"ComplianceResourceTypes": ["AWS::SNS::Topic", "AWS::SQS::Queue"]}},
    ),
    Case(
        "AWS::SecurityHub::Hub",
        props=lambda w: {"EnableDefaultStandards": "false", "Tags": {"a": "b"}},
        read=reads(read_hub),
        change=lambda w: {"Tags": {"c": "d"}},
        unread={"EnableDefaultStandards": "is a choice at the call", "Tags": "moto has no ListTagsForResource here"},
        attributes={"ARN": rf"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default", "SubscribedAt": r"\d{4}-.+"},
        ref=rf"arn:aws:securityhub:{REGION}:{ACCOUNT}:hub/default",
    ),
    Case(
        "AWS::SecurityHub::Standard",
        props=lambda w: {"StandardsArn": f"arn:aws:securityhub:{REGION}::standards/aws-foundational-security-best-practices/v/1.0.0", "DisabledStandardsControls": []},
        unread={"StandardsArn": "inert", "DisabledStandardsControls": "inert"},
        change=lambda w: {"DisabledStandardsControls": [{"StandardsControlArn": "a", "Reason": "b"}]},
        replace=lambda w: {"StandardsArn": "other"},
        ref=rf"arn:aws:securityhub:{REGION}:{ACCOUNT}:subscription/aws-foundational-security-best-practices/v/1\.0\.0",
    ),
    Case(
        "AWS::Cognito::UserPool",
        props=lambda w: {
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": "1"}]},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": "true"}, "AutoVerifiedAttributes": ["email"], "DeletionProtection": "INACTIVE",
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": "true"}, "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
            "EmailVerificationMessage": "code {####}", "EmailVerificationSubject": "a", "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
            "LambdaConfig": {"PreSignUp": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{w.function}"}, "MfaConfiguration": "ON",
            "Policies": {"PasswordPolicy": {"MinimumLength": "14", "RequireSymbols": "true", "TemporaryPasswordValidityDays": 3}},
            "Schema": [attribute("tenant")], "SmsAuthenticationMessage": "{####}", "SmsVerificationMessage": "{####}",
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]}, "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
            "UserPoolName": w.name("made"), "UserPoolTags": {"a": "b"}, "UserPoolTier": "PLUS", "UsernameAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": "false"},
            "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": "code {####}", "EmailSubject": "a"},
        },
        read=reads(read_pool),
        change=lambda w: {
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False}, "MfaConfiguration": "OPTIONAL", "UserPoolTags": {"c": "d"},
            "Policies": {"PasswordPolicy": {"MinimumLength": 20}}, "Schema": [attribute("tenant"), attribute("plan")],
            "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
        },
        attributes={
            "Arn": rf"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_\w+", "ProviderName": rf"cognito-idp\.{REGION}\.amazonaws\.com/{REGION}_\w+",
            "ProviderURL": rf"https://cognito-idp\.{REGION}\.amazonaws\.com/{REGION}_\w+", "UserPoolId": rf"{REGION}_\w+",
        },
        ref=rf"{REGION}_\w+",
    ),
    Case(
        "AWS::Cognito::UserPool",
        label="with texts",
        props=lambda w: {
            "AliasAttributes": ["email"], "EnabledMfas": ["SMS_MFA"], "MfaConfiguration": "OPTIONAL", "SmsConfiguration": {"SnsCallerArn": w.role, "ExternalId": "a"},
        },
        read=reads(read_pool),
        change=lambda w: {"MfaConfiguration": "OFF", "EnabledMfas": None},
    ),
    Case(
        "AWS::Cognito::UserPoolClient",
        props=lambda w: {
            "AccessTokenValidity": "5", "AllowedOAuthFlows": ["code"], "AllowedOAuthFlowsUserPoolClient": "true", "AllowedOAuthScopes": ["openid"],
            "AuthSessionValidity": "5", "CallbackURLs": ["https://a.example"], "ClientName": w.name("made"), "DefaultRedirectURI": "https://a.example",
            "EnablePropagateAdditionalUserContextData": "true", "EnableTokenRevocation": "true", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "GenerateSecret": "true", "IdTokenValidity": 5, "LogoutURLs": ["https://a.example/out"], "PreventUserExistenceErrors": "ENABLED",
            "ReadAttributes": ["email"], "RefreshTokenRotation": {"Feature": "ENABLED"}, "RefreshTokenValidity": "1", "SupportedIdentityProviders": ["COGNITO"],
            "TokenValidityUnits": {"AccessToken": "minutes"}, "UserPoolId": pool(w), "WriteAttributes": ["email"],
            "AnalyticsConfiguration": {"ApplicationId": "a", "UserDataShared": "true"},
        },
        read=lambda w, made, props: {
            **w.client("cognito-idp").describe_user_pool_client(UserPoolId=pool(w), ClientId=made.physical_id)["UserPoolClient"], "GenerateSecret": True,
        },
        change=lambda w: {"AccessTokenValidity": 10, "CallbackURLs": ["https://b.example"], "DefaultRedirectURI": "https://b.example", "EnableTokenRevocation": False},
        replace=lambda w: {"GenerateSecret": False, "UserPoolId": "other"},
        attributes={"ClientId": r"\w+", "ClientSecret": ".+", "Name": r"made-\w+"},
        ref=r"\w+",
    ),
    Case(
        "AWS::Cognito::UserPoolDomain",
        props=lambda w: {"Domain": w.name("made"), "UserPoolId": pool(w), "CustomDomainConfig": {"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/a"}},
        read=lambda w, made, props: {
            **(found := w.client("cognito-idp").describe_user_pool_domain(Domain=made.physical_id)["DomainDescription"]), "Domain": found["Domain"],
        },
        change=lambda w: {"CustomDomainConfig": {"CertificateArn": f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/b"}},
        replace=lambda w: {"Domain": "other", "UserPoolId": "other"},
        unread={"CustomDomainConfig": "moto keeps it and shows it nowhere"},
        attributes={"CloudFrontDistribution": ".*"},
    ),
    Case(
        "AWS::Cognito::UserPoolGroup",
        props=lambda w: {"Description": "a", "GroupName": "made", "Precedence": "1", "RoleArn": w.role, "UserPoolId": pool(w)},
        read=lambda w, made, props: w.client("cognito-idp").get_group(GroupName=made.physical_id, UserPoolId=pool(w))["Group"],
        change=lambda w: {"Description": "b", "Precedence": 2, "RoleArn": w.other_role},
        replace=lambda w: {"GroupName": "other", "UserPoolId": "other"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_channel_starts_the_recorder(world: World) -> None:  # noqa: F811
    recorder(world)
    made = world.make("AWS::Config::DeliveryChannel", {"S3BucketName": world.bucket})
    assert all(each["recording"] for each in world.client("config").describe_configuration_recorder_status()["ConfigurationRecordersStatus"])
    registered()["AWS::Config::DeliveryChannel"].delete(world.context({}, None), made.physical_id, {})


@pytest.mark.parametrize("name, value", [("UsernameAttributes", ["email"]), ("AliasAttributes", ["email"]), ("Schema", [])])
def test_what_a_pool_is_never_changes(world: World, name: str, value: Any) -> None:  # noqa: F811
    old = {"Schema": [attribute("tenant")]}
    made = world.make("AWS::Cognito::UserPool", old)
    with pytest.raises(Refused):
        registered()["AWS::Cognito::UserPool"].update(world.context({}, None), made.physical_id, old, {**old, name: value})


def test_a_protected_pool_is_not_deleted(world: World) -> None:  # noqa: F811
    made = world.make("AWS::Cognito::UserPool", {"DeletionProtection": "ACTIVE"})
    with pytest.raises(Refused, match="protection"):
        registered()["AWS::Cognito::UserPool"].delete(world.context({}, None), made.physical_id, {"DeletionProtection": "ACTIVE"})
