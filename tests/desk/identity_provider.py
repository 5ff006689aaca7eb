"""A real identity provider (canaille) on a port of this machine, as a program of its own.

`python -m tests.desk.identity_provider PORT KEY` serves until it is ended; KEY is its private key as JWK.
"""

import json
import sys
from typing import Any, Final

from werkzeug.serving import make_server

PASSWORD: Final = "correct horse battery staple"
CLIENT: Final = "lianshen-desk"
SECRET: Final = "a secret between two servers"
STRANGER: Final = "nobody-of-this-office"
PEOPLE: Final = ("clerk", "water-handler", "fire-handler", "administrator", STRANGER)
"""Whom it knows; all of them but one are people of the desk's directory, too."""


def issuer(port: int) -> str:
    """Under which name it signs."""
    return f"http://127.0.0.1:{port}"


def application(port: int, key: dict[str, str], desk: str) -> Any:
    """The provider with its people, and the desk as its client."""
    from canaille import create_app
    from canaille.app import models
    from canaille.backends import Backend
    from canaille.backends.memory.backend import MemoryBackend

    meets_any = MemoryBackend.do_query

    def meets_all(memory: Any, model: Any, *args: Any, **conditions: Any) -> list[Any]:
        found: list[Any] = meets_any(memory, model, *args, **conditions)
        for name, value in conditions.items():
            alike = {each.id for each in meets_any(memory, model, **{name: value})}
            found = [each for each in found if each.id in alike]
        return found

    # In memory, and only there, it takes any of several conditions for all of them: a code of somebody else.
    MemoryBackend.do_query = meets_all
    app = create_app(
        {
            "SECRET_KEY": "for this test alone",
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {
                "DATABASE": "memory",
                "JAVASCRIPT": False,
                "HTMX": False,
                "CAPTCHA_ENABLED": False,
                "SMTP": None,
                "TIMEZONE": "UTC",
            },
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key]},
        }
    )
    with app.app_context(), Backend.instance.session():
        for name in PEOPLE:
            Backend.instance.save(
                models.User(
                    user_name=name,
                    formatted_name=name,
                    family_name=name,
                    display_name=name,
                    emails=[f"{name}@office.test"],
                    password=PASSWORD,
                )
            )
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="Lianshen desk",
            client_uri=desk,
            redirect_uris=[f"{desk}/login/office/back"],
            post_logout_redirect_uris=[f"{desk}/login"],
            grant_types=["authorization_code"],
            response_types=["code"],
            scope=["openid", "profile"],
            token_endpoint_auth_method="client_secret_basic",
        )
        Backend.instance.save(client)
        client.audience = [client]
        Backend.instance.save(client)
    return app


def main() -> None:
    """Serve."""
    port, key, desk = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3]
    make_server("127.0.0.1", port, application(port, key, desk), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
