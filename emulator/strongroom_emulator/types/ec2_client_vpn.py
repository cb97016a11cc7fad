"""AWS Client VPN: configuration is stored; nobody can connect."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_ec2_client_vpn
from strongroom_emulator.types._api import absence_is_success, call, pick

_moto_ec2_client_vpn.have_client_vpn()

# Property -> what stands for its absence in a change.
_CHANGEABLE: dict[str, Any] = {
    "ClientConnectOptions": {"Enabled": False},
    "ClientLoginBannerOptions": {"Enabled": False},
    "ClientRouteEnforcementOptions": {"Enforced": False},
    "ConnectionLogOptions": None,
    "Description": "",
    "DisconnectOnSessionTimeout": False,
    "DnsServers": [],
    "SecurityGroupIds": None,
    "SelfServicePortal": "disabled",
    "ServerCertificateArn": None,
    "SessionTimeoutHours": 24,
    "SplitTunnel": False,
    "VpcId": None,
    "VpnPort": 443,
}


@resource("AWS::EC2::ClientVpnEndpoint", level=Level.STORED)
class ClientVpnEndpoint(Resource):
    _FIXED = ("AuthenticationOptions", "ClientCidrBlock", "EndpointIpAddressType", "TagSpecifications", "TrafficIpAddressType", "TransportProtocol")
    handles = frozenset({*_FIXED, *_CHANGEABLE})

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("ec2"), "create_client_vpn_endpoint", **pick(props, *self._FIXED, *_CHANGEABLE))["ClientVpnEndpointId"]
        return Created(made, {"Id": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self._FIXED)
        settings = {name: new.get(name, _CHANGEABLE[name]) for name in changed(old, new, _CHANGEABLE)}
        if "DnsServers" in settings:
            servers = settings["DnsServers"]
            settings["DnsServers"] = {"CustomDnsServers": servers, "Enabled": bool(servers)}
        call(ctx.client("ec2"), "modify_client_vpn_endpoint", ClientVpnEndpointId=physical_id, **settings)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").delete_client_vpn_endpoint(ClientVpnEndpointId=physical_id)


@resource("AWS::EC2::ClientVpnTargetNetworkAssociation", level=Level.STORED)
class ClientVpnTargetNetworkAssociation(Resource):
    handles = frozenset({"ClientVpnEndpointId", "SubnetId"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = ctx.client("ec2").associate_client_vpn_target_network(**props)["AssociationId"]
        return Created(made, {"AssociationId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.handles)
        return {"AssociationId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("ec2").disassociate_client_vpn_target_network(AssociationId=physical_id, **pick(props, "ClientVpnEndpointId"))


class _OfEndpoint(Resource):
    """What is known by its endpoint and its network, under no id of its own."""

    def create(self, ctx: Context, props: Props) -> Created:
        self.add(ctx.client("ec2"), props)
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.handles)
        return {"Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            self.remove(ctx.client("ec2"), props)

    def add(self, ec2: Any, props: Props) -> None:
        raise NotImplementedError

    def remove(self, ec2: Any, props: Props) -> None:
        raise NotImplementedError


@resource("AWS::EC2::ClientVpnAuthorizationRule", level=Level.STORED)
class ClientVpnAuthorizationRule(_OfEndpoint):
    handles = frozenset({"AccessGroupId", "AuthorizeAllGroups", "ClientVpnEndpointId", "Description", "TargetNetworkCidr"})

    def add(self, ec2: Any, props: Props) -> None:
        call(ec2, "authorize_client_vpn_ingress", **props)

    def remove(self, ec2: Any, props: Props) -> None:
        everybody = {} if "AccessGroupId" in props else {"RevokeAllGroups": True}
        ec2.revoke_client_vpn_ingress(**pick(props, "AccessGroupId", "ClientVpnEndpointId", "TargetNetworkCidr"), **everybody)


@resource("AWS::EC2::ClientVpnRoute", level=Level.STORED)
class ClientVpnRoute(_OfEndpoint):
    handles = frozenset({"ClientVpnEndpointId", "Description", "DestinationCidrBlock", "TargetVpcSubnetId"})

    def add(self, ec2: Any, props: Props) -> None:
        ec2.create_client_vpn_route(**props)

    def remove(self, ec2: Any, props: Props) -> None:
        ec2.delete_client_vpn_route(**pick(props, "ClientVpnEndpointId", "DestinationCidrBlock", "TargetVpcSubnetId"))
