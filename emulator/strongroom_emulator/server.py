"""The HTTP server: moto's services, this emulator's own endpoints, and an answer to everything that isn't a retry."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import traceback
import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from . import eventbridge
from .cloudformation import custom_resource
from .cloudformation.provider import find_type
from .cloudformation.stack import all_regions, journal

ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
Environ = dict[str, Any]


class Application:
    """WSGI: /strongroom/* is answered here, the rest by moto."""

    def __init__(self, moto: Any) -> None:
        self._moto = moto

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.startswith("/strongroom/"):
            status, body = self._own(environ, path)
            return _answer(start_response, status, "application/json", json.dumps(body).encode())
        started: list[Any] = []
        try:
            body = self._moto(environ, lambda *begin: started.append(begin))
            if started[0][0].startswith("404"):
                body = [b"".join(body)]
                if body[0].startswith(b"<!doctype html"):
                    raise NotImplementedError(f"moto has no {environ['REQUEST_METHOD']} {path}")
        except Exception as error:
            return self._not_emulated(environ, start_response, error)
        start_response(*started[0])
        return body

    def _own(self, environ: Environ, path: str) -> tuple[HTTPStatus, Any]:
        method, query = environ["REQUEST_METHOD"], parse_qs(environ.get("QUERY_STRING", ""))
        token = re.fullmatch(r"/strongroom/response/([0-9a-f]+)", path)
        if token and method == "PUT":
            found = custom_resource.receive(token.group(1), _body(environ))
            return (HTTPStatus.OK, {}) if found else (HTTPStatus.NOT_FOUND, {"message": "nobody waits for this answer"})
        if (method, path) == ("GET", "/strongroom/resources"):
            return HTTPStatus.OK, list(_resources())
        if (method, path) == ("GET", "/strongroom/journal"):
            since = query.get("since", ["0"])[0]
            if not since.isdigit():
                return HTTPStatus.BAD_REQUEST, {"message": f"since is the number of an entry, not {since!r}"}
            return HTTPStatus.OK, journal().since(int(since))
        if (method, path) == ("POST", "/strongroom/fire"):
            return _fire(_body(environ))
        return HTTPStatus.NOT_FOUND, {"message": f"{method} {path} is not an endpoint of the emulator"}

    def _not_emulated(self, environ: Environ, start_response: Any, error: Exception) -> Iterable[bytes]:
        """A fault of moto is told as 501, which SDKs don't retry, in the protocol that was spoken."""
        if not isinstance(error, NotImplementedError):
            traceback.print_exception(error, file=sys.stderr)
        reason = f"not emulated: {type(error).__name__}: {error}"
        target, content_type = environ.get("HTTP_X_AMZ_TARGET"), environ.get("CONTENT_TYPE", "")
        if target or "json" in content_type or (not content_type and environ.get("PATH_INFO", "/").count("/") > 2):
            body, kind = json.dumps({"__type": "NotEmulated", "message": reason}), "application/x-amz-json-1.1"
        else:
            text = f"<Code>NotEmulated</Code><Message>{escape(reason)}</Message>"
            form = "x-www-form-urlencoded" in content_type
            body, kind = (f"<ErrorResponse><Error>{text}</Error></ErrorResponse>" if form else f"<Error>{text}</Error>"), "application/xml"
        return _answer(start_response, HTTPStatus.NOT_IMPLEMENTED, kind, body.encode(), [("x-amzn-errortype", "NotEmulated"), ("x-amzn-RequestId", str(uuid.uuid4()))])


def _answer(start_response: Any, status: HTTPStatus, kind: str, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> Iterable[bytes]:
    start_response(f"{status.value} {status.phrase}", [("Content-Type", kind), ("Content-Length", str(len(body))), *headers])
    return [body]


def _body(environ: Environ) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))


def _resources() -> Iterable[dict[str, str]]:
    for region in all_regions():
        for stack in region.live:
            for item in list(stack.resources.values()):
                found = find_type(item.type)
                yield {
                    "stack": stack.name,
                    "region": stack.region,
                    "logicalId": item.logical_id,
                    "physicalId": item.physical_id,
                    "type": item.type,
                    "level": found.level.value if found else "unknown",
                }


def _fire(body: bytes) -> tuple[HTTPStatus, Any]:
    try:
        asked = json.loads(body or b"{}")
        rule = str(asked["rule"])
    except (ValueError, KeyError, TypeError):
        return HTTPStatus.BAD_REQUEST, {"message": 'the body is {"rule": name, "bus"?: name, "region"?: name}'}
    try:
        region = str(asked.get("region") or _region_with_rule(rule))
        targets = list(eventbridge.fire(rule, str(asked.get("bus", "default")), ACCOUNT, region))
    except Exception as error:
        return HTTPStatus.NOT_FOUND, {"message": str(getattr(error, "message", None) or error)}
    return HTTPStatus.OK, {"rule": rule, "targets": targets}


def _region_with_rule(rule: str) -> str:
    """The region that has a rule of this name; they differ in a deployment, as generated names do."""
    from moto.events.models import events_backends

    regions = [name for name, backend in list(events_backends[ACCOUNT].items()) if any(rule in bus.rules for bus in backend.event_buses.values())]
    if not regions:
        raise LookupError(f"Rule {rule} does not exist.")
    return str(regions[0])


def make_server(listener: socket.socket) -> Any:
    """A threaded server on a socket that is bound already."""
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import WSGIRequestHandler
    from werkzeug.serving import make_server as make

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: Any) -> None:
            pass

    host, port = listener.getsockname()
    application = Application(DomainDispatcherApplication(create_backend_app))
    return make(host, port, application, threaded=True, request_handler=Quiet, fd=listener.fileno())
