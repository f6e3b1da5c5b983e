"""The virtual environment of both commands: made once, renewed when a lock changes."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"
RUN_LOCK = "requirements.lock"
DEVELOPMENT_LOCK = "requirements-dev.lock"
OLDEST_PYTHON = (3, 11)

if sys.version_info < OLDEST_PYTHON:
    sys.exit(f"eTicket needs Python 3.11 or newer; this is {sys.version.split()[0]}.")


def prepare(lock: str) -> None:
    """Make the environment when it is missing and install the lock unless it is there already."""
    # The development lock contains everything the other one does.
    accepted = [_stamp(name) for name in {lock, DEVELOPMENT_LOCK}]
    if PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") in accepted:
        return
    if not PYTHON.exists():
        _make()
    # No stamp while packages change: an interrupted installation starts again.
    STAMP.unlink(missing_ok=True)
    print(f"Installing {lock} into {VENV.name} …", flush=True)
    subprocess.run([*_installer(), "--require-hashes", "-r", str(ROOT / lock)], check=True)
    STAMP.write_text(_stamp(lock), "utf-8")


def apt_install(*packages: str) -> bool:
    """Install Debian packages; False where that is not ours to do (no Debian, no root)."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "--quiet", *command], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            return False
    return True


def _make() -> None:
    # Debian keeps the part of Python that installs pip in a package of its own.
    if not find_spec("ensurepip") and not shutil.which("uv") and not apt_install("python3-venv"):
        sys.exit("Python's venv is missing. On Debian: apt install python3-venv")
    if find_spec("ensurepip") or not shutil.which("uv"):
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    else:
        venv.create(VENV)


def _installer() -> list[str]:
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]


def _stamp(lock: str) -> str:
    content = (ROOT / lock).read_bytes()
    return (
        f"{lock} {sys.version_info[0]}.{sys.version_info[1]} {hashlib.sha256(content).hexdigest()}"
    )
