"""Amazon API Gateway, HTTP and WebSocket APIs: stored; no request is served."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, replace_if_changed, resource
from strongroom_emulator.types import _moto_apigateway
from strongroom_emulator.types._api import absence_is_success, call, change_tags, partition, pick, tag_map

_moto_apigateway.let_stages_change()


@resource("AWS::ApiGatewayV2::Api", level=Level.STORED, name_property="Name")
class Api(Resource):
    _CHANGEABLE = (
        "ApiKeySelectionExpression", "CorsConfiguration", "Description", "DisableExecuteApiEndpoint", "DisableSchemaValidation", "Name",
        "RouteSelectionExpression", "Version",
    )  # fmt: skip
    handles = frozenset({*_CHANGEABLE, "ProtocolType", "Tags"})
    ignores = {"IpAddressType": "moto keeps no address type"}

    def create(self, ctx: Context, props: Props) -> Created:
        settings = pick(props, "ProtocolType", *self._CHANGEABLE)
        made = call(ctx.client("apigatewayv2"), "create_api", Tags=tag_map(props.get("Tags")) or None, **settings)
        return Created(made["ApiId"], self._attributes(ctx, made["ApiId"]))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ProtocolType")
        gateway, api = ctx.client("apigatewayv2"), f"arn:{partition(ctx.region)}:apigateway:{ctx.region}::/apis/{physical_id}"
        if "CorsConfiguration" in old and "CorsConfiguration" not in new:
            gateway.delete_cors_configuration(ApiId=physical_id)
        call(gateway, "update_api", ApiId=physical_id, **{"Description": "", **pick(new, *self._CHANGEABLE)})
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: gateway.tag_resource(ResourceArn=api, Tags=tags),
            lambda names: gateway.untag_resource(ResourceArn=api, TagKeys=names),
        )  # fmt: skip
        return self._attributes(ctx, physical_id)

    def _attributes(self, ctx: Context, api: str) -> Attributes:
        return {"ApiId": api, "ApiEndpoint": ctx.client("apigatewayv2").get_api(ApiId=api)["ApiEndpoint"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("apigatewayv2").delete_api(ApiId=physical_id)


@resource("AWS::ApiGatewayV2::Stage", level=Level.STORED)
class Stage(Resource):
    _CHANGEABLE = ("AccessLogSettings", "AutoDeploy", "DefaultRouteSettings", "Description", "RouteSettings", "StageVariables")
    handles = frozenset({*_CHANGEABLE, "ApiId", "StageName"})
    ignores = {
        "AccessPolicyId": "is not supported by AWS either",
        "ClientCertificateId": "moto keeps no client certificate",
        "DeploymentId": "moto makes no deployments here",
        "Tags": "moto's stages can't be tagged again",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        call(ctx.client("apigatewayv2"), "create_stage", **pick(props, *self.handles))
        return Created(props["StageName"])

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ApiId", "StageName")
        call(ctx.client("apigatewayv2"), "update_stage", **pick(new, *self.handles))
        return {}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("apigatewayv2").delete_stage(ApiId=props["ApiId"], StageName=physical_id)


class _Part(Resource):
    """What belongs to an API and is known by an id the gateway gives."""

    _noun: str
    _attribute: str

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("apigatewayv2"), f"create_{self._noun}", **pick(props, *self.handles))
        identity = made[f"{self._noun.capitalize()}Id"]
        return Created(identity, {self._attribute: identity})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "ApiId")
        call(ctx.client("apigatewayv2"), f"update_{self._noun}", **pick(new, *self.handles), **self._who(physical_id))
        return {self._attribute: physical_id}

    def _who(self, physical_id: str) -> dict[str, str]:
        return {f"{self._noun.capitalize()}Id": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        gateway: Any = ctx.client("apigatewayv2")
        with absence_is_success():
            getattr(gateway, f"get_{self._noun}")(ApiId=props["ApiId"], **self._who(physical_id))
            getattr(gateway, f"delete_{self._noun}")(ApiId=props["ApiId"], **self._who(physical_id))


@resource("AWS::ApiGatewayV2::Integration", level=Level.STORED)
class Integration(_Part):
    _noun, _attribute = "integration", "Id"
    handles = frozenset({
        "ApiId", "ConnectionId", "ConnectionType", "ContentHandlingStrategy", "CredentialsArn", "Description", "IntegrationMethod", "IntegrationSubtype",
        "IntegrationType", "IntegrationUri", "PassthroughBehavior", "PayloadFormatVersion", "RequestParameters", "RequestTemplates", "ResponseParameters",
        "TemplateSelectionExpression", "TimeoutInMillis", "TlsConfig",
    })  # fmt: skip


@resource("AWS::ApiGatewayV2::Route", level=Level.STORED)
class Route(_Part):
    _noun, _attribute = "route", "Id"
    handles = frozenset({
        "ApiId", "ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId", "ModelSelectionExpression", "OperationName", "RequestModels",
        "RequestParameters", "RouteKey", "RouteResponseSelectionExpression", "Target",
    })  # fmt: skip


@resource("AWS::ApiGatewayV2::Authorizer", level=Level.STORED)
class Authorizer(_Part):
    _noun, _attribute = "authorizer", "AuthorizerId"
    handles = frozenset({
        "ApiId", "AuthorizerCredentialsArn", "AuthorizerPayloadFormatVersion", "AuthorizerResultTtlInSeconds", "AuthorizerType", "AuthorizerUri",
        "EnableSimpleResponses", "IdentitySource", "IdentityValidationExpression", "JwtConfiguration", "Name",
    })  # fmt: skip
