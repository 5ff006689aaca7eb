"""How a command ends: its exit code and its words, whatever stood in the way; never a traceback for the user.

0 done · 1 refused by a rule · 2 bad input · 3 a server cannot be reached, or the outcome is not known yet.
"""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Final, NoReturn, TypeVar

import typer

from desk.cli.faults import fault_line
from desk.cli.words import in_both
from desk.outcomes import EngineLost, InHand, NoSuchCase, Refused, RegisterLost
from runtime.documents import DocumentFaults
from runtime.trouble import BadSetting, Trouble

REFUSED: Final = 1
BAD_INPUT: Final = 2
UNREACHABLE: Final = 3

Result = TypeVar("Result")


def finish(command: Coroutine[object, object, Result], lang: str | None = None) -> Result:
    """Run a command to its end; what stood in its way becomes words and an exit code."""
    # A question to Temporal that was put again leaves a future behind, of which nobody wants to read.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        return asyncio.run(command)
    except Refused as refused:
        fail(f"{refused.name}: {refused.zh}", f"{refused.name}: {refused.en}", REFUSED, lang)
    except NoSuchCase as unknown:
        fail(f"没有办件 {unknown}。", f"There is no case {unknown}.", BAD_INPUT, lang)
    except EngineLost as lost:
        zh, en = (
            "在登记簿中未办结，引擎中却没有它的流程",
            "is open in the register, but no workflow of it runs",
        )
        _call_administrator(zh, en, "restart-cases", lost, lang)
    except RegisterLost as lost:
        zh, en = "流程引擎记得，登记簿中却没有", "is remembered by the engine, but the register has lost it"
        _call_administrator(zh, en, "refill", lost, lang)
    except InHand as unknown:
        number, key = unknown.args
        fail(
            f"办件 {number} 的操作已提交，结果尚未知；请稍后用同一编号再试：--key {key}",
            f"The command to case {number} is in hand, its outcome not known yet; ask again with --key {key}",
            UNREACHABLE,
            lang,
        )
    except DocumentFaults as faults:
        for fault in faults.faults:
            typer.echo(fault_line(fault, lang), err=True)
        raise typer.Exit(BAD_INPUT) from None
    except Trouble as trouble:
        code = BAD_INPUT if isinstance(trouble, BadSetting) else UNREACHABLE
        fail(trouble.words.zh, trouble.words.en, code, lang)
    except Exception as error:
        if not is_lost_connection(error):
            raise
        said = str(error).strip().partition("\n")[0]
        fail(f"与服务器的连接中断：{said}", f"The connection to a server was lost: {said}", UNREACHABLE, lang)


def fail(zh: str, en: str, code: int, lang: str | None) -> NoReturn:
    """Say what is wrong and end with a code."""
    typer.echo(in_both(zh, en, lang), err=True)
    raise typer.Exit(code)


def _call_administrator(zh: str, en: str, repair: str, lost: InHand, lang: str | None) -> NoReturn:
    """Only a repair moves this case; afterwards the same key asks again."""
    number, key = lost.args
    typed = f"lianshen register {repair} --case {number}"
    fail(
        f"办件 {number} {zh}。请管理员执行：{typed}；然后重试：--key {key}",
        f"Case {number} {en}. An administrator types: {typed}; then ask again with --key {key}",
        UNREACHABLE,
        lang,
    )


def is_lost_connection(error: Exception) -> bool:
    """Whether a server went away. A broken pipe is the reader of our output gone, and no server's fault.

    The drivers say it in many ways: no answer in time, no socket (a missing file without a name), a last word
    of the server that came between two questions.
    """
    import asyncpg
    from sqlalchemy.exc import DBAPIError
    from temporalio.service import RPCError

    if isinstance(error, FileNotFoundError):
        return error.filename is None
    lost = (
        DBAPIError,
        asyncpg.PostgresConnectionError,
        asyncpg.OperatorInterventionError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,
        ConnectionError,
        TimeoutError,
        RPCError,
    )
    return isinstance(error, lost) and not isinstance(error, BrokenPipeError)
