"""The tickets of the design's pictures: Mariana's first page, and the queue of Soporte técnico."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from eticket.accounts.models import User
from eticket.lib.days import MEXICO
from eticket.licensing.models import Serial
from eticket.ops.demo.conversations import Conversation
from eticket.ops.demo.customers import BAJIO_ADDRESSES, Customer
from eticket.ops.demo.histories import History
from eticket.ops.demo.telling import Case, Teller
from eticket.tickets.models import Status

NOMINAS, IMSS = BAJIO_ADDRESSES


@dataclass(frozen=True)
class Shown:
    """A ticket of Contadores Asociados del Bajío: whose, on which serial, by whom, when."""

    subject: str
    person: int
    serial: str
    agent: str
    # Days before today and the hour, for the opening and what followed.
    times: tuple[str, ...]
    turns: int | None = None
    email: str = ""
    words: tuple[tuple[str, str], ...] = ()


HALF_MONTH = (("n", "12"), ("m", "84"), ("quincena", "segunda quincena"), ("folio", "q20_0412"))
BAJIO = (
    Shown("Error al timbrar la nómina", 0, "778F0FAC-9DEF-412D-8219-F2F9E71BEC11", "Rodrigo Salas",
          ("1 13:10:42", "1 13:22", "1 13:36", "1 17:42"), 3, NOMINAS, HALF_MONTH),
    Shown("Cotización de 3 equipos adicionales", 2, "3D8A8348-915C-4EA5-8105-00F0CB98355A",
          "Daniel Ocampo", ("1 11:48:03", "1 12:05", "1 12:20"), 2),
    Shown("No abre el anexo 7 del dictamen", 1, "FB45D4B3-3919-4291-B99A-A091ADDE78E8",
          "Lucía Ferrer", ("4 17:22:07", "4 17:40", "3 09:31", "2 10:05"), 3),
    Shown("Requiere apoyo con activación de licencia", 2, "4DF7800E-320A-47D6-9032-2ABE643B8E99",
          "Rodrigo Salas", ("4 10:05:33", "4 10:11", "4 10:20", "4 10:48", "4 11:15")),
    Shown("El ISR del aguinaldo no coincide con la tabla", 0,
          "A3C1E9D4-52B7-4F08-9E61-7D2B40C8F536", "Ximena Trejo",
          ("5 12:19:18", "5 12:31", "4 09:50", "3 16:20", "1 10:02"), None, NOMINAS),
    Shown("Migración de sistema a disco (D)", 2, "4DF7800E-320A-47D6-9032-2ABE643B8E99",
          "D. Arriaga", ("6 11:02:27", "6 11:20", "6 11:44", "6 13:02", "6 13:15", "5 10:12")),
    Shown("Cambio de razón social en la factura", 0, "8092589D-737B-4742-BCD3-265E11BD29B9",
          "Paola Rentería", ("7 16:55:10", "7 17:08", "7 17:20", "6 09:12", "6 12:40")),
    Shown("Error al descargar los XML", 2, "8C425422-B295-4F89-B4AB-5BC4E0397914",
          "Lucía Ferrer", ("7 10:15:58", "7 10:31", "7 10:40", "7 11:52", "7 12:20", "6 16:31")),
    Shown("No importa las incapacidades del SUA", 3, "8092589D-737B-4742-BCD3-265E11BD29B9",
          "Ximena Trejo", ("8 10:19:26", "8 10:25", "8 10:58", "8 13:37"), None, IMSS),
)  # fmt: skip
# Subject, place of the company in names.COMPANIES, agent ("": nobody), turns, minutes ago.
QUEUE = (
    ("Timbra doble al reintentar", 0, "", 1, 73),
    ("No conecta con el PAC desde la sucursal", 1, "", 1, 49),
    ("Licencia pide activación cada día", 2, "", 1, 41),
    ("Carta porte sin distancia recorrida", 3, "D. Arriaga", 1, 160),
    ("Retenciones con importe en ceros", 4, "Lucía Ferrer", 1, 190),
    ("Migrar NomiTool a otro servidor", 5, "", 1, 28),
    ("Activación después de formatear", 6, "Rodrigo Salas", 2, 1500),
    ("El SUA no toma las incapacidades", 7, "D. Arriaga", 2, 1720),
    ("Complemento de pago en dólares", 8, "Rodrigo Salas", 2, 2600),
    ("Cancelar CFDI de ejercicio anterior", 9, "Lucía Ferrer", 2, 3100),
)


def show(
    teller: Teller, customers: list[Customer], talks: dict[str, Conversation], others: bool
) -> None:
    """Tell the tickets of the pictures; ``others``: the queue's too."""
    bajio = customers[0]
    for case in [*_rejected_today(teller, bajio, talks), *_bajio(teller, bajio, talks)]:
        history = teller.tell(case)
        if history:
            _look_back(history)
    if others:
        for case in _queue(teller, customers[2:], talks):
            teller.tell(case)


def _look_back(history: History) -> None:
    """What Mariana has not read and not rated: only the one that was closed yesterday."""
    ticket = history.ticket
    history.has_unread = ticket.status == Status.WAITING
    if ticket.closed_at and not ticket.subject.startswith("El ISR"):
        history.rate(5, "", ticket.closed_at + timedelta(minutes=25))


def _rejected_today(
    teller: Teller, bajio: Customer, talks: dict[str, Conversation]
) -> Iterator[Case]:
    opened = teller.now - timedelta(minutes=41)
    yield Case(
        talks["El PAC rechaza el CFDI: error CFDI40147"],
        bajio,
        bajio.people[0],
        opened,
        serial=_serial(teller, bajio, "B6774289-5604-41DD-962A-4066C27092D3"),
        agent=_agent(teller, "Rodrigo Salas"),
        turns=1,
        moments=(opened + timedelta(minutes=8),),
    )


def _bajio(teller: Teller, bajio: Customer, talks: dict[str, Conversation]) -> Iterator[Case]:
    for shown in BAJIO:
        opened, *moments = (_at(teller.now, said) for said in shown.times)
        yield Case(
            talks[shown.subject],
            bajio,
            bajio.people[shown.person],
            opened,
            serial=_serial(teller, bajio, shown.serial),
            agent=_agent(teller, shown.agent),
            turns=shown.turns,
            moments=tuple(moments),
            email=shown.email,
            words=dict(shown.words),
        )


def _queue(
    teller: Teller, companies: list[Customer], talks: dict[str, Conversation]
) -> Iterator[Case]:
    for subject, place, agent, turns, minutes in QUEUE:
        opened = teller.now - timedelta(minutes=minutes)
        case = teller.pick(talks[subject], companies[place], opened)
        case.turns, case.taken = turns, bool(agent)
        case.agent = _agent(teller, agent) if agent else None
        case.moments = tuple(opened + timedelta(minutes=m) for m in (11, 23))
        yield case


def _agent(teller: Teller, name: str) -> User:
    return next(a for agents in teller.publishing.agents.values() for a in agents if a.name == name)


def _serial(teller: Teller, bajio: Customer, number: str) -> Serial:
    return next(s for s in teller.serials[bajio.account.pk] if s.number == number)


def _at(now: datetime, said: str) -> datetime:
    days, hour = said.split()
    day = now.astimezone(MEXICO).date() - timedelta(days=int(days))
    return datetime.combine(day, time.fromisoformat(hour), MEXICO)
