"""Amazon API Gateway, REST APIs: stored; no request is served."""

from __future__ import annotations

from typing import Any

from strongroom_emulator.resource import Attributes, Context, Created, Level, Props, Resource, changed, replace_if_changed, resource, to_bool
from strongroom_emulator.types import _moto_apigateway
from strongroom_emulator.types._api import absence_is_success, call, change_tags, generated_name, partition, pick, refuse_if_changed, tag_map, to_text

_moto_apigateway.let_rest_api_tags_change()


def _replace(path: str, value: Any) -> dict[str, str]:
    return {"op": "replace", "path": path, "value": to_text(value)}


@resource("AWS::ApiGateway::RestApi", level=Level.STORED, name_property="Name")
class RestApi(Resource):
    handles = frozenset({
        "ApiKeySourceType", "BinaryMediaTypes", "Description", "DisableExecuteApiEndpoint", "EndpointConfiguration", "MinimumCompressionSize", "Name",
        "Policy", "Tags",
    })  # fmt: skip
    ignores = {"EndpointAccessMode": "moto keeps no access mode", "SecurityPolicy": "moto keeps no security policy"}

    def create(self, ctx: Context, props: Props) -> Created:
        gateway = ctx.client("apigateway")
        settings = pick(props, "Description", "DisableExecuteApiEndpoint", "EndpointConfiguration", "MinimumCompressionSize", "Policy", ApiKeySource="ApiKeySourceType")
        name = generated_name(ctx, props, "Name", limit=255)
        made = call(gateway, "create_rest_api", Name=name, Tags=tag_map(props.get("Tags")) or None, **settings)["id"]
        ctx.made(made)
        self._set_media_types(gateway, made, {}, props)
        return Created(made, self._attributes(gateway, made))

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        gateway, differing = ctx.client("apigateway"), changed(old, new, self.handles)
        refuse_if_changed(old, new, "moto has no call for it", "MinimumCompressionSize")
        operations = [
            _replace(path, new.get(name, absent))
            for name, path, absent in (
                ("Name", "/name", ""), ("Description", "/description", ""), ("ApiKeySourceType", "/apiKeySource", "HEADER"), ("Policy", "/policy", ""),
            )
            if name in differing
        ]  # fmt: skip
        if "DisableExecuteApiEndpoint" in differing:
            # moto takes any text, "false" too, for true.
            operations.append(_replace("/disableExecuteApiEndpoint", "true" if to_bool(new.get("DisableExecuteApiEndpoint", False)) else ""))
        if "EndpointConfiguration" in differing:
            operations.append(_replace("/endpointConfiguration/types/0", new.get("EndpointConfiguration", {}).get("Types", ["EDGE"])[0]))
        if operations:
            gateway.update_rest_api(restApiId=physical_id, patchOperations=operations)
        self._set_media_types(gateway, physical_id, old, new)
        api = f"arn:{partition(ctx.region)}:apigateway:{ctx.region}::/restapis/{physical_id}"
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: gateway.tag_resource(resourceArn=api, tags=tags),
            lambda names: gateway.untag_resource(resourceArn=api, tagKeys=names),
        )  # fmt: skip
        return self._attributes(gateway, physical_id)

    def _set_media_types(self, gateway: Any, api: str, old: Props, new: Props) -> None:
        before, after = old.get("BinaryMediaTypes", []), new.get("BinaryMediaTypes", [])
        operations = [{"op": "remove", "path": "/binaryMediaTypes", "value": each} for each in before if each not in after]
        operations += [{"op": "add", "path": "/binaryMediaTypes", "value": each} for each in after if each not in before]
        if operations:
            gateway.update_rest_api(restApiId=api, patchOperations=operations)

    def _attributes(self, gateway: Any, api: str) -> Attributes:
        return {"RestApiId": api, "RootResourceId": gateway.get_rest_api(restApiId=api)["rootResourceId"]}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            # moto answers 500 for what it does not know; so do the deletions below.
            ctx.client("apigateway").get_rest_api(restApiId=physical_id)
            ctx.client("apigateway").delete_rest_api(restApiId=physical_id)


@resource("AWS::ApiGateway::Resource", level=Level.STORED)
class ApiResource(Resource):
    handles = frozenset({"ParentId", "PathPart", "RestApiId"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("apigateway"), "create_resource", **pick(props, *self.handles))["id"]
        return Created(made, {"ResourceId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, *self.handles)
        return {"ResourceId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("apigateway").get_resource(restApiId=props["RestApiId"], resourceId=physical_id)
            ctx.client("apigateway").delete_resource(restApiId=props["RestApiId"], resourceId=physical_id)


@resource("AWS::ApiGateway::Method", level=Level.STORED)
class Method(Resource):
    _SETTINGS = (
        "ApiKeyRequired", "AuthorizationScopes", "AuthorizationType", "AuthorizerId", "OperationName", "RequestModels", "RequestParameters", "RequestValidatorId",
    )  # fmt: skip
    handles = frozenset({*_SETTINGS, "HttpMethod", "Integration", "MethodResponses", "ResourceId", "RestApiId"})

    def create(self, ctx: Context, props: Props) -> Created:
        ctx.made(ctx.name)
        self._put(ctx, props)
        return Created(ctx.name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "HttpMethod", "ResourceId", "RestApiId")
        self._put(ctx, new)
        return {}

    def _put(self, ctx: Context, props: Props) -> None:
        gateway, where = ctx.client("apigateway"), self._where(props)
        call(gateway, "put_method", **{"AuthorizationType": "NONE", **where, **pick(props, *self._SETTINGS)})
        for response in props.get("MethodResponses", []):
            call(gateway, "put_method_response", **where, **response)
        integration = dict(props.get("Integration", {}))
        if not integration:
            return
        responses = integration.pop("IntegrationResponses", [])
        integration["IntegrationHttpMethod"] = integration.get("IntegrationHttpMethod", props["HttpMethod"])
        call(gateway, "put_integration", **where, **integration)
        for response in responses:
            call(gateway, "put_integration_response", **where, **response)

    def _where(self, props: Props) -> Props:
        return pick(props, "HttpMethod", "ResourceId", "RestApiId")

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            call(ctx.client("apigateway"), "delete_method", **self._where(props))


@resource("AWS::ApiGateway::Deployment", level=Level.STORED)
class Deployment(Resource):
    handles = frozenset({"Description", "RestApiId", "StageName"})

    def create(self, ctx: Context, props: Props) -> Created:
        made = call(ctx.client("apigateway"), "create_deployment", **pick(props, *self.handles))["id"]
        return Created(made, {"DeploymentId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "RestApiId")
        refuse_if_changed(old, new, "moto has no UpdateDeployment", "Description", "StageName")
        return {"DeploymentId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            if "StageName" in props:
                ctx.client("apigateway").delete_stage(restApiId=props["RestApiId"], stageName=props["StageName"])
        with absence_is_success():
            ctx.client("apigateway").delete_deployment(restApiId=props["RestApiId"], deploymentId=physical_id)


_METHOD_SETTINGS = {
    "CacheDataEncrypted": "caching/dataEncrypted",
    "CacheTtlInSeconds": "caching/ttlInSeconds",
    "CachingEnabled": "caching/enabled",
    "DataTraceEnabled": "logging/dataTrace",
    "LoggingLevel": "logging/loglevel",
    "MetricsEnabled": "metrics/enabled",
    "ThrottlingBurstLimit": "throttling/burstLimit",
    "ThrottlingRateLimit": "throttling/rateLimit",
}


@resource("AWS::ApiGateway::Stage", level=Level.STORED)
class Stage(Resource):
    handles = frozenset({
        "AccessLogSetting", "CacheClusterEnabled", "CacheClusterSize", "DeploymentId", "Description", "MethodSettings", "RestApiId", "StageName", "Tags",
        "TracingEnabled", "Variables",
    })  # fmt: skip
    ignores = {
        "CanarySetting": "moto splits no traffic",
        "ClientCertificateId": "moto keeps no client certificate",
        "DocumentationVersion": "moto keeps no documentation",
    }

    def create(self, ctx: Context, props: Props) -> Created:
        gateway, name = ctx.client("apigateway"), props.get("StageName", "default")
        settings = pick(props, "CacheClusterEnabled", "CacheClusterSize", "DeploymentId", "Description", "RestApiId", "TracingEnabled", "Variables")
        call(gateway, "create_stage", StageName=name, Tags=tag_map(props.get("Tags")) or None, **settings)
        ctx.made(name)
        self._patch(gateway, name, {}, pick(props, "AccessLogSetting", "MethodSettings", "RestApiId"))
        return Created(name)

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "RestApiId", "StageName")
        gateway = ctx.client("apigateway")
        self._patch(gateway, physical_id, old, new)
        stage = f"arn:{partition(ctx.region)}:apigateway:{ctx.region}::/restapis/{new['RestApiId']}/stages/{physical_id}"
        change_tags(
            old.get("Tags"), new.get("Tags"),
            lambda tags: gateway.tag_resource(resourceArn=stage, tags=tags),
            lambda names: gateway.untag_resource(resourceArn=stage, tagKeys=names),
        )  # fmt: skip
        return {}

    def _patch(self, gateway: Any, stage: str, old: Props, new: Props) -> None:
        differing = changed(old, new, self.handles)
        plain = {"CacheClusterEnabled": False, "CacheClusterSize": "0.5", "DeploymentId": "", "Description": "", "TracingEnabled": False}
        operations = [_replace(f"/{name[0].lower()}{name[1:]}", new.get(name, absent)) for name, absent in plain.items() if name in differing]
        if "AccessLogSetting" in differing:
            setting = new.get("AccessLogSetting")
            if setting is None:
                operations.append({"op": "remove", "path": "/accessLogSettings"})
            else:
                operations += [_replace(f"/accessLogSettings/{name[0].lower()}{name[1:]}", value) for name, value in setting.items()]
        before, after = old.get("Variables", {}), new.get("Variables", {})
        operations += [{"op": "remove", "path": f"/variables/{name}"} for name in before if name not in after]
        operations += [_replace(f"/variables/{name}", value) for name, value in after.items() if before.get(name) != value]
        for method in new.get("MethodSettings", []) if "MethodSettings" in differing else []:
            path = method.get("ResourcePath", "/*").lstrip("/").replace("/", "~1")
            where = f"/{path}/{method.get('HttpMethod', '*')}"
            operations += [_replace(f"{where}/{_METHOD_SETTINGS[name]}", value) for name, value in method.items() if name in _METHOD_SETTINGS]
        if operations:
            gateway.update_stage(restApiId=new["RestApiId"], stageName=stage, patchOperations=operations)

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("apigateway").delete_stage(restApiId=props["RestApiId"], stageName=physical_id)


@resource("AWS::ApiGateway::Account", level=Level.STORED)
class Account(Resource):
    """The region's one setting: who writes the gateway's logs. It outlives the stack, as on AWS."""

    handles = frozenset({"CloudWatchRoleArn"})

    def create(self, ctx: Context, props: Props) -> Created:
        self._set(ctx, props)
        return Created(ctx.name, {"Id": ctx.name})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        self._set(ctx, new)
        return {"Id": physical_id}

    def _set(self, ctx: Context, props: Props) -> None:
        ctx.client("apigateway").update_account(patchOperations=[_replace("/cloudwatchRoleArn", props.get("CloudWatchRoleArn", ""))])

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        """CloudFormation leaves the account's setting as it is."""


@resource("AWS::ApiGateway::Authorizer", level=Level.STORED)
class Authorizer(Resource):
    _CHANGEABLE = ("AuthType", "AuthorizerCredentials", "AuthorizerResultTtlInSeconds", "AuthorizerUri", "IdentitySource", "IdentityValidationExpression", "Name", "Type")
    handles = frozenset({*_CHANGEABLE, "ProviderARNs", "RestApiId"})

    def create(self, ctx: Context, props: Props) -> Created:
        gateway = ctx.client("apigateway")
        made = call(gateway, "create_authorizer", **pick(props, *self.handles))["id"]
        ctx.made(made)
        if "IdentityValidationExpression" in props:
            # moto keeps it in a change only.
            operation = _replace("/identityValidationExpression", props["IdentityValidationExpression"])
            gateway.update_authorizer(restApiId=props["RestApiId"], authorizerId=made, patchOperations=[operation])
        return Created(made, {"AuthorizerId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "RestApiId")
        refuse_if_changed(old, new, "moto does not patch it", "ProviderARNs")
        operations = [_replace(f"/{name[0].lower()}{name[1:]}", new.get(name, "")) for name in changed(old, new, self._CHANGEABLE)]
        if operations:
            ctx.client("apigateway").update_authorizer(restApiId=new["RestApiId"], authorizerId=physical_id, patchOperations=operations)
        return {"AuthorizerId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        with absence_is_success():
            ctx.client("apigateway").get_authorizer(restApiId=props["RestApiId"], authorizerId=physical_id)
            ctx.client("apigateway").delete_authorizer(restApiId=props["RestApiId"], authorizerId=physical_id)


@resource("AWS::ApiGateway::RequestValidator", level=Level.STORED, name_property="Name")
class RequestValidator(Resource):
    _SWITCHES = ("ValidateRequestBody", "ValidateRequestParameters")
    handles = frozenset({*_SWITCHES, "Name", "RestApiId"})

    def create(self, ctx: Context, props: Props) -> Created:
        name = generated_name(ctx, props, "Name", limit=128)
        made = call(ctx.client("apigateway"), "create_request_validator", **{**pick(props, *self.handles), "Name": name})["id"]
        return Created(made, {"RequestValidatorId": made})

    def update(self, ctx: Context, physical_id: str, old: Props, new: Props) -> Attributes:
        replace_if_changed(old, new, "Name", "RestApiId")
        operations = [_replace(f"/{name[0].lower()}{name[1:]}", to_bool(new.get(name, False))) for name in changed(old, new, self._SWITCHES)]
        if operations:
            ctx.client("apigateway").update_request_validator(restApiId=new["RestApiId"], requestValidatorId=physical_id, patchOperations=operations)
        return {"RequestValidatorId": physical_id}

    def delete(self, ctx: Context, physical_id: str, props: Props) -> None:
        gateway = ctx.client("apigateway")
        with absence_is_success():
            if physical_id in [each["id"] for each in gateway.get_request_validators(restApiId=props["RestApiId"])["items"]]:
                gateway.delete_request_validator(restApiId=props["RestApiId"], requestValidatorId=physical_id)
