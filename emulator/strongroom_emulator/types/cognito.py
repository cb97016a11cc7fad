"""Amazon Cognito user pools."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Refused, Resource, changed, replace_if_changed, resource
from strongroom_emulator.types import _moto_cognito
from strongroom_emulator.types._api import absence_is_success, call, dns_suffix, generated_name, pick, tag_map

_moto_cognito.keep_what_a_pool_is()

_FOREVER = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
_SETTINGS = (
    "AccountRecoverySetting", "AdminCreateUserConfig", "AutoVerifiedAttributes", "DeletionProtection", "DeviceConfiguration", "EmailConfiguration",
    "EmailVerificationMessage", "EmailVerificationSubject", "LambdaConfig", "Policies", "SmsAuthenticationMessage", "SmsConfiguration",
    "SmsVerificationMessage", "UserAttributeUpdateSettings", "UserPoolAddOns", "UserPoolTier", "VerificationMessageTemplate",
)  # fmt: skip


@resource("AWS::Cognito::UserPool", level=Level.EXERCISED, name_property="UserPoolName")
class UserPool(Resource):
    handles = frozenset({*_FOREVER, *_SETTINGS, "EnabledMfas", "MfaConfiguration", "Schema", "UserPoolName", "UserPoolTags"})
    ignores = {
        "EmailAuthenticationMessage": "moto sends no codes by mail",
        "EmailAuthenticationSubject": "moto sends no codes by mail",
        "WebAuthnRelyingPartyID": "moto knows no passkeys",
        "WebAuthnUserVerification": "moto knows no passkeys",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        cognito, name = ctx.client("cognito-idp"), generated_name(ctx, props, "UserPoolName", limit=128)
        settings = pick(props, "Schema", *_FOREVER, *_SETTINGS)
        pool = call(cognito, "create_user_pool", PoolName=name, UserPoolTags=tag_map(props.get("UserPoolTags")), **settings)["UserPool"]["Id"]
        ctx.made(pool)
        _set_mfa(cognito, pool, {}, props)
        return Created(pool, _pool_attributes(ctx, pool))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        for name in changed(old, new, _FOREVER):
            raise Refused(f"Updates are not allowed for property - {name}.")
        cognito = ctx.client("cognito-idp")
        _add_attributes(cognito, physical_id, old, new)
        call(cognito, "update_user_pool", UserPoolId=physical_id, UserPoolTags=tag_map(new.get("UserPoolTags")), PoolName=new.get("UserPoolName"), **pick(new, *_SETTINGS))
        _set_mfa(cognito, physical_id, old, new)
        return _pool_attributes(ctx, physical_id)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        if props.get("DeletionProtection") == "ACTIVE":
            raise Refused(f"The user pool {physical_id} can't be deleted while its deletion protection is active")
        with absence_is_success():
            ctx.client("cognito-idp").delete_user_pool(UserPoolId=physical_id)


def _pool_attributes(ctx: Context, pool: str) -> Attributes:
    provider = f"cognito-idp.{ctx.region}.{dns_suffix(ctx.region)}/{pool}"
    found = ctx.client("cognito-idp").describe_user_pool(UserPoolId=pool)["UserPool"]
    return {"Arn": found["Arn"], "ProviderName": provider, "ProviderURL": f"https://{provider}", "UserPoolId": pool}


def _set_mfa(cognito: Any, pool: str, old: Props, new: Props) -> None:
    if not changed(old, new, ("EnabledMfas", "MfaConfiguration")):
        return
    wanted, kinds = new.get("MfaConfiguration", "OFF"), new.get("EnabledMfas", [])
    settings: Props = {"SoftwareTokenMfaConfiguration": {"Enabled": "SOFTWARE_TOKEN_MFA" in kinds}}
    if "SMS_MFA" in kinds:
        settings["SmsMfaConfiguration"] = {"SmsConfiguration": new.get("SmsConfiguration", {})}
    call(cognito, "set_user_pool_mfa_config", UserPoolId=pool, MfaConfiguration=wanted, **(settings if wanted != "OFF" else {}))


def _add_attributes(cognito: Any, pool: str, old: Props, new: Props) -> None:
    """A pool's schema only grows."""
    before, after = {each["Name"]: each for each in old.get("Schema", [])}, {each["Name"]: each for each in new.get("Schema", [])}
    if any(after.get(name) != each for name, each in before.items()):
        raise Refused("Existing schema attributes cannot be modified or deleted.")
    added = [each for name, each in after.items() if name not in before]
    if added:
        call(cognito, "add_custom_attributes", UserPoolId=pool, CustomAttributes=added)


@resource("AWS::Cognito::UserPoolClient", level=Level.EXERCISED, name_property="ClientName")
class UserPoolClient(Resource):
    _SETTINGS: dict[str, Any] = {
        "AccessTokenValidity": None,
        "AllowedOAuthFlows": [],
        "AllowedOAuthFlowsUserPoolClient": False,
        "AllowedOAuthScopes": [],
        "AnalyticsConfiguration": None,
        "AuthSessionValidity": 3,
        "CallbackURLs": [],
        "DefaultRedirectURI": None,
        "EnablePropagateAdditionalUserContextData": False,
        "EnableTokenRevocation": True,
        "ExplicitAuthFlows": [],
        "IdTokenValidity": None,
        "LogoutURLs": [],
        "PreventUserExistenceErrors": None,
        "ReadAttributes": [],
        "RefreshTokenRotation": None,
        "RefreshTokenValidity": 30,
        "SupportedIdentityProviders": [],
        "TokenValidityUnits": None,
        "WriteAttributes": [],
    }
    handles = frozenset({*_SETTINGS, "ClientName", "GenerateSecret", "UserPoolId"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "ClientName", limit=128)
        made = call(ctx.client("cognito-idp"), "create_user_pool_client", ClientName=name, **pick(props, "GenerateSecret", "UserPoolId", *self._SETTINGS))
        return Created(made["UserPoolClient"]["ClientId"], _client_attributes(made["UserPoolClient"]))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "GenerateSecret", "UserPoolId")
        settings = {name: new.get(name, absent) for name, absent in self._SETTINGS.items() if name in new or name in old}
        name = pick(new, "ClientName")
        made = call(ctx.client("cognito-idp"), "update_user_pool_client", UserPoolId=new["UserPoolId"], ClientId=physical_id, **name, **settings)
        return _client_attributes(made["UserPoolClient"])

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cognito-idp").delete_user_pool_client(UserPoolId=props["UserPoolId"], ClientId=physical_id)


def _client_attributes(client: Props) -> Attributes:
    secret = {"ClientSecret": client["ClientSecret"]} if "ClientSecret" in client else {}
    return {"ClientId": client["ClientId"], "Name": client["ClientName"], **secret}


@resource("AWS::Cognito::UserPoolDomain", level=Level.STORED)
class UserPoolDomain(Resource):
    handles = frozenset({"CustomDomainConfig", "Domain", "UserPoolId"})
    ignores = {"ManagedLoginVersion": "there are no login pages"}

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("cognito-idp"), "create_user_pool_domain", **pick(props, *self.handles))
        return Created(props["Domain"], {"CloudFrontDistribution": made.get("CloudFrontDomain", "")})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Domain", "UserPoolId")
        made = call(ctx.client("cognito-idp"), "update_user_pool_domain", **pick(new, *self.handles))
        return {"CloudFrontDistribution": made.get("CloudFrontDomain", "")}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cognito-idp").delete_user_pool_domain(Domain=physical_id, UserPoolId=props["UserPoolId"])


@resource("AWS::Cognito::UserPoolGroup", level=Level.EXERCISED, name_property="GroupName")
class UserPoolGroup(Resource):
    _SETTINGS = ("Description", "Precedence", "RoleArn")
    handles = frozenset({*_SETTINGS, "GroupName", "UserPoolId"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "GroupName", limit=128)
        call(ctx.client("cognito-idp"), "create_group", GroupName=name, **pick(props, "UserPoolId", *self._SETTINGS))
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "GroupName", "UserPoolId")
        call(ctx.client("cognito-idp"), "update_group", GroupName=physical_id, **{"Description": "", **pick(new, "UserPoolId", *self._SETTINGS)})
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("cognito-idp").delete_group(GroupName=physical_id, UserPoolId=props["UserPoolId"])
