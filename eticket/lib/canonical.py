"""The one text of a JSON object: what is signed here is the same bytes for everybody.

RFC 8785 (JCS) for what answers hold: objects, lists, strings, whole numbers, true, false, null.
"""

import json

LARGEST = 2**53 - 1
Value = None | bool | int | str | list["Value"] | dict[str, "Value"]


def canonical(value: Value) -> str:
    """No blanks, names sorted by their UTF-16 units, escapes only where JSON demands them.

    Raises ValueError for what has no such text: fractions, half characters, numbers beyond 2⁵³.
    """
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(n)}:{canonical(value[n])}" for n in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        value.encode()
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int) and abs(value) <= LARGEST:
        return str(value)
    raise ValueError(f"{value!r} has no canonical text")
