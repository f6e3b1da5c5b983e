import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from eticket.ui.storage import StaticStorage


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> StaticStorage:
    root = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=root):
        call_command("collectstatic", "--noinput", "--ignore=admin", verbosity=0)
        return StaticStorage(location=root)


def read(storage: StaticStorage, name: str) -> str:
    return Path(storage.path(storage.stored_name(name))).read_text("utf-8")


def test_the_style_is_one_file_with_its_layers(collected: StaticStorage) -> None:
    style = read(collected, "ui/css/app.css")
    assert "@import" not in style
    assert style.startswith("@layer reset, tokens, base, layout, components, utilities;")
    assert style.count("@layer tokens {") == 1
    assert style.count("{") == style.count("}")
    assert ".turnlist" in style


def test_fonts_in_the_style_carry_their_hash(collected: StaticStorage) -> None:
    found = re.findall(r'url\("?([^")]+)"?\)', read(collected, "ui/css/app.css"))
    fonts = [url for url in found if url.endswith(".woff2")]
    assert len(fonts) == 2
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", url) for url in fonts)


def test_the_script_is_one_file_that_imports_nothing(collected: StaticStorage) -> None:
    script = read(collected, "ui/js/app.js")
    assert not re.search(r"^(import|export) ", script, re.M)
    for name in ("copy-button", "file-drop", "toast-message"):
        assert f'customElements.define("{name}"' in script


def test_compressed_copies_lie_beside_the_files(collected: StaticStorage) -> None:
    style = Path(collected.path(collected.stored_name("ui/css/app.css")))
    assert Path(f"{style}.br").exists()
    assert Path(f"{style}.gz").exists()


def test_what_the_entry_page_loads_stays_small(collected: StaticStorage) -> None:
    """75 KB and six requests: these five and the page itself, for which 8 KB are kept."""
    names = (
        "ui/css/app.css",
        "ui/js/app.js",
        "ui/fonts/inter.woff2",
        "ui/icons/sprite.svg",
        "ui/icons/favicon.svg",
    )
    sizes = {}
    for name in names:
        path = Path(collected.path(collected.stored_name(name)))
        packed = Path(f"{path}.br")
        sizes[name] = (packed if packed.exists() else path).stat().st_size
    assert sum(sizes.values()) < 67_000, sizes


def test_names_are_plain_where_nothing_was_collected(tmp_path: Path) -> None:
    storage = StaticStorage(location=tmp_path, base_url="/static/")
    assert storage.url("ui/css/app.css") == "/static/ui/css/app.css"
