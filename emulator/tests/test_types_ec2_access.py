"""EC2's ways in for people: Verified Access and Client VPN."""

from __future__ import annotations

from typing import Any

import pytest
from types_support import ACCOUNT, OTHER_TAGS, REGION, TAGS, Case, Created, World, lives, reads, world  # noqa: F401

from strongroom_emulator.resource import registered

CERTIFICATE = f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/a"
SAML = f"arn:aws:iam::{ACCOUNT}:saml-provider/people"
BALANCER = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:loadbalancer/app/a/0123456789abcdef"
PERMIT = "permit(principal, action, resource) when { true };"
FORBID = "forbid(principal, action, resource);"
OIDC = {
    "Issuer": "https://id.example", "AuthorizationEndpoint": "https://id.example/a", "TokenEndpoint": "https://id.example/t",
    "UserInfoEndpoint": "https://id.example/u", "ClientId": "client", "ClientSecret": "secret", "Scope": "openid",
}  # fmt: skip
NATIVE = {**OIDC, "PublicSigningKeyEndpoint": "https://id.example/keys"}


def part(key: str, noun: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        return getattr(w.client("ec2"), f"describe_{noun}s")(**{f"{key}Ids": [made.physical_id]})[f"{key}s"][0]

    return read


def read_provider(w: World, made: Created) -> dict[str, Any]:
    found = part("VerifiedAccessTrustProvider", "verified_access_trust_provider")(w, made)
    assert "ClientSecret" not in found.get("OidcOptions", {})
    return {**found, **{name: {**found[name], "ClientSecret": "secret"} for name in ("OidcOptions", "NativeApplicationOidcOptions") if name in found}}


def read_instance(w: World, made: Created) -> dict[str, Any]:
    ec2, found = w.client("ec2"), part("VerifiedAccessInstance", "verified_access_instance")(w, made)
    logs = ec2.describe_verified_access_instance_logging_configurations(VerifiedAccessInstanceIds=[made.physical_id])["LoggingConfigurations"][0]
    return {
        **found, "LoggingConfigurations": logs["AccessLogs"], "CidrEndpointsCustomSubDomain": found.get("CidrEndpointsCustomSubDomain", {}).get("SubDomain"),
        "VerifiedAccessTrustProviderIds": [each["VerifiedAccessTrustProviderId"] for each in found["VerifiedAccessTrustProviders"]],
    }  # fmt: skip


def guarded(key: str, noun: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        policy = getattr(w.client("ec2"), f"get_{noun}_policy")(**{f"{key}Id": made.physical_id})
        found = part(key, noun)(w, made)
        return {**found, **policy, "EndpointDomainPrefix": found.get("EndpointDomain", "").split(".")[0]}

    return reads(read)


def read_vpn(w: World, made: Created) -> dict[str, Any]:
    found = part("ClientVpnEndpoint", "client_vpn_endpoint")(w, made)
    return {
        **found, "SelfServicePortal": "enabled" if "SelfServicePortalUrl" in found else "disabled",
        "AuthenticationOptions": [asked(each) for each in found["AuthenticationOptions"]],
        "TagSpecifications": [{"ResourceType": "client-vpn-endpoint", "Tags": found["Tags"]}],
    }  # fmt: skip


def asked(option: dict[str, Any]) -> dict[str, Any]:
    """An option as it was asked for."""
    mutual, federated = option.get("MutualAuthentication"), option.get("FederatedAuthentication")
    return {
        **option, "MutualAuthentication": mutual and {"ClientRootCertificateChainArn": mutual["ClientRootCertificateChain"]},
        "FederatedAuthentication": federated and {"SAMLProviderArn": federated["SamlProviderArn"]},
    }  # fmt: skip


def read_network(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("ec2").describe_client_vpn_target_networks(ClientVpnEndpointId=props["ClientVpnEndpointId"], AssociationIds=[made.physical_id])
    return {**found["ClientVpnTargetNetworks"][0], "SubnetId": found["ClientVpnTargetNetworks"][0]["TargetNetworkId"]}


def read_rule(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    rules = w.client("ec2").describe_client_vpn_authorization_rules(ClientVpnEndpointId=props["ClientVpnEndpointId"])["AuthorizationRules"]
    found = next(each for each in rules if (each["DestinationCidr"], each["GroupId"]) == (props["TargetNetworkCidr"], props.get("AccessGroupId", "")))
    return {**found, "TargetNetworkCidr": found["DestinationCidr"], "AccessGroupId": found["GroupId"], "AuthorizeAllGroups": found["AccessAll"]}


def read_route(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    routes = w.client("ec2").describe_client_vpn_routes(ClientVpnEndpointId=props["ClientVpnEndpointId"])["Routes"]
    found = next(each for each in routes if each["DestinationCidr"] == props["DestinationCidrBlock"])
    return {**found, "DestinationCidrBlock": found["DestinationCidr"], "TargetVpcSubnetId": found["TargetSubnet"]}


def provider(w: World) -> str:
    props = {"PolicyReferenceName": "idp", "TrustProviderType": "user", "UserTrustProviderType": "iam-identity-center"}
    return w.make("AWS::EC2::VerifiedAccessTrustProvider", props).physical_id


def instance(w: World) -> str:
    return w.make("AWS::EC2::VerifiedAccessInstance", {}).physical_id


def group(w: World) -> str:
    return w.make("AWS::EC2::VerifiedAccessGroup", {"VerifiedAccessInstanceId": instance(w)}).physical_id


def vpn(w: World, logical_id: str = "Thing") -> str:
    props = {
        "AuthenticationOptions": [{"Type": "certificate-authentication", "MutualAuthentication": {"ClientRootCertificateChainArn": CERTIFICATE}}],
        "ClientCidrBlock": "10.200.0.0/22", "ConnectionLogOptions": {"Enabled": False}, "ServerCertificateArn": CERTIFICATE,
    }  # fmt: skip
    return w.make("AWS::EC2::ClientVpnEndpoint", props, logical_id).physical_id


def network(w: World) -> str:
    """An endpoint with a network."""
    endpoint = vpn(w)
    w.make("AWS::EC2::ClientVpnTargetNetworkAssociation", {"ClientVpnEndpointId": endpoint, "SubnetId": w.subnet})
    return endpoint


def options(w: World, port: int) -> dict[str, Any]:
    return {"LoadBalancerArn": BALANCER, "Port": str(port), "Protocol": "https", "SubnetIds": [w.subnet]}


CASES = [
    Case(
        "AWS::EC2::VerifiedAccessTrustProvider",
        label="of users",
        props=lambda w: {
            "Description": "a", "OidcOptions": OIDC, "NativeApplicationOidcOptions": NATIVE, "PolicyReferenceName": "idp", "Tags": TAGS,
            "SseSpecification": {"CustomerManagedKeyEnabled": "true", "KmsKeyArn": w.key}, "TrustProviderType": "user", "UserTrustProviderType": "oidc",
        },
        read=reads(read_provider),
        change=lambda w: {
            "Description": None, "OidcOptions": {**OIDC, "Scope": "openid email"}, "NativeApplicationOidcOptions": {**NATIVE, "ClientId": "other"}, "Tags": OTHER_TAGS,
            "SseSpecification": {"CustomerManagedKeyEnabled": True, "KmsKeyArn": w.other_key},
        },
        replace=lambda w: {"PolicyReferenceName": "other", "TrustProviderType": "device", "UserTrustProviderType": "iam-identity-center"},
        attributes={"VerifiedAccessTrustProviderId": r"vatp-\w+", "CreationTime": r"\d{4}-.+"},
        ref=r"vatp-\w+",
    ),
    Case(
        "AWS::EC2::VerifiedAccessTrustProvider",
        label="of devices",
        props=lambda w: {"DeviceTrustProviderType": "jamf", "DeviceOptions": {"TenantId": "t"}, "PolicyReferenceName": "device", "TrustProviderType": "device"},
        read=reads(read_provider),
        replace=lambda w: {"DeviceTrustProviderType": "crowdstrike", "DeviceOptions": {"TenantId": "u"}},
    ),
    Case(
        "AWS::EC2::VerifiedAccessInstance",
        props=lambda w: {
            "CidrEndpointsCustomSubDomain": "in.example", "Description": "a", "FipsEnabled": "true", "Tags": TAGS, "VerifiedAccessTrustProviderIds": [provider(w)],
            "LoggingConfigurations": {"CloudWatchLogs": {"Enabled": "true", "LogGroup": "a"}, "IncludeTrustContext": "true", "LogVersion": "ocsf-1.0.0-rc.2"},
        },
        read=reads(read_instance),
        change=lambda w: {
            "Description": "b", "Tags": OTHER_TAGS, "VerifiedAccessTrustProviderIds": [provider(w)],
            "LoggingConfigurations": {"S3": {"Enabled": True, "BucketName": w.bucket}},
        },
        refuse=lambda w: {"FipsEnabled": False},
        attributes={"VerifiedAccessInstanceId": r"vai-\w+"},
        ref=r"vai-\w+",
    ),
    Case(
        "AWS::EC2::VerifiedAccessInstance",
        label="with described providers",
        props=lambda w: {"VerifiedAccessTrustProviders": [{"VerifiedAccessTrustProviderId": provider(w)}]},
        read=reads(read_instance),
    ),
    Case(
        "AWS::EC2::VerifiedAccessGroup",
        props=lambda w: {
            "Description": "a", "PolicyDocument": PERMIT, "PolicyEnabled": "true", "SseSpecification": {"CustomerManagedKeyEnabled": "true", "KmsKeyArn": w.key},
            "Tags": TAGS, "VerifiedAccessInstanceId": instance(w),
        },
        read=guarded("VerifiedAccessGroup", "verified_access_group"),
        change=lambda w: {
            "Description": "b", "PolicyDocument": FORBID, "PolicyEnabled": False, "SseSpecification": {"CustomerManagedKeyEnabled": False}, "Tags": OTHER_TAGS,
            "VerifiedAccessInstanceId": instance(w),
        },
        attributes={
            "Owner": ACCOUNT, "VerifiedAccessGroupArn": rf"arn:aws:ec2:{REGION}:{ACCOUNT}:verified-access-group/vagr-\w+", "VerifiedAccessGroupId": r"vagr-\w+",
        },
    ),
    Case(
        "AWS::EC2::VerifiedAccessEndpoint",
        label="of a load balancer",
        props=lambda w: {
            "ApplicationDomain": "wiki.example", "AttachmentType": "vpc", "Description": "a", "DomainCertificateArn": CERTIFICATE, "EndpointDomainPrefix": "wiki",
            "EndpointType": "load-balancer", "LoadBalancerOptions": options(w, 443), "PolicyDocument": PERMIT, "PolicyEnabled": True, "SecurityGroupIds": [w.group],
            "SseSpecification": {"CustomerManagedKeyEnabled": True, "KmsKeyArn": w.key}, "Tags": TAGS, "VerifiedAccessGroupId": group(w),
        },
        read=guarded("VerifiedAccessEndpoint", "verified_access_endpoint"),
        change=lambda w: {
            "Description": "b", "PolicyDocument": FORBID, "PolicyEnabled": False, "SseSpecification": {"CustomerManagedKeyEnabled": False}, "Tags": OTHER_TAGS,
            "VerifiedAccessGroupId": group(w),
        },
        replace=lambda w: {
            "ApplicationDomain": "other", "AttachmentType": "other", "DomainCertificateArn": "other", "EndpointDomainPrefix": "other", "EndpointType": "cidr",
            "SecurityGroupIds": [w.other_group], "LoadBalancerOptions": {**options(w, 443), "LoadBalancerArn": "other"},
        },
        attributes={
            "EndpointDomain": r"wiki\.vae-\w+\..+", "DeviceValidationDomain": r"vae-\w+\.device\..+", "Status": "active", "VerifiedAccessEndpointId": r"vae-\w+",
            "VerifiedAccessInstanceId": r"vai-\w+",
        },
        ref=r"vae-\w+",
    ),
    Case(
        "AWS::EC2::VerifiedAccessEndpoint",
        label="of an interface",
        props=lambda w: {
            "AttachmentType": "vpc", "EndpointType": "network-interface", "VerifiedAccessGroupId": group(w),
            "NetworkInterfaceOptions": {"NetworkInterfaceId": "eni-1", "Protocol": "tcp", "PortRanges": [{"FromPort": "1", "ToPort": 2}]},
        },
        read=guarded("VerifiedAccessEndpoint", "verified_access_endpoint"),
        replace=lambda w: {"NetworkInterfaceOptions": {"NetworkInterfaceId": "eni-2"}},
    ),
    Case(
        "AWS::EC2::VerifiedAccessEndpoint",
        label="of a database",
        props=lambda w: {
            "AttachmentType": "vpc", "EndpointType": "rds", "VerifiedAccessGroupId": group(w),
            "RdsOptions": {"Port": 5432, "Protocol": "tcp", "RdsDbClusterArn": "arn:a", "RdsEndpoint": "db.example", "SubnetIds": [w.subnet]},
        },
        read=guarded("VerifiedAccessEndpoint", "verified_access_endpoint"),
        replace=lambda w: {"RdsOptions": {"RdsDbClusterArn": "arn:b"}},
    ),
    Case(
        "AWS::EC2::VerifiedAccessEndpoint",
        label="of addresses",
        props=lambda w: {
            "AttachmentType": "vpc", "EndpointType": "cidr", "VerifiedAccessGroupId": group(w),
            "CidrOptions": {"Cidr": "10.0.0.0/24", "PortRanges": [{"FromPort": 22, "ToPort": 22}], "Protocol": "tcp", "SubnetIds": [w.subnet]},
        },
        read=guarded("VerifiedAccessEndpoint", "verified_access_endpoint"),
        replace=lambda w: {"CidrOptions": {"Cidr": "10.0.1.0/24"}},
    ),
    Case(
        "AWS::EC2::ClientVpnEndpoint",
        props=lambda w: {
            "AuthenticationOptions": [
                {"Type": "certificate-authentication", "MutualAuthentication": {"ClientRootCertificateChainArn": CERTIFICATE}},
                {"Type": "federated-authentication", "FederatedAuthentication": {"SAMLProviderArn": SAML}},
            ],
            "ClientCidrBlock": "10.200.0.0/22", "ClientConnectOptions": {"Enabled": "false"}, "ClientLoginBannerOptions": {"Enabled": "true", "BannerText": "a"},
            "ClientRouteEnforcementOptions": {"Enforced": "true"}, "ConnectionLogOptions": {"Enabled": "true", "CloudwatchLogGroup": w.log_group}, "Description": "a",
            "DisconnectOnSessionTimeout": "true", "DnsServers": ["10.0.0.2"], "EndpointIpAddressType": "ipv4", "SecurityGroupIds": [w.group],
            "SelfServicePortal": "enabled", "ServerCertificateArn": CERTIFICATE, "SessionTimeoutHours": "8", "SplitTunnel": "true",
            "TagSpecifications": [{"ResourceType": "client-vpn-endpoint", "Tags": TAGS}], "TrafficIpAddressType": "ipv4", "TransportProtocol": "tcp", "VpcId": w.vpc,
            "VpnPort": "1194",
        },
        read=reads(read_vpn),
        change=lambda w: {
            "ClientLoginBannerOptions": None, "ClientRouteEnforcementOptions": None, "ConnectionLogOptions": {"Enabled": False}, "Description": None,
            "DisconnectOnSessionTimeout": False, "DnsServers": ["10.0.0.3"], "SecurityGroupIds": [w.other_group], "SelfServicePortal": None,
            "ServerCertificateArn": f"{CERTIFICATE}b", "SessionTimeoutHours": 12, "SplitTunnel": None, "VpnPort": None,
        },
        changed={
            "ClientLoginBannerOptions": {"Enabled": False}, "ClientRouteEnforcementOptions": {"Enforced": False}, "SelfServicePortal": "disabled", "SplitTunnel": False,
            "VpnPort": 443,
        },
        replace=lambda w: {
            "AuthenticationOptions": [], "ClientCidrBlock": "10.204.0.0/22", "EndpointIpAddressType": "ipv6", "TagSpecifications": [],
            "TrafficIpAddressType": "ipv6", "TransportProtocol": "udp",
        },
        attributes={"Id": r"cvpn-endpoint-\w+"},
        ref=r"cvpn-endpoint-\w+",
    ),
    Case(
        "AWS::EC2::ClientVpnTargetNetworkAssociation",
        props=lambda w: {"ClientVpnEndpointId": vpn(w), "SubnetId": w.subnet},
        read=read_network,
        replace=lambda w: {"ClientVpnEndpointId": "other", "SubnetId": w.other_subnet},
        attributes={"AssociationId": r"cvpn-assoc-\w+"},
        ref=r"cvpn-assoc-\w+",
    ),
    Case(
        "AWS::EC2::ClientVpnAuthorizationRule",
        label="of a group",
        props=lambda w: {"AccessGroupId": "operators", "ClientVpnEndpointId": vpn(w), "Description": "a", "TargetNetworkCidr": "10.0.0.0/24"},
        read=read_rule,
        replace=lambda w: {"AccessGroupId": "others", "ClientVpnEndpointId": "other", "Description": "b", "TargetNetworkCidr": "10.0.1.0/24"},
    ),
    Case(
        "AWS::EC2::ClientVpnAuthorizationRule",
        label="of everybody",
        props=lambda w: {"AuthorizeAllGroups": "true", "ClientVpnEndpointId": vpn(w), "TargetNetworkCidr": "10.0.0.0/24"},
        read=read_rule,
        replace=lambda w: {"AuthorizeAllGroups": False},
    ),
    Case(
        "AWS::EC2::ClientVpnRoute",
        props=lambda w: {"ClientVpnEndpointId": network(w), "Description": "a", "DestinationCidrBlock": "10.9.0.0/16", "TargetVpcSubnetId": w.subnet},
        read=read_route,
        replace=lambda w: {"ClientVpnEndpointId": "other", "Description": "b", "DestinationCidrBlock": "10.8.0.0/16", "TargetVpcSubnetId": w.other_subnet},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)


def delete(w: World, type_name: str, identity: str, props: dict[str, Any] | None = None) -> None:
    registered()[f"AWS::EC2::{type_name}"].delete(w.context({}, None), identity, props or {})


def test_what_verified_access_needs_goes_last(world: World) -> None:  # noqa: F811
    trust = provider(world)
    settings = {"VerifiedAccessTrustProviderIds": [trust]}
    access = world.make("AWS::EC2::VerifiedAccessInstance", settings).physical_id
    applications = world.make("AWS::EC2::VerifiedAccessGroup", {"VerifiedAccessInstanceId": access}).physical_id
    target = {"AttachmentType": "vpc", "EndpointType": "load-balancer", "LoadBalancerOptions": options(world, 443), "VerifiedAccessGroupId": applications}
    application = world.make("AWS::EC2::VerifiedAccessEndpoint", target).physical_id
    for type_name, identity in {"VerifiedAccessTrustProvider": trust, "VerifiedAccessInstance": access, "VerifiedAccessGroup": applications}.items():
        with pytest.raises(Exception, match="needs it"):
            delete(world, type_name, identity)
    delete(world, "VerifiedAccessEndpoint", application)
    delete(world, "VerifiedAccessGroup", applications)
    delete(world, "VerifiedAccessInstance", access, settings)
    delete(world, "VerifiedAccessTrustProvider", trust)


def test_a_group_of_no_instance_is_refused(world: World) -> None:  # noqa: F811
    with pytest.raises(Exception, match="does not exist"):
        world.make("AWS::EC2::VerifiedAccessGroup", {"VerifiedAccessInstanceId": "vai-nowhere"})


def test_a_vpn_goes_after_its_networks_and_an_associated_subnet_brings_its_route(world: World) -> None:  # noqa: F811
    ec2, endpoint = world.client("ec2"), vpn(world)
    props = {"ClientVpnEndpointId": endpoint, "SubnetId": world.subnet}
    association = world.make("AWS::EC2::ClientVpnTargetNetworkAssociation", props).physical_id
    routes = ec2.describe_client_vpn_routes(ClientVpnEndpointId=endpoint)["Routes"]
    assert [(each["DestinationCidr"], each["Origin"]) for each in routes] == [("10.0.0.0/16", "associate")]
    with pytest.raises(Exception, match="needs it"):
        delete(world, "ClientVpnEndpoint", endpoint)
    delete(world, "ClientVpnTargetNetworkAssociation", association, props)
    assert not ec2.describe_client_vpn_routes(ClientVpnEndpointId=endpoint)["Routes"]
    delete(world, "ClientVpnEndpoint", endpoint)


def test_a_vpn_routes_through_its_own_networks_alone(world: World) -> None:  # noqa: F811
    with pytest.raises(Exception, match="active association"):
        world.make("AWS::EC2::ClientVpnRoute", {"ClientVpnEndpointId": network(world), "DestinationCidrBlock": "10.9.0.0/16", "TargetVpcSubnetId": world.other_subnet})


def test_what_is_authorized_already_is_refused(world: World) -> None:  # noqa: F811
    props = {"AccessGroupId": "operators", "ClientVpnEndpointId": vpn(world), "TargetNetworkCidr": "10.0.0.0/24"}
    world.make("AWS::EC2::ClientVpnAuthorizationRule", props)
    with pytest.raises(Exception, match="already"):
        world.make("AWS::EC2::ClientVpnAuthorizationRule", props)
