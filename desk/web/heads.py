"""HEAD for every page that can be asked for by GET: the same answer without its content (RFC 9110 §9.3.2)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Wraps the application, which needs to know GET alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        ended = False

        async def sending(message: Message) -> None:
            nonlocal ended
            if ended:
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            ended = True
            await send({"type": "http.response.body", "body": b""})
            if message.get("more_body", False):
                raise BrokenPipeError  # how a file or a stream learns that nobody reads on

        await self._app({**scope, "method": "GET"}, receive, sending)
