"""What must never be in the tree, and what must agree between its files."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS_OF_OTHERS = {".git", ".venv", "data", "node_modules", "__pycache__"}
# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    "pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com",
    "yarn" + "pkg.com", "rubygems" + ".org", "crates" + ".io", "jsdelivr" + ".net",
    "unpkg" + ".com", "ghcr" + ".io", "docker" + ".io", "deb" + ".debian.org",
]  # fmt: skip
SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bsk_live_[A-Za-z0-9]{16,}"
)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path, text in _texts()
        for host in REGISTRIES
        if host in text
    ]
    assert found == []


def test_no_file_holds_a_secret() -> None:
    assert [str(path.relative_to(ROOT)) for path, text in _texts() if SECRETS.search(text)] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
    code = [
        (path, text) for path, text in _texts() if path.suffix in {".py", ".html", ".css", ".js"}
    ]
    ours = [(path, text) for path, text in code if "vendor" not in path.parts]
    assert [str(path.relative_to(ROOT)) for path, text in ours if marks.search(text)] == []


def test_every_dependency_is_in_its_lock() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    run = (
        project["project"]["dependencies"] + project["project"]["optional-dependencies"]["postgres"]
    )
    development = project["dependency-groups"]["dev"]
    assert _names(run) <= _locked("requirements.lock")
    assert _names(run) | _names(development) <= _locked("requirements-dev.lock")


def test_both_locks_agree_on_every_version() -> None:
    run, development = (
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / name).read_text("utf-8"), re.M))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert run <= development


def test_every_link_between_papers_leads_somewhere() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {target}"
        for path, text in _texts()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:\s]+)\)", text)
        if not (path.parent / target).exists()
    ]
    assert found == []


def _texts() -> list[tuple[Path, str]]:
    texts = []
    for path in _tracked():
        try:
            texts.append((path, path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return texts


def _tracked() -> list[Path]:
    """The files of the project: what git knows or would add, or all of them without git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not FOLDERS_OF_OTHERS & set(path.parts)]
    return [path for path in paths if path.is_file()]


def _names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9_.-]+", requirement) for requirement in requirements)
    return {match[0].lower().replace("_", "-") for match in found if match}


def _locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text("utf-8"), re.M))
