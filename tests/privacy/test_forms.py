"""J1: every form that takes personal data shows the short notice; found by walking all pages."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.exposure import PEOPLE
from tests.test_exposure import LINES, cast, samples

__all__ = ["cast", "samples"]
PERSONAL = {
    "name", "rfc", "email", "confirm_email", "follow_up_email", "phone", "confirm_phone",
    "contact", "contact_name", "contact_hours", "accepted",
}  # fmt: skip
# Fields of these names that take nobody's data.
OTHER_USES = {"desk:serials.move", "desk:imports.show", "desk:privacy.rest_days"}
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE)
INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*\bname=\"([^\"]+)\"[^>]*>")
HIDDEN = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>")


def test_j1_no_form_with_personal_data_is_without_the_notice(
    cast: dict[str, Client],
    samples: dict[str, dict[str, Any]],
) -> None:
    seen, missing = set(), set()
    for line in LINES:
        if line.method != "GET" or "ok" not in line.answers:
            continue
        person = PEOPLE[line.answers.index("ok")]
        answer: Any = cast[person].get(reverse(line.name, kwargs=samples[line.sample]))
        if answer.streaming:
            answer.getvalue()
            continue
        if "text/html" not in answer["Content-Type"] or line.name in OTHER_USES:
            continue
        for form in FORM.findall(answer.content.decode()):
            if PERSONAL & set(INPUT.findall(HIDDEN.sub("", form))):
                seen.add(line.name)
                if "simplified-notice" not in form:
                    missing.add(line.name)
    assert missing == set()
    assert len(seen) >= 12
