"""Which database the tests use: TEST_DB=sqlite (default) or postgres, on a server of their own.

TEST_DATABASE_URL names a PostgreSQL server to use instead of starting one.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

POSTGRES = os.environ.get("TEST_DB", "sqlite") == "postgres"
SERVER_OPTIONS = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=150"
)


def folder() -> Path:
    """The run's own folder: database, cluster, files; the first process makes it for all."""
    if "TEST_FOLDER" not in os.environ:
        # /tmp whatever TMPDIR says: a unix socket's path may hold 107 bytes.
        made = tempfile.mkdtemp(prefix="eticket-tests-", dir="/tmp")
        Path(made).chmod(0o755)
        os.environ["TEST_FOLDER"] = made
        atexit.register(_stop)
    return Path(os.environ["TEST_FOLDER"])


def url() -> str:
    """What the settings read as DATABASE_URL."""
    if POSTGRES:
        return os.environ.get("TEST_DATABASE_URL", "postgres://eticket@localhost/eticket")
    return f"sqlite:///{folder() / 'eticket.sqlite3'}"


def start() -> None:
    """Start the private cluster when this run needs one."""
    if not POSTGRES or "TEST_DATABASE_URL" in os.environ:
        return
    cluster = folder() / "cluster"
    cluster.mkdir(mode=0o700)
    if os.geteuid() == 0:
        account = _unprivileged()
        os.chown(cluster, account.pw_uid, account.pw_gid)
    _run("initdb", "-D", str(cluster), "-U", "eticket", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"{SERVER_OPTIONS} -k {cluster}"
    log = str(cluster / "log")
    _run("pg_ctl", "-D", str(cluster), "-l", log, "-w", "-o", options, "start")


def _stop() -> None:
    cluster = folder() / "cluster"
    if cluster.exists():
        _run("pg_ctl", "-D", str(cluster), "-m", "immediate", "stop")
    shutil.rmtree(folder(), ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    # The server refuses to run as root.
    account = _unprivileged() if os.geteuid() == 0 else None
    done = subprocess.run(
        [_path(program), *arguments],
        cwd="/",
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr}")


def _unprivileged() -> pwd.struct_passwd:
    names = {account.pw_name for account in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _path(program: str) -> str:
    # Debian keeps the server's programs off the PATH.
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    path = shutil.which(program) or (str(debian[-1]) if debian else None)
    if not path:
        raise RuntimeError(f"{program} is missing. On Debian: apt install postgresql")
    return path
