"""Whose folders an embedded PostgreSQL uses, and where they lie.

PostgreSQL refuses to run as root, so root runs it as `nobody`. Its files lie in `<home>/postgres`, or, where
`nobody` may not go (below `/root`), in a folder in `/var/lib` that `<home>/postgres` is a link to. Nothing is
opened to the world: the group of `nobody` may pass through the home folder, and see nothing in it.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from pathlib import Path

from runtime.embedded.process import Account, identity
from runtime.embedded.programs import PostgresPrograms
from runtime.trouble import HomeOfAnotherUser, ServerMissing

_STATE = Path("/var/lib")
_SOCKETS = Path("/tmp")  # noqa: S108  # a socket's path is limited to 107 bytes; the folder itself is 0700


def server_account() -> Account | None:
    """The account for PostgreSQL: our own (nothing returned), or `nobody` when we are root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise ServerMissing(
            "以 root 运行时需要系统用户 nobody，本机没有。请以普通用户运行，"
            "或用 DATABASE_URL 指明已有的数据库。",
            "As root the system user nobody is needed, and this machine has none. Run as an ordinary user, or"
            " name a database of yours with DATABASE_URL.",
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def prepare_home(home: Path) -> None:
    """Make the home folder ours and private; `HomeOfAnotherUser` when it already is somebody else's."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = home.stat().st_uid
    if owner != os.geteuid():
        if os.geteuid() != 0 or any(home.iterdir()):
            raise HomeOfAnotherUser(home, _name_of(owner))
        os.chown(home, 0, 0)  # an empty folder handed to root, such as a container's volume
    account = server_account()
    if account is not None:
        os.chown(home, 0, account.gid)
    home.chmod(0o700 if account is None else 0o710)
    (home / "logs").mkdir(mode=0o700, exist_ok=True)


def postgres_folder(home: Path, account: Account | None) -> Path:
    """The folder that the PostgreSQL server owns, made when it is not there."""
    folder = home / "postgres"
    if folder.exists():
        return folder.resolve()
    if account is not None and not _may_enter(account, home):
        elsewhere = _STATE / f"lianshen-{secrets.token_hex(5)}"
        elsewhere.mkdir(mode=0o700)
        os.chown(elsewhere, account.uid, account.gid)
        folder.unlink(missing_ok=True)  # a link whose folder was taken away
        folder.symlink_to(elsewhere)
        return elsewhere.resolve()
    folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder.resolve()


def socket_folder(home: Path, account: Account | None) -> Path:
    """A short private folder for the server's socket; one that a stranger made there is never used."""
    owner = os.geteuid() if account is None else account.uid
    usual = hashlib.sha256(os.fsencode(home)).hexdigest()[:10]
    folder = _SOCKETS / f"lianshen-{usual}"
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        there = folder.lstat()
        ours = there.st_uid in {owner, os.geteuid()} and stat.S_IMODE(there.st_mode) == stat.S_IRWXU
        if not (ours and stat.S_ISDIR(there.st_mode)):
            folder = _SOCKETS / f"lianshen-{secrets.token_hex(5)}"
            folder.mkdir(mode=0o700)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    return folder


def usable_programs(programs: PostgresPrograms, folder: Path, account: Account | None) -> Path:
    """The program folder that the account can run from: the original, or a copy beside the data.

    The copy keeps the wheel's folders side by side: its programs find their libraries by a relative path.
    """
    if account is None or _may_run(account, programs.bin / "initdb") or not programs.tree:
        return programs.bin
    copy = folder / f"programs-{programs.version}"
    if not copy.exists():
        for older in folder.glob("programs-*"):
            shutil.rmtree(older)
        fresh = folder / "programs-new"
        for part in programs.tree:
            shutil.copytree(part, fresh / part.name, symlinks=True)
        for path in [fresh, *fresh.rglob("*")]:
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & stat.S_IRWXU)
        fresh.rename(copy)
    return copy / programs.bin.relative_to(programs.tree[0].parent)


def _may_enter(account: Account, folder: Path) -> bool:
    """Asked of the system itself, because access lists and mounts decide too."""
    return _succeeds(account, ["/bin/sh", "-c", 'cd -- "$0"', str(folder)])


def _may_run(account: Account, program: Path) -> bool:
    return _succeeds(account, [str(program), "--version"])


def _succeeds(account: Account, command: list[str]) -> bool:
    try:
        answer = subprocess.run(
            command,
            cwd="/",
            **identity(account),
            capture_output=True,
            timeout=10,
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
