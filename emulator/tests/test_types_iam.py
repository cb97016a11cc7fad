"""AWS Identity and Access Management's types."""

from __future__ import annotations

from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401

READ_ONLY, AUDIT = "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/SecurityAudit"
OTHER_TRUST = {**TRUST, "Id": "other"}


def inline(w: World, kind: str, name: str) -> list[dict[str, Any]]:
    iam, who = w.client("iam"), {f"{kind}Name": name}
    names = getattr(iam, f"list_{kind.lower()}_policies")(**who)["PolicyNames"]
    return [{"PolicyName": each, "PolicyDocument": getattr(iam, f"get_{kind.lower()}_policy")(**who, PolicyName=each)["PolicyDocument"]} for each in names]


def attached(w: World, kind: str, name: str) -> list[str]:
    found = getattr(w.client("iam"), f"list_attached_{kind.lower()}_policies")(**{f"{kind}Name": name})["AttachedPolicies"]
    return [each["PolicyArn"] for each in found]


def read_role(w: World, made: Created) -> dict[str, Any]:
    role = w.client("iam").get_role(RoleName=made.physical_id)["Role"]
    return {
        **role,
        "ManagedPolicyArns": attached(w, "Role", made.physical_id),
        "PermissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "Policies": inline(w, "Role", made.physical_id),
        "Tags": as_tags(role.get("Tags", [])),
    }


def read_group(w: World, made: Created) -> dict[str, Any]:
    group = w.client("iam").get_group(GroupName=made.physical_id)["Group"]
    return {**group, "ManagedPolicyArns": attached(w, "Group", made.physical_id), "Policies": inline(w, "Group", made.physical_id)}


def read_policy(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    def holding(kind: str, candidates: list[str]) -> list[str]:
        return [each for each in candidates if props["PolicyName"] in [policy["PolicyName"] for policy in inline(w, kind, each)]]

    roles = holding("Role", [role(w), other_role(w)])
    return {
        "PolicyName": props["PolicyName"],
        "PolicyDocument": next(each["PolicyDocument"] for each in inline(w, "Role", roles[0]) if each["PolicyName"] == props["PolicyName"]),
        "Roles": roles,
        "Users": holding("User", [user(w)]),
        "Groups": holding("Group", [group(w)]),
    }


def read_managed(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    iam = w.client("iam")
    policy = iam.get_policy(PolicyArn=made.physical_id)["Policy"]
    holders = iam.list_entities_for_policy(PolicyArn=made.physical_id)
    return {
        "ManagedPolicyName": policy["PolicyName"],
        "Description": policy.get("Description"),
        "Path": policy["Path"],
        "PolicyDocument": iam.get_policy_version(PolicyArn=made.physical_id, VersionId=policy["DefaultVersionId"])["PolicyVersion"]["Document"],
        "Roles": [each["RoleName"] for each in holders["PolicyRoles"]],
        "Users": [each["UserName"] for each in holders["PolicyUsers"]],
        "Groups": [each["GroupName"] for each in holders["PolicyGroups"]],
    }


def role(w: World) -> str:
    return w.role.split("/")[-1]


def other_role(w: World) -> str:
    return w.other_role.split("/")[-1]


def user(w: World) -> str:
    name, iam = w.name("user"), w.client("iam")
    if name not in [each["UserName"] for each in iam.list_users()["Users"]]:
        iam.create_user(UserName=name)
    return name


def group(w: World) -> str:
    name, iam = w.name("people"), w.client("iam")
    if name not in [each["GroupName"] for each in iam.list_groups()["Groups"]]:
        iam.create_group(GroupName=name)
    return name


def read_profile(w: World, made: Created) -> dict[str, Any]:
    profile = w.client("iam").get_instance_profile(InstanceProfileName=made.physical_id)["InstanceProfile"]
    return {**profile, "Roles": [each["RoleName"] for each in profile["Roles"]]}


CASES = [
    Case(
        "AWS::IAM::Role",
        props=lambda w: {
            "AssumeRolePolicyDocument": TRUST, "Description": "a", "ManagedPolicyArns": [READ_ONLY], "MaxSessionDuration": "7200", "Path": "/app/",
            "PermissionsBoundary": AUDIT, "RoleName": w.name("made"), "Tags": TAGS,
            "Policies": [{"PolicyName": "one", "PolicyDocument": ALLOW_ALL}, {"PolicyName": "two", "PolicyDocument": ALLOW_LESS}],
        },
        read=reads(read_role),
        change=lambda w: {
            "AssumeRolePolicyDocument": OTHER_TRUST, "Description": "b", "ManagedPolicyArns": [AUDIT], "MaxSessionDuration": 3600,
            "PermissionsBoundary": READ_ONLY, "Tags": OTHER_TAGS,
            "Policies": [{"PolicyName": "one", "PolicyDocument": ALLOW_LESS}, {"PolicyName": "three", "PolicyDocument": ALLOW_ALL}],
        },
        replace=lambda w: {"Path": "/other/", "RoleName": w.name("other")},
        attributes={"Arn": rf"arn:aws:iam::{ACCOUNT}:role/app/made-\w+", "RoleId": r"AROA\w+"},
        ref=r"made-\w+",
    ),
    Case(
        "AWS::IAM::Role",
        label="that loses its boundary",
        props=lambda w: {"AssumeRolePolicyDocument": TRUST, "PermissionsBoundary": AUDIT, "Tags": TAGS},
        read=reads(read_role),
        change=lambda w: {"PermissionsBoundary": None, "Tags": None},
        changed={"PermissionsBoundary": None, "Tags": []},
        ref=r"stack-Thing-\w+",
    ),
    Case(
        "AWS::IAM::Group",
        props=lambda w: {
            "GroupName": w.name("made"), "ManagedPolicyArns": [READ_ONLY], "Path": "/a/", "Policies": [{"PolicyName": "one", "PolicyDocument": ALLOW_ALL}],
        },
        read=reads(read_group),
        change=lambda w: {"ManagedPolicyArns": [AUDIT], "Policies": [{"PolicyName": "two", "PolicyDocument": ALLOW_LESS}]},
        replace=lambda w: {"GroupName": w.name("other")},
        attributes={"Arn": rf"arn:aws:iam::{ACCOUNT}:group/a/made-\w+"},
    ),
    Case(
        "AWS::IAM::Policy",
        props=lambda w: {"PolicyName": "inline", "PolicyDocument": ALLOW_ALL, "Roles": [role(w)], "Users": [user(w)], "Groups": [group(w)]},
        read=read_policy,
        change=lambda w: {"PolicyName": "renamed", "PolicyDocument": ALLOW_LESS, "Roles": [other_role(w)], "Users": None},
        changed={"Users": []},
        attributes={"Id": r"stack-Thing-\w+"},
        gone=lambda w, made, props: not inline(w, "Role", role(w)) and not inline(w, "User", user(w)) and not inline(w, "Group", group(w)),
    ),
    Case(
        "AWS::IAM::ManagedPolicy",
        props=lambda w: {
            "ManagedPolicyName": w.name("made"), "Description": "a", "Path": "/p/", "PolicyDocument": ALLOW_ALL, "Roles": [role(w)], "Users": [user(w)],
            "Groups": [group(w)],
        },
        read=read_managed,
        change=lambda w: {"PolicyDocument": ALLOW_LESS, "Roles": [role(w), other_role(w)], "Users": None},
        changed={"Users": []},
        replace=lambda w: {"ManagedPolicyName": w.name("other"), "Description": "b", "Path": "/q/"},
        attributes={
            "PolicyArn": rf"arn:aws:iam::{ACCOUNT}:policy/p/made-\w+", "AttachmentCount": "3", "DefaultVersionId": "v1", "IsAttachable": "true",
            "PolicyId": r"A\w+", "PermissionsBoundaryUsageCount": "0", "CreateDate": r"\d{4}-.+", "UpdateDate": r"\d{4}-.+",
        },
        ref=rf"arn:aws:iam::{ACCOUNT}:policy/p/made-\w+",
    ),
    Case(
        "AWS::IAM::InstanceProfile",
        props=lambda w: {"InstanceProfileName": w.name("made"), "Path": "/p/", "Roles": [role(w)]},
        read=reads(read_profile),
        change=lambda w: {"Roles": [other_role(w)]},
        replace=lambda w: {"InstanceProfileName": w.name("other"), "Path": "/q/"},
        attributes={"Arn": rf"arn:aws:iam::{ACCOUNT}:instance-profile/p/made-\w+"},
    ),
    Case(
        "AWS::IAM::ServiceLinkedRole",
        props=lambda w: {"AWSServiceName": "guardduty.amazonaws.com", "CustomSuffix": w.suffix, "Description": "a"},
        read=lambda w, made, props: {**read_role(w, made), "CustomSuffix": made.physical_id.split("_")[-1], "AWSServiceName": read_role(w, made)["Path"].split("/")[2]},
        change=lambda w: {"Description": "b"},
        replace=lambda w: {"AWSServiceName": "config.amazonaws.com", "CustomSuffix": "x"},
        attributes={"RoleName": r"AWSServiceRoleFor\w+"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def test_a_managed_policy_may_change_more_often_than_it_has_versions(world: World) -> None:  # noqa: F811
    from strongroom_emulator.resource import registered

    policies, old = registered()["AWS::IAM::ManagedPolicy"], {"ManagedPolicyName": world.name("often"), "PolicyDocument": ALLOW_ALL}
    made = world.make("AWS::IAM::ManagedPolicy", old)
    for number in range(7):
        new = {**old, "PolicyDocument": {**ALLOW_ALL, "Id": str(number)}}
        policies.update(world.context({}, None), made.physical_id, old, new)
        old = new
    assert read_managed(world, made, old)["PolicyDocument"]["Id"] == "6"
