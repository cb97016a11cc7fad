"""AWS Identity and Access Management: policies are stored and shape-checked; who may do what is not decided here."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, pick, tag_list, to_text

_MAX_POLICY_VERSIONS = 5
# (property, parameter, the kind in IAM's calls)
_HOLDERS = (("Roles", "RoleName", "role"), ("Users", "UserName", "user"), ("Groups", "GroupName", "group"))


def _inline(props: Props) -> dict[str, str]:
    return {policy["PolicyName"]: to_text(policy["PolicyDocument"]) for policy in props.get("Policies", [])}


def _change_holder_policies(iam: Any, kind: str, name: str, old: Props, new: Props) -> None:
    """Bring a role's, user's or group's inline and managed policies from the old properties to the new."""
    who = {f"{kind.capitalize()}Name": name}
    before, after = _inline(old), _inline(new)
    for policy in before.keys() - after.keys():
        getattr(iam, f"delete_{kind}_policy")(**who, PolicyName=policy)
    for policy, document in after.items():
        if before.get(policy) != document:
            getattr(iam, f"put_{kind}_policy")(**who, PolicyName=policy, PolicyDocument=document)
    attached, wanted = old.get("ManagedPolicyArns", []), new.get("ManagedPolicyArns", [])
    for managed in attached:
        if managed not in wanted:
            getattr(iam, f"detach_{kind}_policy")(**who, PolicyArn=managed)
    for managed in wanted:
        if managed not in attached:
            getattr(iam, f"attach_{kind}_policy")(**who, PolicyArn=managed)


def _strip_policies(iam: Any, kind: str, name: str) -> None:
    who = {f"{kind.capitalize()}Name": name}
    for managed in getattr(iam, f"list_attached_{kind}_policies")(**who)["AttachedPolicies"]:
        getattr(iam, f"detach_{kind}_policy")(**who, PolicyArn=managed["PolicyArn"])
    for policy in getattr(iam, f"list_{kind}_policies")(**who)["PolicyNames"]:
        getattr(iam, f"delete_{kind}_policy")(**who, PolicyName=policy)


@resource("AWS::IAM::Role", level=Level.STORED, name_property="RoleName")
class Role(Resource):
    handles = frozenset({
        "AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "MaxSessionDuration", "Path", "PermissionsBoundary", "Policies", "RoleName", "Tags",
    })  # fmt: skip

    def create(self, ctx: Context, props: Props) -> Created:
        iam, name = ctx.client("iam"), generated_name(ctx, props, "RoleName", limit=64)
        settings = pick(props, "AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "PermissionsBoundary")
        call(iam, "create_role", RoleName=name, Tags=tag_list(props.get("Tags")), **settings)
        ctx.made(name)
        _change_holder_policies(iam, "role", name, {}, props)
        return Created(name, _role_attributes(iam, name))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Path", "RoleName")
        iam = ctx.client("iam")
        if changed(old, new, ("AssumeRolePolicyDocument",)):
            call(iam, "update_assume_role_policy", RoleName=physical_id, PolicyDocument=new["AssumeRolePolicyDocument"])
        if changed(old, new, ("Description", "MaxSessionDuration")):
            settings = {"Description": new.get("Description", ""), "MaxSessionDuration": new.get("MaxSessionDuration", 3600)}
            call(iam, "update_role", RoleName=physical_id, **settings)
        if changed(old, new, ("PermissionsBoundary",)):
            if "PermissionsBoundary" in new:
                iam.put_role_permissions_boundary(RoleName=physical_id, PermissionsBoundary=new["PermissionsBoundary"])
            else:
                iam.delete_role_permissions_boundary(RoleName=physical_id)
        _change_holder_policies(iam, "role", physical_id, old, new)
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: iam.tag_role(RoleName=physical_id, Tags=tag_list(tags)),
            lambda names: iam.untag_role(RoleName=physical_id, TagKeys=names),
        )  # fmt: skip
        return _role_attributes(iam, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        iam = ctx.client("iam")
        with absence_is_success():
            _strip_policies(iam, "role", physical_id)
            iam.delete_role(RoleName=physical_id)


def _role_attributes(iam: Any, name: str) -> Attributes:
    role = iam.get_role(RoleName=name)["Role"]
    return {"Arn": role["Arn"], "RoleId": role["RoleId"]}


@resource("AWS::IAM::Group", level=Level.STORED, name_property="GroupName")
class Group(Resource):
    handles = frozenset({"GroupName", "ManagedPolicyArns", "Path", "Policies"})

    def create(self, ctx: Context, props: Props) -> Created:
        iam, name = ctx.client("iam"), generated_name(ctx, props, "GroupName", limit=128)
        group = iam.create_group(GroupName=name, **pick(props, "Path"))["Group"]
        ctx.made(name)
        _change_holder_policies(iam, "group", name, {}, props)
        return Created(name, {"Arn": group["Arn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "GroupName")
        iam = ctx.client("iam")
        if changed(old, new, ("Path",)):
            iam.update_group(GroupName=physical_id, NewPath=new.get("Path", "/"))
        _change_holder_policies(iam, "group", physical_id, old, new)
        return {"Arn": iam.get_group(GroupName=physical_id)["Group"]["Arn"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        iam = ctx.client("iam")
        with absence_is_success():
            _strip_policies(iam, "group", physical_id)
            iam.delete_group(GroupName=physical_id)


@resource("AWS::IAM::Policy", level=Level.STORED)
class Policy(Resource):
    """An inline policy put on roles, users and groups."""

    handles = frozenset({"Groups", "PolicyDocument", "PolicyName", "Roles", "Users"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.made(ctx.name)
        _put_inline(ctx.client("iam"), props, props)
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        iam = ctx.client("iam")
        _put_inline(iam, new, new)
        renamed = old["PolicyName"] != new["PolicyName"]
        gone = {name: [holder for holder in old.get(name, []) if renamed or holder not in new.get(name, [])] for name, _, _ in _HOLDERS}
        _delete_inline(iam, old, gone)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        _delete_inline(ctx.client("iam"), props, props)


def _put_inline(iam: Any, policy: Props, holders: Props) -> None:
    for name, parameter, kind in _HOLDERS:
        for holder in holders.get(name, []):
            call(iam, f"put_{kind}_policy", **{parameter: holder}, PolicyName=policy["PolicyName"], PolicyDocument=policy["PolicyDocument"])


def _delete_inline(iam: Any, policy: Props, holders: Props) -> None:
    for name, parameter, kind in _HOLDERS:
        for holder in holders.get(name, []):
            with absence_is_success():
                getattr(iam, f"delete_{kind}_policy")(**{parameter: holder}, PolicyName=policy["PolicyName"])


@resource("AWS::IAM::ManagedPolicy", level=Level.STORED, name_property="ManagedPolicyName")
class ManagedPolicy(Resource):
    handles = frozenset({"Description", "Groups", "ManagedPolicyName", "Path", "PolicyDocument", "Roles", "Users"})

    def create(self, ctx: Context, props: Props) -> Created:
        iam, name = ctx.client("iam"), generated_name(ctx, props, "ManagedPolicyName", limit=128)
        policy = call(iam, "create_policy", PolicyName=name, **pick(props, "Description", "Path", "PolicyDocument"))["Policy"]["Arn"]
        ctx.made(policy)
        _attach(iam, policy, props)
        return Created(policy, _managed_attributes(iam, policy))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ManagedPolicyName", "Description", "Path")
        iam = ctx.client("iam")
        if changed(old, new, ("PolicyDocument",)):
            versions = iam.list_policy_versions(PolicyArn=physical_id)["Versions"]
            spare = [version["VersionId"] for version in versions if not version["IsDefaultVersion"]]
            if len(versions) >= _MAX_POLICY_VERSIONS:
                iam.delete_policy_version(PolicyArn=physical_id, VersionId=min(spare, key=lambda version: int(version[1:])))
            call(iam, "create_policy_version", PolicyArn=physical_id, PolicyDocument=new["PolicyDocument"], SetAsDefault=True)
        for name, parameter, kind in _HOLDERS:
            for holder in old.get(name, []):
                if holder not in new.get(name, []):
                    with absence_is_success():
                        getattr(iam, f"detach_{kind}_policy")(**{parameter: holder}, PolicyArn=physical_id)
        _attach(iam, physical_id, new)
        return _managed_attributes(iam, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        iam = ctx.client("iam")
        with absence_is_success():
            holders = iam.list_entities_for_policy(PolicyArn=physical_id)
            for parameter, kind in (("RoleName", "role"), ("UserName", "user"), ("GroupName", "group")):
                for holder in holders[f"Policy{kind.capitalize()}s"]:
                    getattr(iam, f"detach_{kind}_policy")(**{parameter: holder[parameter]}, PolicyArn=physical_id)
            for version in iam.list_policy_versions(PolicyArn=physical_id)["Versions"]:
                if not version["IsDefaultVersion"]:
                    iam.delete_policy_version(PolicyArn=physical_id, VersionId=version["VersionId"])
            iam.delete_policy(PolicyArn=physical_id)


def _attach(iam: Any, policy: str, holders: Props) -> None:
    for name, parameter, kind in _HOLDERS:
        for holder in holders.get(name, []):
            getattr(iam, f"attach_{kind}_policy")(**{parameter: holder}, PolicyArn=policy)


def _managed_attributes(iam: Any, policy: str) -> Attributes:
    found = iam.get_policy(PolicyArn=policy)["Policy"]
    return {
        "PolicyArn": policy,
        "PolicyId": found["PolicyId"],
        "DefaultVersionId": found["DefaultVersionId"],
        "AttachmentCount": str(found["AttachmentCount"]),
        "PermissionsBoundaryUsageCount": str(found.get("PermissionsBoundaryUsageCount", 0)),
        "IsAttachable": to_text(found.get("IsAttachable", True)),
        "CreateDate": found["CreateDate"].isoformat(),
        "UpdateDate": found["UpdateDate"].isoformat(),
    }


@resource("AWS::IAM::InstanceProfile", level=Level.STORED, name_property="InstanceProfileName")
class InstanceProfile(Resource):
    handles = frozenset({"InstanceProfileName", "Path", "Roles"})

    def create(self, ctx: Context, props: Props) -> Created:
        iam, name = ctx.client("iam"), generated_name(ctx, props, "InstanceProfileName", limit=128)
        profile = iam.create_instance_profile(InstanceProfileName=name, **pick(props, "Path"))["InstanceProfile"]
        ctx.made(name)
        for role in props["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)
        return Created(name, {"Arn": profile["Arn"]})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "InstanceProfileName", "Path")
        iam = ctx.client("iam")
        if changed(old, new, ("Roles",)):
            _remove_roles(iam, physical_id)
            for role in new["Roles"]:
                iam.add_role_to_instance_profile(InstanceProfileName=physical_id, RoleName=role)
        return {"Arn": iam.get_instance_profile(InstanceProfileName=physical_id)["InstanceProfile"]["Arn"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        iam = ctx.client("iam")
        with absence_is_success():
            _remove_roles(iam, physical_id)
            iam.delete_instance_profile(InstanceProfileName=physical_id)


def _remove_roles(iam: Any, profile: str) -> None:
    for role in iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"]:
        iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=role["RoleName"])


@resource("AWS::IAM::ServiceLinkedRole", level=Level.STORED)
class ServiceLinkedRole(Resource):
    handles = frozenset({"AWSServiceName", "CustomSuffix", "Description"})

    def create(self, ctx: Context, props: Props) -> Created:
        role = ctx.client("iam").create_service_linked_role(**pick(props, "AWSServiceName", "CustomSuffix", "Description"))["Role"]["RoleName"]
        return Created(role, {"RoleName": role})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "AWSServiceName", "CustomSuffix")
        ctx.client("iam").update_role_description(RoleName=physical_id, Description=new.get("Description", ""))
        return {"RoleName": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("iam").delete_service_linked_role(RoleName=physical_id)
