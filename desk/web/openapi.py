"""The description of the API: OpenAPI 3.1 with the schema of every command and the name of every refusal."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from desk.web.api.schemas import ProblemBody
from desk.web.problems import names_by_status
from models.domain.commands import COMMAND, FileCase
from models.domain.rehearsal import Rehearsal

_DAY: Final = {"type": "string", "format": "date", "minLength": 10, "maxLength": 10}
_SAID: Final[dict[str, dict[str, Any]]] = {
    "Idempotency-Key": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    "cursor": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "description": "as the list has given it"},
    **dict.fromkeys(("from", "as_of", "due_before"), _DAY),
}
"""How the values of parameters are written, by the parameter's name."""

_REF: Final = "#/components/schemas/{model}"


def describe(app: FastAPI) -> None:
    """Let the application answer with this description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _description(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way of saying more


def _description(app: FastAPI) -> dict[str, Any]:
    described = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version="3.1.0",
        description="联合审批 / joint approval. Titles of problems follow Accept-Language (zh, en).",
        routes=app.routes,
    )
    schemas = described["components"]["schemas"]
    problem = ProblemBody.model_json_schema(ref_template=_REF)
    schemas.update(problem.pop("$defs", {}))
    problem["properties"]["type"]["enum"] = sorted({n for names in names_by_status().values() for n in names})
    schemas["ProblemBody"] = problem
    command = COMMAND.json_schema(ref_template=_REF)
    schemas.update(command.pop("$defs"))
    schemas["Command"] = command
    _take(described, "/api/v1/cases/{number}/commands", {"$ref": "#/components/schemas/Command"})
    filing = TypeAdapter(FileCase).json_schema(ref_template=_REF)
    schemas.update(filing.pop("$defs", {}))
    filing["properties"]["catalogue"] = {"type": "string", "description": "the code of the procedure"}
    _take(described, "/api/v1/cases", filing)
    rehearsal = TypeAdapter(Rehearsal).json_schema(ref_template=_REF)
    schemas.update(rehearsal.pop("$defs", {}))
    _take(described, "/api/v1/rehearsals", rehearsal)
    account = {"type": "string", "maxLength": 200}
    login = {
        "type": "object",
        "properties": {"account": account, "password": account},
        "required": ["account", "password"],
    }
    _take(described, "/api/v1/sessions", login)
    upload = {
        "type": "object",
        "properties": {
            "material": {"type": "string"},
            "name": {"type": "string"},
            "size": {"type": "integer", "minimum": 1},
        },
        "required": ["material", "name", "size"],
    }
    _take(described, "/api/v1/cases/{number}/uploads", upload)
    described["paths"]["/api/v1/cases/{number}/uploads/{upload}"]["patch"]["requestBody"] = {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
    for operations in described["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _say_more(parameter)
    described["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"bearer": []}]
    return described


def _take(described: dict[str, Any], path: str, schema: dict[str, Any]) -> None:
    """Say what the POST of a path takes."""
    content = {"application/json": {"schema": schema}}
    described["paths"][path]["post"]["requestBody"] = {"required": True, "content": content}


def _say_more(parameter: dict[str, Any]) -> None:
    """What the route looks at by itself, so that its refusal has the desk's own name and words."""
    schema = _SAID.get(parameter["name"])
    if schema is not None:
        parameter["schema"] = schema
        parameter["required"] = parameter["required"] or parameter["in"] == "header"
