"""moto's HTTP APIs have no UpdateStage, and its REST APIs can't be tagged again."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from strongroom_emulator.overrides import override


@lru_cache(maxsize=None)
def let_rest_api_tags_change() -> None:
    from moto.apigateway import urls
    from moto.apigateway.responses import APIGatewayResponse

    tag, untag = APIGatewayResponse.tag_resource, APIGatewayResponse.untag_resource

    def api_of(response: Any) -> Any:
        """The API whose tags are meant; None for a stage's."""
        resource_id = unquote(response.path.split("/tags/")[1]).split("/restapis/")[-1]
        return None if "/" in resource_id else response.backend.get_rest_api(resource_id)

    def tag_resource(self: Any) -> str:
        api = api_of(self)
        if api is None:
            return tag(self)
        api.tags = {**api.tags, **self._get_param("tags")}
        return "{}"

    def untag_resource(self: Any) -> str:
        api = api_of(self)
        if api is None:
            return untag(self)
        api.tags = {name: value for name, value in api.tags.items() if name not in self.querystring["tagKeys"]}
        return "{}"

    override(APIGatewayResponse, "tag_resource")(tag_resource)
    override(APIGatewayResponse, "untag_resource")(untag_resource)
    urls.url_paths["{0}/tags/arn:(?P<partition>[^/]+):apigateway:(?P<region_name>[^/]+)::/restapis/(?P<function_id>[^/]+)$"] = APIGatewayResponse.dispatch


@lru_cache(maxsize=None)
def let_stages_change() -> None:
    from moto.apigatewayv2.models import Stage
    from moto.apigatewayv2.responses import ApiGatewayV2Response

    def update_stage(self: Any) -> Any:
        api_id, stage_name = self.path.split("/")[-3], unquote(self.path.split("/")[-1])
        api, old = self.apigatewayv2_backend.get_api(api_id), self.apigatewayv2_backend.get_stage(api_id, stage_name)
        changed = Stage(api, {**old.config, **json.loads(self.body), "stageName": stage_name})
        changed.created = old.created
        api.stages[stage_name] = changed
        return 200, {}, json.dumps(changed.to_json())

    ApiGatewayV2Response.update_stage = update_stage  # type: ignore[attr-defined]
