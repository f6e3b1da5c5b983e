import pytest

from eticket.lib.browsers import browser_name

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome en Windows"),
        (CHROME + " Edg/140.0", "Edge en Windows"),
        (SAFARI, "Safari en iPhone"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox en Linux",
        ),
        ("curl/8", ""),
        ("", ""),
        ("Linux", "Linux"),
    ],
)
def test_a_browser_has_the_name_people_know(agent: str, name: str) -> None:
    assert browser_name(agent) == name
