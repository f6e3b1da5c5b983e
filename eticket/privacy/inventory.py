"""The inventory of data: every field of every model has a class, with purpose and retention (J7).

A field without class fails a test. The export of a person (exporting.py) is made from the
entries that name an owner, so that what is classified here is also what the person gets.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FieldClass:
    """Why such data are kept and until when; ``is_told`` if an export holds them."""

    purpose: str
    retention: str
    is_told: bool = True


CLASSES = {
    "identity": FieldClass(
        "say who a person is and reach them", "until the person is erased; blanked then"
    ),
    "content": FieldClass(
        "what a person wrote or sent, to help them", "with the ticket; attachments as settings say"
    ),
    "activity": FieldClass(
        "when and from where something was done: service, security", "as settings say per record"
    ),
    "role": FieldClass("what a person may do and chose", "until the person is erased"),
    "link": FieldClass(
        "which rows belong together; a name by another row only", "with the row", is_told=False
    ),
    "security": FieldClass(
        "prove a person, slow guessing down; never readable", "with the row", is_told=False
    ),
    "others": FieldClass(
        "names or words of other people beside the owner", "with the row", is_told=False
    ),
    "customer": FieldClass(
        "the customer's company and licences", "while a customer, then as tax law says"
    ),
    "publisher": FieldClass("the publisher's own data and catalogues", "for good", is_told=False),
    "technical": FieldClass("keys, counters, states of work", "with the row", is_told=False),
}


@dataclass(frozen=True)
class Entry:
    """The fields of one model by class (names with blanks between).

    ``section`` is its part of an export. ``owners`` are look-ups of the person; with "=" before
    them, of the person's address. ``also`` are look-ups that make a row readable.
    """

    section: str = ""
    owners: tuple[str, ...] = ()
    also: str = ""
    classes: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """The class of each field."""
        return {name: kind for kind, names in self.classes.items() for name in names.split()}

    @property
    def told(self) -> list[str]:
        """What an export holds of a row."""
        kept = [name for name, kind in self.fields.items() if CLASSES[kind].is_told]
        return [*kept, *self.also.split()]


def _entry(section: str = "", *owners: str, also: str = "", **classes: str) -> Entry:
    return Entry(section, owners, also, classes)


FILE = {
    "content": "name size content_type sha256",
    "activity": "created_at",
    "technical": "id path preview",
}

INVENTORY: dict[str, Entry] = {
    # Of people
    "accounts.User": _entry(
        "persona", "pk",
        identity="name email phone contact_hours", role="staff_role is_active",
        activity="created_at email_proved_at last_login", security="password", technical="id",
    ),
    "accounts.Membership": _entry(
        "cuentas", "user", also="account__name account__rfc",
        role="role", activity="created_at disabled_at", link="user account", technical="id",
    ),
    "accounts.Contact": _entry(
        "contactos", "=email", also="account__name",
        identity="name email phone", link="account", technical="id",
    ),
    "accounts.Address": _entry(
        "correos_de_seguimiento", "=email", also="account__name",
        identity="email", activity="asked_at proved_at", security="proof_hash", link="account",
        technical="id",
    ),
    "accounts.EmailChange": _entry(
        "cambios_de_correo", "user",
        identity="old_email new_email", activity="asked_at confirmed_at undone_at",
        security="confirm_hash undo_hash", link="user", technical="id",
    ),
    "accounts.Invitation": _entry(
        "invitaciones", "=email", also="account__name",
        identity="email name", role="role", activity="invited_at accepted_at withdrawn_at",
        security="token_hash", link="account invited_by", technical="id",
    ),
    "accounts.Registration": _entry(
        "registros", "=email",
        identity="rfc name contact email phone", activity="asked_at used_at",
        security="token_hash", link="account vouched_by", technical="id",
    ),
    "accounts.CodePair": _entry(
        "codigos", "=registration__email",
        identity="rfc phone", activity="address sent_at entered_at", security="key_hash tries",
        link="registration", technical="id",
    ),
    "accounts.Authenticator": _entry(
        "segundo_factor", "user",
        activity="added_at", security="secret last_step", link="user",
    ),
    "accounts.RecoveryCode": _entry(
        "codigos_de_recuperacion", "user",
        activity="used_at", security="code_hash", link="user", technical="id",
    ),
    "accounts.Session": _entry(
        "sesiones", "user",
        activity="browser created_at expire_date", security="session_key session_data",
        link="user membership",
    ),
    "accounts.Throttle": _entry(
        "intentos", "user",
        activity="purpose address began_at", security="key tries free_at forget_at", link="user",
    ),
    "privacy.Consent": _entry(
        "avisos_aceptados", "user", also="notice__version",
        role="secondary", activity="chosen_at", link="user notice", technical="id",
    ),
    "privacy.ArcoRequest": _entry(
        "solicitudes_arco", "user", "=email",
        identity="name email", content="folio right text state answer answer_extension"
        " deed_extension", activity="asked_at received_at due_on answered_at finished_at",
        security="token_hash", link="user answered_by", technical="id reminded",
    ),
    "privacy.DataExport": _entry(
        "copias_de_sus_datos", "user",
        activity="asked_at ready_at expires_at", content="state size",
        technical="id public_id done total claimed_until", link="user",
    ),
    "privacy.Deletion": _entry(
        "eliminacion", "user",
        activity="blocked_at erase_on erased_at", link="user request", technical="id",
    ),
    # What people say and do
    "tickets.Ticket": _entry(
        "tickets", "raised_by", also="account__name area__name product__name serial__number",
        identity="raised_by_name follow_up_email phone contact_hours",
        content="number kind subject status",
        activity="opened_at first_answered_at turn_since closed_at",
        link="account serial policy device product area raised_by assigned_to previous",
        technical="id version open_key is_exception form_key form_digest",
    ),
    "tickets.Message": _entry(
        "mensajes", "author", also="ticket__number",
        identity="author_name", content="body is_solution", activity="created_at",
        link="ticket author from_staff", technical="id form_key",
    ),
    "tickets.Attachment": _entry(
        "archivos", "message__author", also="ticket__number",
        **{**FILE, "technical": "id path preview public_id", "link": "ticket message note"},
    ),
    "tickets.Upload": _entry(
        "archivos_sin_enviar", "user", **{**FILE, "security": "token", "link": "user"}
    ),
    "tickets.Rating": _entry(
        "calificaciones", "rated_by", also="ticket__number",
        content="stars comment", activity="rated_at changed_at", link="ticket rated_by",
        technical="id",
    ),
    "tickets.Draft": _entry(
        "borradores", "user",
        content="form fields", activity="saved_at", link="user", technical="id",
    ),
    "tickets.Unread": _entry(
        "sin_leer", "user", also="ticket__number", link="user ticket", technical="id",
    ),
    # Staff's words to staff: no customer's export, ever.
    "tickets.Note": _entry(
        others="author_name body", activity="created_at", link="ticket author",
        technical="id form_key",
    ),
    "licensing.DeviceChange": _entry(
        "cambios_de_equipos", "by", also="device__name serial__number",
        content="reason is_activation", activity="happened_at undone_at",
        link="serial device by by_staff", technical="id before",
    ),
    "licensing.Certificate": _entry(
        "constancias", "issued_by",
        content="code said revocation_reason", activity="issued_at revoked_at",
        link="account issued_by", technical="id",
    ),
    "events.Event": _entry(
        "actividad", "actor",
        activity="kind happened_at", others="data", link="account actor",
        technical="id subject_kind subject_id is_pending audited",
    ),
    "events.Origin": _entry(
        "conexiones", "event__actor", also="event__kind event__happened_at",
        activity="address browser", link="event",
    ),
    "notifications.Delivery": _entry(
        "avisos_enviados", "user", "=address",
        identity="address", activity="template channel state created_at sent_at",
        link="event user", technical="id is_urgent attempts next_at error",
    ),
    # Of customers
    "accounts.Account": _entry(
        customer="rfc name folded phone customer_since additional_users created_at",
        technical="id",
    ),
    "licensing.Serial": _entry(
        customer="number edition valid_until max_open_tickets devices_kind devices_max rfcs_kind"
        " rfcs_max users_kind users_max created_at moved_at blocked_at block_reason",
        link="account product", technical="id",
    ),
    "licensing.Policy": _entry(
        customer="number description folded registered_on valid_until", link="serial",
        technical="id",
    ),
    "licensing.Device": _entry(
        customer="name fingerprint product_version system user_name addresses activated_at"
        " last_seen_at deactivated_at deactivation_reason",
        security="credential_number credential_hash", link="serial deactivated_by", technical="id",
    ),
    "licensing.Activation": _entry(
        customer="signed signature happened_at",
        security="key asked_hash credential_number key_id", link="serial device by",
        technical="id",
    ),
    "licensing.Import": _entry(
        customer="file_name size sha256 sheet headers mapping counts problems changes",
        activity="uploaded_at finished_at worked_at", link="uploaded_by applied_by",
        technical="id token kind state failure skips_errors accepted rows_total rows_done"
        " errors_size",
    ),
    # Of the publisher and of the machine
    "accounts.Publisher": _entry(
        publisher="name short_name audience address phone phone_hours website sales_email"
        " support_email about_url blog_url app_store_url play_store_url reopen_days rating_days",
        technical="id",
    ),
    "licensing.Product": _entry(
        publisher="name is_active max_open_tickets one_open_per_email changes_per_seat"
        " changes_days lease_days activation_words",
        technical="id",
    ),
    "licensing.Letterhead": _entry(publisher="colour logo foot", technical="id"),
    "tickets.Area": _entry(
        publisher="name position is_active hours", technical="id usual_wait"
    ),
    "tickets.Area_agents": _entry(link="area user", technical="id"),
    "privacy.PrivacyNotice": _entry(
        publisher="version full simplified published_at", link="published_by", technical="id"
    ),
    "privacy.RestDay": _entry(publisher="day name", technical="id"),
    "privacy.Purge": _entry(technical="id kind removed happened_at"),
    "events.Redaction": _entry(
        activity="reason events happened_at is_open", link="by", technical="id"
    ),
    "ops.PeriodicRun": _entry(technical="id name minute"),
    # Django's own
    "auth.Permission": _entry(technical="id name content_type codename"),
    "auth.Group": _entry(technical="id name"),
    "auth.Group_permissions": _entry(technical="id group permission"),
    "contenttypes.ContentType": _entry(technical="id app_label model"),
    "admin.LogEntry": _entry(
        activity="action_time action_flag change_message", others="object_repr",
        link="user content_type object_id", technical="id",
    ),
}  # fmt: skip
