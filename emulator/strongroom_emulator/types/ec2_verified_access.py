"""AWS Verified Access: configuration is stored; no request is judged, no identity asked."""

from __future__ import annotations

from typing import Any, ClassVar

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_ec2_verified_access
from strongroom_emulator.types._api import absence_is_success, call, pick, refuse_if_changed
from strongroom_emulator.types._ec2 import only, set_tags

_moto_ec2_verified_access.have_verified_access()


class _Part(Resource):
    """A thing of Verified Access that four calls make, tell, change and delete."""

    key: ClassVar[str]
    noun: ClassVar[str]
    fixed: ClassVar[tuple[str, ...]] = ()
    once: ClassVar[tuple[str, ...]] = ()
    """What CloudFormation doesn't call a replacement, and no call changes."""
    changeable: ClassVar[tuple[str, ...]] = ()

    def create(self, ctx: Context, props: Props) -> Created:
        ec2 = ctx.client("ec2")
        made = call(ec2, f"create_{self.noun}", **pick(props, *self.fixed, *self.once, *self.changeable))[self.key][f"{self.key}Id"]
        ctx.made(made)
        self.more(ec2, made, {}, props)
        set_tags(ec2, made, {}, props)
        return Created(made, self.attributes(ec2, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.fixed)
        refuse_if_changed(old, new, "EC2 takes it at creation only", *self.once)
        ec2 = ctx.client("ec2")
        settings = {name: new.get(name, "" if name == "Description" else None) for name in changed(old, new, self.changeable)}
        if settings:
            call(ec2, f"modify_{self.noun}", **{f"{self.key}Id": physical_id}, **self.modification(settings))
        self.more(ec2, physical_id, old, new)
        set_tags(ec2, physical_id, old, new)
        return self.attributes(ec2, physical_id)

    def modification(self, settings: Props) -> Props:
        """The same settings as the call that changes them takes them."""
        return settings

    def more(self, ec2: Any, identity: str, old: Props, new: Props) -> None:
        """What further calls set."""

    def attributes(self, ec2: Any, identity: str) -> Attributes:
        found = only(getattr(ec2, f"describe_{self.noun}s")(**{f"{self.key}Ids": [identity]})[f"{self.key}s"])
        return {f"{self.key}Id": identity, **pick(found, "CreationTime", "LastUpdatedTime")}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            getattr(ctx.client("ec2"), f"delete_{self.noun}")(**{f"{self.key}Id": physical_id})


@resource("AWS::EC2::VerifiedAccessTrustProvider", level=Level.STORED)
class VerifiedAccessTrustProvider(_Part):
    key, noun = "VerifiedAccessTrustProvider", "verified_access_trust_provider"
    fixed = ("DeviceOptions", "DeviceTrustProviderType", "PolicyReferenceName", "TrustProviderType", "UserTrustProviderType")
    changeable = ("Description", "NativeApplicationOidcOptions", "OidcOptions", "SseSpecification")
    handles = frozenset({*fixed, *changeable, "Tags"})


@resource("AWS::EC2::VerifiedAccessInstance", level=Level.STORED)
class VerifiedAccessInstance(_Part):
    key, noun = "VerifiedAccessInstance", "verified_access_instance"
    once = ("FipsEnabled",)
    changeable = ("CidrEndpointsCustomSubDomain", "Description")
    handles = frozenset({*once, *changeable, "LoggingConfigurations", "Tags", "VerifiedAccessTrustProviderIds", "VerifiedAccessTrustProviders"})

    def more(self, ec2: Any, identity: str, old: Props, new: Props) -> None:
        before, after = _providers(old), _providers(new)
        for provider in before:
            if provider not in after:
                ec2.detach_verified_access_trust_provider(VerifiedAccessInstanceId=identity, VerifiedAccessTrustProviderId=provider)
        for provider in after:
            if provider not in before:
                ec2.attach_verified_access_trust_provider(VerifiedAccessInstanceId=identity, VerifiedAccessTrustProviderId=provider)
        if changed(old, new, ("LoggingConfigurations",)):
            logs = new.get("LoggingConfigurations", {})
            call(ec2, "modify_verified_access_instance_logging_configuration", VerifiedAccessInstanceId=identity, AccessLogs=logs)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        ec2 = ctx.client("ec2")
        with absence_is_success():
            self.more(ec2, physical_id, {"VerifiedAccessTrustProviderIds": _providers(props)}, {})
        super().delete(ctx, physical_id, props)


def _providers(props: Props) -> list[str]:
    described = [each["VerifiedAccessTrustProviderId"] for each in props.get("VerifiedAccessTrustProviders", [])]
    return list(dict.fromkeys([*props.get("VerifiedAccessTrustProviderIds", []), *described]))


class _Guarded(_Part):
    """What has a policy of its own."""

    def more(self, ec2: Any, identity: str, old: Props, new: Props) -> None:
        if not changed(old, new, ("PolicyDocument", "PolicyEnabled", "SseSpecification")):
            return
        enabled = to_bool(new.get("PolicyEnabled", "PolicyDocument" in new))
        settings = {"PolicyEnabled": enabled, **pick(new, "PolicyDocument", "SseSpecification")}
        call(ec2, f"modify_{self.noun}_policy", **{f"{self.key}Id": identity}, **settings)


@resource("AWS::EC2::VerifiedAccessGroup", level=Level.STORED)
class VerifiedAccessGroup(_Guarded):
    key, noun = "VerifiedAccessGroup", "verified_access_group"
    changeable = ("Description", "VerifiedAccessInstanceId")
    handles = frozenset({*changeable, "PolicyDocument", "PolicyEnabled", "SseSpecification", "Tags"})

    def attributes(self, ec2: Any, identity: str) -> Attributes:
        found = only(ec2.describe_verified_access_groups(VerifiedAccessGroupIds=[identity])["VerifiedAccessGroups"])
        return {**super().attributes(ec2, identity), **pick(found, "Owner", "VerifiedAccessGroupArn")}


_OPTIONS = ("CidrOptions", "LoadBalancerOptions", "NetworkInterfaceOptions", "RdsOptions")
# What an endpoint stands before can't change in place, and the call that changes it does not take it.
_TARGETS = {
    "CidrOptions": ("Cidr", "Protocol", "SubnetIds"),
    "LoadBalancerOptions": ("LoadBalancerArn",),
    "NetworkInterfaceOptions": ("NetworkInterfaceId",),
    "RdsOptions": ("Protocol", "RdsDbClusterArn", "RdsDbInstanceArn", "RdsDbProxyArn"),
}


@resource("AWS::EC2::VerifiedAccessEndpoint", level=Level.STORED)
class VerifiedAccessEndpoint(_Guarded):
    key, noun = "VerifiedAccessEndpoint", "verified_access_endpoint"
    fixed = ("ApplicationDomain", "AttachmentType", "DomainCertificateArn", "EndpointDomainPrefix", "EndpointType", "SecurityGroupIds")
    changeable = ("Description", "VerifiedAccessGroupId", *_OPTIONS)
    handles = frozenset({*fixed, *changeable, "PolicyDocument", "PolicyEnabled", "SseSpecification", "Tags"})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        for name, targets in _TARGETS.items():
            replace_if_changed(old.get(name, {}), new.get(name, {}), *targets)
        return super().update(ctx, physical_id, old, new)

    def modification(self, settings: Props) -> Props:
        return {
            name: {key: item for key, item in value.items() if key not in _TARGETS[name]} if name in _TARGETS and value else value for name, value in settings.items()
        }

    def attributes(self, ec2: Any, identity: str) -> Attributes:
        found = only(ec2.describe_verified_access_endpoints(VerifiedAccessEndpointIds=[identity])["VerifiedAccessEndpoints"])
        told = pick(found, "DeviceValidationDomain", "EndpointDomain", "VerifiedAccessInstanceId")
        return {**super().attributes(ec2, identity), **told, "Status": found["Status"]["Code"]}
