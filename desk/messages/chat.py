"""Messages to the office's chat: one POST to its robot, signed."""

import base64
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal
from urllib.parse import urlencode

import httpx2 as httpx

from desk.messages.outcomes import Later, Outcome, Refused, Sent, Unknown
from desk.messages.wording import Letter

SECONDS: Final = 15.0
NOT_NOW: Final = frozenset({408, 425, 429, 500, 503})
"""Answers that say that nothing was done, and that it may be asked again."""
NO_ANSWER: Final = frozenset({502, 504})
"""Answers of somebody in between, who does not know what became of it."""
LONGEST_ANSWER: Final = 65_536

Style = Literal["plain", "wecom", "dingtalk", "feishu"]


@dataclass(frozen=True)
class Robot:
    """Where the chat takes messages. ``secret`` signs them; DingTalk wants that in its own way."""

    url: str
    style: Style = "plain"
    secret: str | None = None


class Chat:
    """Speaks to the robot. Call `close` at the end."""

    def __init__(self, robot: Robot, client: httpx.AsyncClient | None = None) -> None:
        self._robot = robot
        self._client = client or httpx.AsyncClient(timeout=SECONDS, follow_redirects=False, trust_env=False)

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def send(self, letter: Letter, to: Sequence[str], at: datetime) -> Outcome:
        """Say it once, to these accounts by name; ``Idempotency-Key`` is the same at every try."""
        body = json.dumps(_body(self._robot.style, letter, to), ensure_ascii=False).encode()
        headers = {
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": letter.id,
            **self._signature(body, at),
        }
        try:
            answer = await self._client.post(self._way(at), content=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as trouble:
            return Later(type(trouble).__name__)
        except httpx.HTTPError as trouble:
            return Unknown(type(trouble).__name__)
        return _judged(answer)

    def _signature(self, body: bytes, at: datetime) -> dict[str, str]:
        if self._robot.secret is None:
            return {}
        moment = str(int(at.timestamp()))
        signed = hmac.new(self._robot.secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
        return {"x-lianshen-signature": f"t={moment},v1={signed}"}

    def _way(self, at: datetime) -> str:
        if self._robot.style != "dingtalk" or self._robot.secret is None:
            return self._robot.url
        moment, secret = str(int(at.timestamp() * 1000)), self._robot.secret
        signed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), sha256).digest()
        asked = urlencode({"timestamp": moment, "sign": base64.b64encode(signed).decode()})
        return f"{self._robot.url}{'&' if '?' in self._robot.url else '?'}{asked}"


def _body(style: Style, letter: Letter, to: Sequence[str]) -> dict[str, object]:
    match style:
        case "wecom":
            return {"msgtype": "text", "text": {"content": letter.brief, "mentioned_list": list(to)}}
        case "dingtalk":
            named = "".join(f"@{each} " for each in to)
            return {
                "msgtype": "text",
                "text": {"content": f"{letter.brief}\n{named}".rstrip()},
                "at": {"atUserIds": list(to), "isAtAll": False},
            }
        case "feishu":
            return {"msg_type": "text", "content": {"text": letter.brief}}
        case "plain":
            return {
                "id": letter.id,
                "case": letter.case,
                "project": letter.project,
                "kind": letter.kind,
                "text": letter.brief,
                "link": letter.link,
                "to": list(to),
            }


def _judged(answer: httpx.Response) -> Outcome:
    said = f"HTTP {answer.status_code}"
    if answer.status_code in NO_ANSWER:
        return Unknown(said)
    if answer.status_code in NOT_NOW:
        return Later(said)
    if not answer.is_success:
        return Refused(said)
    code = _own_code(answer)
    return Sent() if code in {None, 0} else Later(f"{said}, code {code}")


def _own_code(answer: httpx.Response) -> int | None:
    """Robots answer 200 to what they refuse, and say so by a number of their own."""
    if len(answer.content) > LONGEST_ANSWER:
        return None
    try:
        told = answer.json()
    except ValueError:
        return None
    code = told.get("errcode", told.get("code")) if isinstance(told, dict) else None
    return code if isinstance(code, int) else None
