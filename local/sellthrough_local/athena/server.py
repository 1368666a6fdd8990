"""The HTTP face: a POST with an X-Amz-Target header in, Athena's JSON 1.1 out."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sellthrough_local.athena.catalogue import Catalogue
from sellthrough_local.athena.engine import Engine
from sellthrough_local.athena.executions import Executions
from sellthrough_local.athena.failures import RequestError
from sellthrough_local.athena.operations import Operations

_JSON = "application/x-amz-json-1.1"


def create_app(folder: Path, output: str, memory_limit: str = "1GB") -> Starlette:
    """The application.

    Args:
        folder: Private scratch folder; it is emptied and removed when the application stops.
        output: Default result location, an s3:// address.
        memory_limit: Of DuckDB, beyond which it spills to `folder`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue()
    executions = Executions(Engine(catalogue, folder, memory_limit), folder)
    operations = Operations(catalogue, executions, output)

    async def rpc(request: Request) -> Response:
        operation = request.headers.get("x-amz-target", "").rpartition(".")[2]
        try:
            body = json.loads(await request.body() or b"{}")
            answer = await run_in_threadpool(operations.call, operation, body)
        except json.JSONDecodeError:
            return _error("SerializationException", "the body is not JSON")
        except RequestError as error:
            return _error(error.kind, str(error))
        return JSONResponse(answer, media_type=_JSON)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        shutil.rmtree(folder, ignore_errors=True)

    return Starlette(routes=[Route("/", rpc, methods=["POST"]), Route("/", health)], lifespan=lifespan)


def _error(kind: str, message: str) -> Response:
    headers = {"x-amzn-ErrorType": kind}
    return JSONResponse({"__type": kind, "Message": message}, status_code=400, headers=headers, media_type=_JSON)
