"""Dates as people in Mexico read them: days by the calendar, the bracket by whole elapsed units."""

from datetime import date, datetime, tzinfo

MONTHS = (
    "ene.",
    "feb.",
    "mar.",
    "abr.",
    "may.",
    "jun.",
    "jul.",
    "ago.",
    "sep.",
    "oct.",
    "nov.",
    "dic.",
)
MONTH_NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def relative(moment: datetime, now: datetime, zone: tzinfo) -> tuple[str, str, str]:
    """Label, bracket and exact time (S45): ("Ayer 13:03", "hace 20 horas", "26/10/2026 13:03")."""
    there = moment.astimezone(zone)
    here = now.astimezone(zone)
    hour = f"{there.hour:02}:{there.minute:02}"
    exact = f"{there.day:02}/{there.month:02}/{there.year} {hour}"
    return (
        _label(there, here, hour),
        _bracket(there, here, now.timestamp() - moment.timestamp()),
        exact,
    )


def clock(moment: datetime, zone: tzinfo) -> str:
    """The hour on a clock of that zone: "13:03"."""
    there = moment.astimezone(zone)
    return f"{there.hour:02}:{there.minute:02}"


def day(value: date, zone: tzinfo) -> str:
    """A day as in S54: "28/11/2026"; a moment is first taken to the zone."""
    if isinstance(value, datetime):
        value = value.astimezone(zone)
    return f"{value.day:02}/{value.month:02}/{value.year}"


def long_day(value: date, zone: tzinfo) -> str:
    """A day in words, for the head of a page: "Martes 27 de octubre"."""
    if isinstance(value, datetime):
        value = value.astimezone(zone)
    return f"{WEEKDAYS[value.weekday()].capitalize()} {value.day} de {MONTH_NAMES[value.month - 1]}"


def _label(there: datetime, here: datetime, hour: str) -> str:
    days = here.toordinal() - there.toordinal()
    if days == 0:
        return f"Hoy {hour}"
    if days == 1:
        return f"Ayer {hour}"
    if there.year == here.year:
        return f"{MONTHS[there.month - 1]} {there.day}"
    return f"{MONTHS[there.month - 1]} {there.day}, {there.year}"


def _bracket(there: datetime, here: datetime, seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return "hace un momento"
    if minutes < 60:
        return _ago(minutes, "minuto", "minutos")
    if minutes < 24 * 60:
        return _ago(minutes // 60, "hora", "horas")
    months = (here.year - there.year) * 12 + here.month - there.month
    if (here.day, here.time()) < (there.day, there.time()):
        months -= 1
    if months < 1:
        return _ago(minutes // (24 * 60), "día", "días")
    if months < 12:
        return _ago(months, "mes", "meses")
    return _ago(months // 12, "año", "años")


def _ago(number: int, one: str, many: str) -> str:
    return f"hace {number} {one if number == 1 else many}"
