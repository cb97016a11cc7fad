"""Amazon API Gateway's types, of REST APIs and of HTTP and WebSocket APIs."""

from __future__ import annotations

from typing import Any

from types_support import ACCOUNT, ALLOW_ALL, ALLOW_LESS, OTHER_TAGS, POLICY, REGION, TAGS, TRUST, Case, Created, World, as_tags, lives, reads, world  # noqa: F401


def capital(found: Any) -> Any:
    """The API's names as CloudFormation writes them, at every depth."""
    if isinstance(found, dict):
        return {name[:1].upper() + name[1:]: capital(value) for name, value in found.items()}
    return [capital(each) for each in found] if isinstance(found, list) else found


def rest(w: World) -> str:
    found = [each["id"] for each in w.client("apigateway").get_rest_apis()["items"] if each["name"] == w.name("rest")]
    return found[0] if found else w.client("apigateway").create_rest_api(name=w.name("rest"))["id"]


def root(w: World) -> str:
    return w.client("apigateway").get_rest_api(restApiId=rest(w))["rootResourceId"]


def deployed(w: World) -> str:
    gateway, where = w.client("apigateway"), {"restApiId": rest(w), "resourceId": root(w), "httpMethod": "GET"}
    gateway.put_method(authorizationType="NONE", **where)
    gateway.put_integration(type="MOCK", **where)
    return gateway.create_deployment(restApiId=rest(w))["id"]


def http(w: World) -> str:
    found = [each["ApiId"] for each in w.client("apigatewayv2").get_apis()["Items"] if each["Name"] == w.name("http")]
    return found[0] if found else w.client("apigatewayv2").create_api(Name=w.name("http"), ProtocolType="HTTP")["ApiId"]


def read_rest(w: World, made: Created) -> dict[str, Any]:
    found = w.client("apigateway").get_rest_api(restApiId=made.physical_id)
    return {**capital(found), "ApiKeySourceType": found["apiKeySource"], "Tags": as_tags(found.get("tags", {}))}


def read_resource(w: World, made: Created) -> dict[str, Any]:
    return {**capital(w.client("apigateway").get_resource(restApiId=rest(w), resourceId=made.physical_id)), "RestApiId": rest(w)}


def read_method(w: World, made: Created, props: dict[str, Any]) -> dict[str, Any]:
    found = w.client("apigateway").get_method(restApiId=rest(w), resourceId=root(w), httpMethod=props["HttpMethod"])
    integration = found.get("methodIntegration", {})
    return {
        **capital({name: value for name, value in found.items() if name not in ("requestParameters", "requestModels")}),
        "RequestParameters": found.get("requestParameters"), "RequestModels": found.get("requestModels"), "ResourceId": root(w), "RestApiId": rest(w),
        "MethodResponses": [{"StatusCode": status, "ResponseModels": each.get("responseModels")} for status, each in found.get("methodResponses", {}).items()],
        "Integration": {
            "Type": integration.get("type"), "Uri": integration.get("uri"), "IntegrationHttpMethod": integration.get("httpMethod"),
            "TimeoutInMillis": integration.get("timeoutInMillis"), "RequestTemplates": integration.get("requestTemplates"),
            "IntegrationResponses": [
                {"StatusCode": status, "ResponseTemplates": each.get("responseTemplates")} for status, each in (integration.get("integrationResponses") or {}).items()
            ],
        },
    }  # fmt: skip


def read_stage(w: World, made: Created) -> dict[str, Any]:
    found = w.client("apigateway").get_stage(restApiId=rest(w), stageName=made.physical_id)
    return {
        **capital(found), "RestApiId": rest(w), "AccessLogSetting": capital(found.get("accessLogSettings")), "Tags": as_tags(found.get("tags", {})),
        "Variables": found.get("variables"),
        "MethodSettings": [
            {"ResourcePath": "/" + path.rsplit("/", 1)[0], "HttpMethod": path.rsplit("/", 1)[1], **capital(each)} for path, each in found["methodSettings"].items()
        ],
    }  # fmt: skip


def read_part(noun: str) -> Any:
    def read(w: World, made: Created) -> dict[str, Any]:
        return {**getattr(w.client("apigatewayv2"), f"get_{noun}")(ApiId=http(w), **{f"{noun.capitalize()}Id": made.physical_id}), "ApiId": http(w)}

    return reads(read)


def lambda_uri(w: World) -> str:
    return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/arn:aws:lambda:{REGION}:{ACCOUNT}:function:f/invocations"


def method(w: World, **more: Any) -> dict[str, Any]:
    return {
        "ApiKeyRequired": "true", "AuthorizationType": "NONE", "HttpMethod": "POST", "OperationName": "a", "ResourceId": root(w), "RestApiId": rest(w),
        "Integration": {
            "Type": "AWS", "Uri": lambda_uri(w), "IntegrationHttpMethod": "POST", "TimeoutInMillis": "5000", "RequestTemplates": {"application/json": "{}"},
            "IntegrationResponses": [{"StatusCode": "200", "ResponseTemplates": {"application/json": "{}"}}],
        },
        "MethodResponses": [{"StatusCode": "200", "ResponseModels": {"application/json": "Empty"}}], "RequestModels": {"application/json": "Empty"},
        "RequestParameters": {"method.request.header.a": "true"}, **more,
    }  # fmt: skip


CASES = [
    Case(
        "AWS::ApiGateway::RestApi",
        props=lambda w: {
            "ApiKeySourceType": "AUTHORIZER", "BinaryMediaTypes": ["image/png"], "Description": "a", "DisableExecuteApiEndpoint": "true",
            "EndpointConfiguration": {"Types": ["REGIONAL"]}, "MinimumCompressionSize": "1024", "Name": w.name("made"), "Policy": POLICY, "Tags": TAGS,
        },
        read=reads(read_rest),
        change=lambda w: {
            "ApiKeySourceType": "HEADER", "BinaryMediaTypes": ["image/gif"], "Description": "b", "DisableExecuteApiEndpoint": False, "Name": w.name("b"),
            "EndpointConfiguration": {"Types": ["PRIVATE"]}, "Policy": {**POLICY, "Id": "b"}, "Tags": OTHER_TAGS,
        },
        refuse=lambda w: {"MinimumCompressionSize": 2048},
        attributes={"RestApiId": r"\w+", "RootResourceId": r"\w+"},
        ref=r"\w+",
    ),
    Case(
        "AWS::ApiGateway::Resource",
        props=lambda w: {"ParentId": root(w), "PathPart": "orders", "RestApiId": rest(w)},
        read=reads(read_resource),
        replace=lambda w: {"ParentId": "other", "PathPart": "other", "RestApiId": "other"},
        attributes={"ResourceId": r"\w+"},
    ),
    Case(
        "AWS::ApiGateway::Method",
        props=lambda w: method(w),
        read=read_method,
        change=lambda w: method(w, ApiKeyRequired=False, OperationName="b", MethodResponses=[{"StatusCode": "201", "ResponseModels": {"application/json": "Error"}}]),
        replace=lambda w: {"HttpMethod": "PUT", "ResourceId": "other", "RestApiId": "other"},
    ),
    Case(
        "AWS::ApiGateway::Method",
        label="authorized",
        props=lambda w: {
            "AuthorizationScopes": ["a/b"], "AuthorizationType": "CUSTOM", "HttpMethod": "GET", "ResourceId": root(w), "RestApiId": rest(w),
            "AuthorizerId": w.make("AWS::ApiGateway::Authorizer", {"Name": "a", "RestApiId": rest(w), "Type": "TOKEN", "IdentitySource": "method.request.header.a"}).physical_id,
            "RequestValidatorId": w.make("AWS::ApiGateway::RequestValidator", {"RestApiId": rest(w)}).physical_id,
        },
        read=read_method,
    ),
    Case(
        "AWS::ApiGateway::Deployment",
        props=lambda w: {"Description": "a", "RestApiId": rest(w) if deployed(w) else "", "StageName": "live"},
        read=lambda w, made, props: {
            **capital(w.client("apigateway").get_deployment(restApiId=rest(w), deploymentId=made.physical_id)), "RestApiId": rest(w),
            "StageName": w.client("apigateway").get_stage(restApiId=rest(w), stageName="live")["stageName"],
        },
        replace=lambda w: {"RestApiId": "other"},
        refuse=lambda w: {"Description": "b", "StageName": "other"},
        attributes={"DeploymentId": r"\w+"},
        gone=lambda w, made, props: made.physical_id not in [each["id"] for each in w.client("apigateway").get_deployments(restApiId=rest(w))["items"]],
    ),
    Case(
        "AWS::ApiGateway::Stage",
        props=lambda w: {
            "AccessLogSetting": {"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:a", "Format": "$context.requestId"}, "CacheClusterEnabled": "true",
            "CacheClusterSize": "0.5", "DeploymentId": deployed(w), "Description": "a", "RestApiId": rest(w), "StageName": "made", "Tags": TAGS,
            "MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO", "MetricsEnabled": "true", "ThrottlingRateLimit": "10"}],
            "TracingEnabled": "true", "Variables": {"a": "b"},
        },
        read=reads(read_stage),
        change=lambda w: {
            "AccessLogSetting": {"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:b", "Format": "$context.requestId"}, "CacheClusterEnabled": False,
            "CacheClusterSize": None, "DeploymentId": deployed(w), "Description": "b", "TracingEnabled": False, "Variables": {"c": "d"},
            "MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "ERROR", "MetricsEnabled": False, "ThrottlingBurstLimit": 5}],
        },
        replace=lambda w: {"RestApiId": "other", "StageName": "other"},
        ref="made",
    ),
    Case(
        "AWS::ApiGateway::Account",
        props=lambda w: {"CloudWatchRoleArn": w.role},
        read=lambda w, made, props: {"CloudWatchRoleArn": w.client("apigateway").get_account()["cloudwatchRoleArn"]},
        change=lambda w: {"CloudWatchRoleArn": w.other_role},
        attributes={"Id": r"stack-Thing-\w+"},
        gone=lambda w, made, props: w.client("apigateway").get_account()["cloudwatchRoleArn"] == w.other_role,
    ),
    Case(
        "AWS::ApiGateway::Authorizer",
        props=lambda w: {
            "AuthType": "custom", "AuthorizerCredentials": w.role, "AuthorizerResultTtlInSeconds": "60", "AuthorizerUri": lambda_uri(w),
            "IdentitySource": "method.request.header.a", "IdentityValidationExpression": "a+", "Name": "made", "RestApiId": rest(w), "Type": "TOKEN",
            "ProviderARNs": [f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_a"],
        },
        read=lambda w, made, props: {
            **capital(found := w.client("apigateway").get_authorizer(restApiId=rest(w), authorizerId=made.physical_id)), "ProviderARNs": found["providerARNs"],
            "RestApiId": rest(w),
        },
        change=lambda w: {"AuthorizerCredentials": w.other_role, "AuthorizerResultTtlInSeconds": 120, "IdentitySource": "method.request.header.b", "Name": "b"},
        replace=lambda w: {"RestApiId": "other"},
        refuse=lambda w: {"ProviderARNs": []},
        attributes={"AuthorizerId": r"\w+"},
    ),
    Case(
        "AWS::ApiGateway::RequestValidator",
        props=lambda w: {"Name": "made", "RestApiId": rest(w), "ValidateRequestBody": "true", "ValidateRequestParameters": False},
        read=lambda w, made, props: {
            **capital(w.client("apigateway").get_request_validator(restApiId=rest(w), requestValidatorId=made.physical_id)), "RestApiId": rest(w),
        },
        change=lambda w: {"ValidateRequestBody": False, "ValidateRequestParameters": "true"},
        replace=lambda w: {"Name": "other", "RestApiId": "other"},
        attributes={"RequestValidatorId": r"\w+"},
        gone=lambda w, made, props: not w.client("apigateway").get_request_validators(restApiId=rest(w))["items"],
    ),
    Case(
        "AWS::ApiGatewayV2::Api",
        props=lambda w: {
            "ApiKeySelectionExpression": "$request.header.x-api-key", "CorsConfiguration": {"AllowOrigins": ["https://a.example"], "MaxAge": "60"},
            "Description": "a", "DisableExecuteApiEndpoint": "true", "DisableSchemaValidation": "false", "Name": w.name("made"), "ProtocolType": "HTTP",
            "RouteSelectionExpression": "$request.method $request.path", "Tags": {"a": "b"}, "Version": "1",
        },
        read=reads(lambda w, made: w.client("apigatewayv2").get_api(ApiId=made.physical_id)),
        change=lambda w: {
            "CorsConfiguration": {"AllowOrigins": ["https://b.example"]}, "Description": "b", "DisableExecuteApiEndpoint": False, "Name": w.name("b"),
            "Tags": {"c": "d"}, "Version": "2",
        },
        replace=lambda w: {"ProtocolType": "WEBSOCKET"},
        attributes={"ApiId": r"\w+", "ApiEndpoint": rf"https://\w+\.execute-api\.{REGION}\.amazonaws\.com"},
        ref=r"\w+",
    ),
    Case(
        "AWS::ApiGatewayV2::Stage",
        props=lambda w: {
            "AccessLogSettings": {"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:a", "Format": "$context.requestId"}, "ApiId": http(w),
            "AutoDeploy": "true", "DefaultRouteSettings": {"ThrottlingBurstLimit": "5", "ThrottlingRateLimit": "10"}, "Description": "a",
            "RouteSettings": {"GET /a": {"ThrottlingBurstLimit": 1}}, "StageName": "$default", "StageVariables": {"a": "b"},
        },
        read=reads(lambda w, made: {**w.client("apigatewayv2").get_stage(ApiId=http(w), StageName=made.physical_id), "ApiId": http(w)}),
        change=lambda w: {
            "AccessLogSettings": {"DestinationArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:b", "Format": "$context.requestId"}, "AutoDeploy": False,
            "DefaultRouteSettings": {"ThrottlingBurstLimit": 6, "ThrottlingRateLimit": 11}, "Description": "b", "StageVariables": {"c": "d"},
        },
        replace=lambda w: {"ApiId": "other", "StageName": "other"},
        ref=r"\$default",
    ),
    Case(
        "AWS::ApiGatewayV2::Integration",
        props=lambda w: {
            "ApiId": http(w), "ConnectionId": "c", "ConnectionType": "VPC_LINK", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "CredentialsArn": w.role,
            "Description": "a", "IntegrationMethod": "POST", "IntegrationSubtype": "SQS-SendMessage", "IntegrationType": "AWS_PROXY", "IntegrationUri": lambda_uri(w),
            "PassthroughBehavior": "NEVER", "PayloadFormatVersion": "2.0", "RequestParameters": {"append:header.a": "b"}, "RequestTemplates": {"a": "b"},
            "ResponseParameters": {"200": {"append:header.a": "b"}}, "TemplateSelectionExpression": "x", "TimeoutInMillis": "5000",
            "TlsConfig": {"ServerNameToVerify": "a.example"},
        },
        read=read_part("integration"),
        change=lambda w: {"CredentialsArn": w.other_role, "Description": "b", "TimeoutInMillis": 6000, "RequestParameters": {"append:header.a": "c"}},
        replace=lambda w: {"ApiId": "other"},
        attributes={"Id": r"\w+"},
    ),
    Case(
        "AWS::ApiGatewayV2::Route",
        props=lambda w: {
            "ApiId": http(w), "ApiKeyRequired": "true", "AuthorizationScopes": ["a/b"], "AuthorizationType": "JWT", "AuthorizerId": "a", "OperationName": "a",
            "ModelSelectionExpression": "m", "RequestModels": {"a": "b"}, "RequestParameters": {"a": {"Required": "true"}}, "RouteKey": "GET /a",
            "RouteResponseSelectionExpression": "$default", "Target": "integrations/a",
        },
        read=read_part("route"),
        change=lambda w: {"AuthorizationScopes": ["c/d"], "OperationName": "b", "RouteKey": "GET /b", "Target": "integrations/b"},
        replace=lambda w: {"ApiId": "other"},
        attributes={"Id": r"\w+"},
    ),
    Case(
        "AWS::ApiGatewayV2::Authorizer",
        props=lambda w: {
            "ApiId": http(w), "AuthorizerCredentialsArn": w.role, "AuthorizerPayloadFormatVersion": "2.0", "AuthorizerResultTtlInSeconds": "60",
            "AuthorizerType": "REQUEST", "AuthorizerUri": lambda_uri(w), "EnableSimpleResponses": "true", "IdentitySource": ["$request.header.a"],
            "IdentityValidationExpression": "a+", "JwtConfiguration": {"Audience": ["a"], "Issuer": "https://a.example"}, "Name": "made",
        },
        read=read_part("authorizer"),
        change=lambda w: {"AuthorizerCredentialsArn": w.other_role, "AuthorizerResultTtlInSeconds": 120, "IdentitySource": ["$request.header.b"], "Name": "b"},
        replace=lambda w: {"ApiId": "other"},
        attributes={"AuthorizerId": r"\w+"},
    ),
]  # fmt: skip

life, test_made, test_replaced, test_changed_in_place, test_deleted = lives(CASES)
