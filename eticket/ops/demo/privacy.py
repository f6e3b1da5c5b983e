"""The demo's privacy: a notice in two versions, who accepted which, one request under way."""

from datetime import datetime, timedelta
from pathlib import Path

from eticket.accounts.models import User
from eticket.lib import days
from eticket.ops.demo.cast import HOLDER, PEOPLE, TEAM
from eticket.privacy import noticing
from eticket.privacy.models import ArcoRequest, Consent, PrivacyNotice, RequestState, Right
from eticket.privacy.terms import answer_by

FOLDER = Path(__file__).parent
NEWER = timedelta(days=40)
OLDER = timedelta(days=560)
ASKED = timedelta(days=9)
# What the second version added.
ADDED = "# Cookies\n"


def make_privacy(now: datetime) -> None:
    """Two versions; everybody but the last person of the first customer accepted the second."""
    full = (FOLDER / "privacy_notice.txt").read_text("utf-8")
    simplified = (FOLDER / "simplified_notice.txt").read_text("utf-8")
    editor = User.objects.filter(email=TEAM[9].email).first()
    before = full[: full.index(ADDED)]
    first, second = (
        PrivacyNotice.objects.create(
            version=version,
            full=text,
            simplified=simplified,
            published_at=now - age,
            published_by=editor,
        )
        for version, text, age in ((1, before, OLDER), (2, full, NEWER))
    )
    noticing.forget()
    people = list(User.objects.filter(staff_role="").order_by("pk"))
    Consent.objects.bulk_create(
        Consent(
            user=user,
            notice=first if user.email == PEOPLE[-1].email else second,
            secondary=place % 3 == 0,
            chosen_at=now - (NEWER / 2),
        )
        for place, user in enumerate(people)
    )
    _make_request(people, now)


def _make_request(people: list[User], now: datetime) -> None:
    person = next(user for user in people if user.email != HOLDER.email)
    received = now - ASKED
    asked = ArcoRequest.objects.create(
        right=Right.RECTIFICATION,
        user=person,
        name=person.name,
        email=person.email,
        text="Mi segundo apellido está mal escrito en las constancias y en los correos. "
        "Les pido corregirlo como aparece en mi constancia de situación fiscal.",
        state=RequestState.RECEIVED,
        asked_at=received,
        received_at=received,
        due_on=answer_by(days.today(received)),
    )
    asked.folio = f"ARCO-{days.today(received).year}-{asked.pk:05}"
    asked.save(update_fields=["folio"])
