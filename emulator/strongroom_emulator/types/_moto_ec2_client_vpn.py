"""moto's EC2 has no client VPN."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from strongroom_emulator.types._moto_ec2_records import Kind, add_calls, find, given, offer, refuse, show
from strongroom_emulator.types._records import Record, shelf


@lru_cache(maxsize=None)
def have_client_vpn() -> None:
    endpoint = Kind("ClientVpnEndpoint", "cvpn-endpoint", born=_born_vpn, told=_told_vpn)
    network = Kind("ClientVpnTargetNetwork", "cvpn-assoc", id="AssociationId", needs={"ClientVpnEndpointId": endpoint.key}, born=_born_network)
    offer(endpoint)
    offer(network)

    def of(response: Any, kind: str) -> list[Record]:
        """What an endpoint has of a kind."""
        identity = response._get_param("ClientVpnEndpointId")
        find(response.ec2_backend, endpoint.key, identity)
        return [each for each in shelf(response.ec2_backend, kind).values() if each["ClientVpnEndpointId"] == identity]

    def networks(response: Any) -> Record:
        asked = response._get_param("AssociationIds", [])
        found = [each for each in of(response, network.key) if not asked or each["AssociationId"] in asked]
        return {"ClientVpnTargetNetworks": [show(response.ec2_backend, network, each) for each in found]}

    def disassociate(response: Any) -> Record:
        routes = shelf(response.ec2_backend, "ClientVpnRoute")
        gone = find(response.ec2_backend, network.key, response._get_param("AssociationId"))
        for key in [key for key, each in routes.items() if (each["ClientVpnEndpointId"], each["TargetSubnet"]) == (gone["ClientVpnEndpointId"], gone["TargetNetworkId"])]:
            del routes[key]
        shelf(response.ec2_backend, network.key).pop(gone["AssociationId"])
        return {"AssociationId": gone["AssociationId"], "Status": {"Code": "disassociating"}}

    def authorize(response: Any) -> Record:
        params, rules = given(response), of(response, "ClientVpnRule")
        rule = {
            "ClientVpnEndpointId": params["ClientVpnEndpointId"], "Description": params.get("Description", ""), "GroupId": params.get("AccessGroupId", ""),
            "AccessAll": params.get("AuthorizeAllGroups", False), "DestinationCidr": params["TargetNetworkCidr"], "Status": {"Code": "active"},
        }  # fmt: skip
        if any(_rule_key(each) == _rule_key(rule) for each in rules):
            refuse("InvalidClientVpnDuplicateAuthorizationRule", f"{rule['DestinationCidr']} is authorized already")
        shelf(response.ec2_backend, "ClientVpnRule")[_rule_key(rule)] = rule
        return {"Status": {"Code": "authorizing"}}

    def revoke(response: Any) -> Record:
        params = given(response)
        key = "|".join([params["ClientVpnEndpointId"], params["TargetNetworkCidr"], params.get("AccessGroupId", "")])
        if shelf(response.ec2_backend, "ClientVpnRule").pop(key, None) is None:
            refuse("InvalidClientVpnAuthorizationRuleNotFound", f"{params['TargetNetworkCidr']} is not authorized")
        return {"Status": {"Code": "revoking"}}

    def create_route(response: Any) -> Record:
        params, backend = given(response), response.ec2_backend
        subnet = params["TargetVpcSubnetId"]
        if subnet not in [each["TargetNetworkId"] for each in of(response, network.key)]:
            refuse("InvalidClientVpnActiveAssociationNotFound", f"Client VPN endpoint does not contain active association with {subnet}")
        route = _route(params["ClientVpnEndpointId"], params["DestinationCidrBlock"], subnet, "add-route", params.get("Description", ""))
        if _route_key(route) in shelf(backend, "ClientVpnRoute"):
            refuse("InvalidClientVpnDuplicateRoute", f"{route['DestinationCidr']} has a route through {subnet} already")
        shelf(backend, "ClientVpnRoute")[_route_key(route)] = route
        return {"Status": {"Code": "creating"}}

    def delete_route(response: Any) -> Record:
        params = given(response)
        route = _route(params["ClientVpnEndpointId"], params["DestinationCidrBlock"], params.get("TargetVpcSubnetId", ""), "", "")
        if shelf(response.ec2_backend, "ClientVpnRoute").pop(_route_key(route), None) is None:
            refuse("InvalidClientVpnRouteNotFound", f"{route['DestinationCidr']} has no such route")
        return {"Status": {"Code": "deleting"}}

    from moto.ec2.responses import EC2Response

    add_calls({
        "associate_client_vpn_target_network": lambda response: EC2Response.create_client_vpn_target_network(response).result,
        "describe_client_vpn_target_networks": networks,
        "disassociate_client_vpn_target_network": disassociate,
        "authorize_client_vpn_ingress": authorize,
        "revoke_client_vpn_ingress": revoke,
        "describe_client_vpn_authorization_rules": lambda response: {"AuthorizationRules": of(response, "ClientVpnRule")},
        "create_client_vpn_route": create_route,
        "delete_client_vpn_route": delete_route,
        "describe_client_vpn_routes": lambda response: {"Routes": of(response, "ClientVpnRoute")},
    })  # fmt: skip


def _born_vpn(backend: Any, record: Record) -> Record:
    identity = record["ClientVpnEndpointId"]
    return {
        "DnsName": f"*.{identity}.prod.clientvpn.{backend.region_name}.amazonaws.com", "Status": {"Code": "pending-associate"}, "SplitTunnel": False,
        "TransportProtocol": "udp", "VpnProtocol": "openvpn", "VpnPort": 443, "SessionTimeoutHours": 24,
    }  # fmt: skip


def _told_vpn(backend: Any, record: Record) -> Record:
    options = [_told_authentication(each) for each in record["AuthenticationOptions"]]
    portal = record.get("SelfServicePortal") == "enabled"
    servers = record.get("DnsServers", [])
    return {
        **record, "AuthenticationOptions": options, "DnsServers": servers if isinstance(servers, list) else servers.get("CustomDnsServers", []),
        "SelfServicePortalUrl": f"https://self-service.clientvpn.amazonaws.com/endpoints/{record['ClientVpnEndpointId']}" if portal else None,
    }  # fmt: skip


def _told_authentication(option: Record) -> Record:
    """The API asks under other names than it tells."""
    told = dict(option)
    if "MutualAuthentication" in told:
        told["MutualAuthentication"] = {"ClientRootCertificateChain": told["MutualAuthentication"]["ClientRootCertificateChainArn"]}
    if "FederatedAuthentication" in told:
        asked = told["FederatedAuthentication"]
        told["FederatedAuthentication"] = {"SamlProviderArn": asked["SAMLProviderArn"], "SelfServiceSamlProviderArn": asked.get("SelfServiceSAMLProviderArn")}
    return told


def _born_network(backend: Any, record: Record) -> Record:
    """An associated subnet brings the route to its VPC along."""
    subnet = backend.get_subnet(record["SubnetId"])
    endpoint = find(backend, "ClientVpnEndpoint", record["ClientVpnEndpointId"])
    endpoint.setdefault("VpcId", subnet.vpc_id)
    endpoint["Status"] = {"Code": "available"}
    route = _route(record["ClientVpnEndpointId"], backend.get_vpc(subnet.vpc_id).cidr_block, subnet.id, "associate", "Default Route")
    shelf(backend, "ClientVpnRoute")[_route_key(route)] = route
    return {
        "TargetNetworkId": subnet.id, "VpcId": subnet.vpc_id, "Status": {"Code": "associated"}, "SecurityGroups": endpoint.get("SecurityGroupIds", []),
    }  # fmt: skip


def _route(endpoint: str, cidr: str, subnet: str, origin: str, description: str) -> Record:
    return {
        "ClientVpnEndpointId": endpoint, "DestinationCidr": cidr, "TargetSubnet": subnet, "Type": "Nat", "Origin": origin, "Description": description,
        "Status": {"Code": "active"},
    }  # fmt: skip


def _route_key(route: Record) -> str:
    return "|".join([route["ClientVpnEndpointId"], route["DestinationCidr"], route["TargetSubnet"]])


def _rule_key(rule: Record) -> str:
    return "|".join([rule["ClientVpnEndpointId"], rule["DestinationCidr"], rule["GroupId"]])
