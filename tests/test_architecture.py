"""What the layout promises and no reviewer should have to remember."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "eticket"
INTERFACES = [PACKAGE / name for name in ("portal", "desk", "api")]
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.*"))
STYLES = sorted(PACKAGE.glob("*/static/**/*.css"))
SCRIPTS = [path for path in PACKAGE.glob("*/static/**/*.js") if "vendor" not in path.parts]
MODULES = sorted(PACKAGE.rglob("*.py"))

# Exceptions to the budgets, by name: each is a decision.
LONGER_FILES: set[str] = set()
LONGER_FUNCTIONS: set[str] = set()

CATALOGUE = {"Area", "Product"}
# Words with a better one in docs/glossary.md, and names that say nothing.
OTHER_WORDS = {
    "acct", "cust", "helper", "helpers", "incident", "licence", "license", "mgr",
    "msg", "msgs", "tkt", "usr", "util", "utils",
}  # fmt: skip
NAMELESS_MODULES = {"base", "common", "core", "helpers", "misc", "utils"}


def test_interfaces_reach_data_only_through_the_viewer() -> None:
    managers = {"objects", "_default_manager", "_base_manager"}
    found = [
        f"{_name(path)}:{node.lineno} .{node.attr}"
        for folder in INTERFACES
        for path in folder.rglob("*.py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Attribute) and node.attr in managers
    ]
    assert found == []


def test_what_customers_see_cannot_name_an_internal_note() -> None:
    portal = [path for path in (PACKAGE / "portal").rglob("*") if path.suffix in {".py", ".html"}]
    files = [*portal, PACKAGE / "notifications" / "mail.py"]
    found = [_name(path) for path in files if re.search(r"\bNotes?\b", path.read_text("utf-8"))]
    assert found == []


def test_the_catalogue_has_no_way_back_to_customers_data() -> None:
    models = [model for model in apps.get_models() if model.__name__ in CATALOGUE]
    assert {model.__name__ for model in models} == CATALOGUE
    found = [
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in models
        for relation in model._meta.related_objects
    ]
    assert found == []


def test_every_kind_of_event_has_its_line_in_the_routes() -> None:
    kinds = import_module("eticket.events.kinds").KINDS
    routes = import_module("eticket.notifications.routes").ROUTES
    assert set(routes) == set(kinds)


def test_kinds_of_event_are_dotted_and_every_recorded_one_is_known() -> None:
    kinds = import_module("eticket.events.kinds").KINDS
    assert [kind for kind in kinds if not re.fullmatch(r"[a-z_]+\.[a-z_]+", kind)] == []
    unknown = [
        f"{_name(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "record"
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in kinds
    ]
    assert unknown == []


def test_every_model_is_in_the_glossary() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    ours = [model for model in apps.get_models() if model.__module__.startswith("eticket.")]
    assert [
        model.__name__ for model in ours if not re.search(rf"\b{model.__name__}\b", glossary)
    ] == []


def test_names_in_code_are_words_of_the_glossary() -> None:
    found = [
        f"{_name(path)}:{line} {name}"
        for path in MODULES
        for line, name in _names_given(path)
        if {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)} & OTHER_WORDS
    ]
    assert found == []
    assert [_name(path) for path in MODULES if path.stem in NAMELESS_MODULES] == []


def test_python_files_sit_at_most_three_folders_below_the_package() -> None:
    deep = [_name(path) for path in MODULES if len(path.relative_to(PACKAGE).parts) > 4]
    assert deep == []


def _views() -> list[Path]:
    return [path for path in MODULES if path.parent.name == "views" or path.name == "views.py"]


@pytest.mark.parametrize(
    ("files", "limit"),
    [
        pytest.param([*MODULES, *(ROOT / "tests").rglob("*.py")], 400, id="python"),
        pytest.param(_views(), 250, id="views"),
        pytest.param(TEMPLATES, 120, id="templates"),
        pytest.param(STYLES, 150, id="styles"),
        pytest.param(SCRIPTS, 120, id="scripts"),
    ],
)
def test_files_keep_to_their_budget(files: list[Path], limit: int) -> None:
    lines = {_name(path): len(path.read_text("utf-8").splitlines()) for path in files}
    longer = {name: count for name, count in lines.items() if count > limit}
    assert {name: longer[name] for name in longer.keys() - LONGER_FILES} == {}


def test_all_styles_and_all_scripts_keep_to_their_budget() -> None:
    assert sum(len(path.read_text("utf-8").splitlines()) for path in STYLES) <= 2500
    assert sum(len(path.read_text("utf-8").splitlines()) for path in SCRIPTS) <= 1000


def test_functions_keep_to_their_budget() -> None:
    longer = {
        f"{_name(path)}::{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in [*MODULES, *(ROOT / "tests").rglob("*.py")]
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 60
    }
    assert {name: longer[name] for name in longer.keys() - LONGER_FUNCTIONS} == {}


def test_pages_hold_nothing_the_content_policy_would_block() -> None:
    # Mail programs know only styles written into the message; no policy applies there.
    pages = [path for path in TEMPLATES if path.suffix == ".html" and not _is_mail(path)]
    found = [f"{_name(path)}:{problem}" for path in pages for problem in _blocked_by_policy(path)]
    assert found == []


def test_templates_leave_escaping_on() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b")
    found = [_name(path) for path in TEMPLATES if path.suffix == ".html"]
    assert [name for name in found if off.search((ROOT / name).read_text("utf-8"))] == []


def test_nothing_is_exempt_from_the_forgery_check() -> None:
    assert [_name(path) for path in MODULES if "csrf_exempt" in path.read_text("utf-8")] == []


def test_pages_fetch_nothing_from_a_third_party() -> None:
    address = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I)
    drawings = PACKAGE.glob("*/static/**/*.svg")
    files = [*TEMPLATES, *STYLES, *SCRIPTS, *drawings]
    found = [
        f"{_name(path)}: {match[0]}"
        for path in files
        for match in address.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_package_with_models_has_its_migrations() -> None:
    ours = [config for config in apps.get_app_configs() if config.name.startswith("eticket.")]
    with_models = [config for config in ours if any(config.get_models())]
    assert with_models
    missing = [
        config.name
        for config in with_models
        if not list(Path(config.path, "migrations").glob("0001_*.py"))
    ]
    assert missing == []


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def _names_given(path: Path) -> Iterator[tuple[int, str]]:
    """The names a module gives: to functions, classes, arguments and variables."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def _is_mail(path: Path) -> bool:
    return PACKAGE / "notifications" in path.parents


def _blocked_by_policy(path: Path) -> list[str]:
    # Tags of the template language are no HTML and may stand inside attributes.
    text = re.sub(r"{%.*?%}|{#.*?#}", "", path.read_text("utf-8"))
    reader = _PolicyReader()
    reader.feed(text)
    return reader.problems


class _PolicyReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_data = given.get("type", "").endswith("json")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self._add(f"inline <{tag}>")
        for name, value in given.items():
            scripted = value.strip().lower().startswith(("javascript:", "js:"))
            if name == "style" or name.startswith(("on", "hx-on")) or scripted:
                self._add(f"{name}=")

    def _add(self, problem: str) -> None:
        self.problems.append(f"{self.getpos()[0]} {problem}")
