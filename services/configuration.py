"""The settings of an instance: environment variables, in one table, read and checked in one place.

`SETTINGS` is the table; `docs/operations.md` shows it and a test holds the two to each other. A value that cannot be used,
or a name that is close to none of these, stops the server at its start with a sentence.
"""

from __future__ import annotations

import difflib
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from errors import UserError
from objects.s3 import parse_address

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "REHEARSAL_"
# What an instance takes unless REHEARSAL_MAX_LEARNERS says otherwise: a name per browser costs nothing, so there must
# be an end.
MAX_LEARNERS = 10_000
# A row of the log is numbered learner * 2^42 + a tick, in 64 bits with a sign (`store.tables.practice.review_log`).
_MOST_LEARNERS = 2**21 - 1
MAX_MODEL_SECONDS = 120  # for a model's answer: nobody waits longer, and the request would only hold a connection

# A host name or an IPv4 address (RFC 1123): letters, digits and hyphens between dots.
_HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SECRET_SUFFIXES = ("_KEY", "_SECRET", "_DATABASE")  # values that no message repeats
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """Where browsers find the app: `origin` is scheme, host and port as browsers write them, `path` what follows ("" or
    "/learn").
    """

    origin: str
    host: str
    path: str

    @property
    def url(self) -> str:
        """Return the whole address, without a slash at its end."""
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class LoginConfiguration:
    """The identity provider that people log in with, and what this app is called there. `role_claim` names the claim whose
    values `mentor_values` and `administrator_values` are looked up in ("": roles are kept here), `classes_claim` the one whose
    values put people into classes ("": none do).
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str
    role_claim: str
    mentor_values: frozenset[str]
    administrator_values: frozenset[str]
    classes_claim: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings as they are used. `public` is None when the app is served on this machine only, `login` when nobody
    logs in. `objects` is the address of the object store, "" when files lie in the data folder; `database` is that of a
    PostgreSQL database, "" for SQLite.
    """

    data: Path
    content: Path
    database: str = field(repr=False)
    public: PublicAddress | None
    metrics: bool
    json_logs: bool
    max_learners: int
    piper_voice: str
    login: LoginConfiguration | None = None
    objects: str = ""
    objects_endpoint: str = ""
    objects_signed: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table: the variable, its default as it is told, what it does, and how its text is read."""

    name: str
    default: str
    meaning: str
    parse: Callable[[str], Any]


def parse_public_address(text: str) -> PublicAddress | None:
    """Read `https://learn.example.org/rehearsal`; an empty text is None. Raises ValueError with what is wrong."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise ValueError(f"is not an address ({error})") from error
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise ValueError("is not an address such as https://learn.example.org")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("must hold a scheme, a host, perhaps a port and a path, and nothing else")
    host_part = f"[{host}]" if ":" in host else host
    if ":" not in host and not _HOST_NAME.fullmatch(host):
        raise ValueError(f"names a host that cannot be one: {host}")
    suffix = "" if port is None or port == _DEFAULT_PORTS[parts.scheme] else f":{port}"
    return PublicAddress(origin=f"{parts.scheme}://{host_part}{suffix}", host=host, path=parts.path.rstrip("/"))


def _parse_folder(default: Path) -> Callable[[str], Path]:
    def parse(text: str) -> Path:
        path = Path(text or default).resolve()
        if path.exists() and not path.is_dir():
            raise ValueError("is not a folder")
        return path

    return parse


def _parse_database(text: str) -> str:
    """Return the address of a PostgreSQL database, "" for the file in the data folder."""
    if text in ("", "sqlite"):
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("is neither sqlite nor an address such as postgresql://user@host/database")
    if not parts.path.strip("/") and "dbname" not in parts.query:
        raise ValueError("names no database: write it after the host, as in postgresql://user@host/database")
    _ = parts.port  # raises ValueError for one that cannot be
    return text


def _parse_switch(text: str) -> bool:
    switches = {"": False, "0": False, "off": False, "no": False, "false": False}
    switches |= {"1": True, "on": True, "yes": True, "true": True}
    if text.lower() not in switches:
        raise ValueError("is neither on nor off")
    return switches[text.lower()]


def _parse_log_format(text: str) -> bool:
    if text not in ("", "text", "json"):
        raise ValueError("is neither text nor json")
    return text == "json"


def _parse_limit(text: str) -> int:
    if not text:
        return MAX_LEARNERS
    if not re.fullmatch(r"[0-9]{1,7}", text) or not 1 <= int(text) <= _MOST_LEARNERS:
        raise ValueError(f"is not a whole number from 1 to {_MOST_LEARNERS}")
    return int(text)


def _parse_objects_address(text: str) -> str:
    """Check the address of an object store; a folder needs no setting, because it is the default."""
    if text:
        parse_address(text)
    return text


def _parse_model_address(text: str) -> str:
    if text and urlsplit(text).scheme not in _DEFAULT_PORTS:
        raise ValueError("is not an http address")
    return text


def _parse_seconds(text: str) -> float | None:
    try:
        seconds = float(text) if text else None
    except ValueError:
        raise ValueError("is not a number of seconds") from None
    if seconds is not None and not 0 < seconds <= MAX_MODEL_SECONDS:
        raise ValueError(f"is not between 0 and {MAX_MODEL_SECONDS} seconds")
    return seconds


def _parse_issuer(text: str) -> str:
    """Read the issuer's address. The standard asks for https; a provider on this very machine may do without."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"is not an address ({error})") from error
    if parts.scheme not in _DEFAULT_PORTS or not host or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("is not an address such as https://login.example.org")
    if parts.scheme == "http" and host not in LOOPBACK_NAMES:
        raise ValueError("must begin with https: log-ins would cross the network unencrypted")
    return text


def _parse_readable_file(text: str) -> str:
    """Return the content of a file without surrounding white space; "" when no file is named."""
    if not text:
        return ""
    content = Path(text).read_text(encoding="utf-8").strip()
    if not content:
        raise ValueError("is an empty file")
    return content


def _parse_scopes(text: str) -> str:
    scopes = text.split() or ["openid", "profile", "email"]
    return " ".join(scopes if "openid" in scopes else ["openid", *scopes])


def _parse_values(text: str) -> frozenset[str]:
    return frozenset(value.strip() for value in text.split(",") if value.strip())


SETTINGS = (
    Setting(
        "REHEARSAL_DATA",
        "data/",
        "the private folder: database, audio, backups, pictures",
        _parse_folder(ROOT / "data"),
    ),
    Setting(
        "REHEARSAL_OBJECTS",
        "",
        "an S3 bucket for audio, pictures, drafts and backups, such as s3://bucket/prefix; without it the data folder has them",
        _parse_objects_address,
    ),
    Setting(
        "REHEARSAL_OBJECTS_ENDPOINT",
        "",
        "the address of an S3-compatible server when it is not Amazon's, such as https://objects.example.org",
        _parse_model_address,
    ),
    Setting(
        "REHEARSAL_OBJECTS_SIGNED",
        "off",
        "whether podcast apps are sent to the bucket itself, by addresses that are signed for an hour: on or off",
        _parse_switch,
    ),
    Setting(
        "REHEARSAL_CONTENT", "content/", "the folder of decks, one Markdown file each", _parse_folder(ROOT / "content")
    ),
    Setting(
        "REHEARSAL_DATABASE",
        "sqlite",
        "the database: sqlite (a file in the data folder), or the address of a PostgreSQL database such as"
        " postgresql://rehearsal@db.example.org/rehearsal",
        _parse_database,
    ),
    Setting(
        "REHEARSAL_URL",
        "",
        "the address that browsers use when it is not this machine's own, such as https://learn.example.org/rehearsal",
        parse_public_address,
    ),
    Setting("REHEARSAL_METRICS", "off", "whether /metrics answers: on or off", _parse_switch),
    Setting("REHEARSAL_LOG_FORMAT", "text", "text for people, json for collectors", _parse_log_format),
    Setting("REHEARSAL_MAX_LEARNERS", str(MAX_LEARNERS), "how many learners may be added", _parse_limit),
    Setting("REHEARSAL_PIPER_VOICE", "", "a Piper voice: the path of its .onnx file", str),
    Setting(
        "REHEARSAL_JUDGE_URL",
        "",
        "a language model that judges typed answers: the base address of a server with OpenAI's chat interface",
        _parse_model_address,
    ),
    Setting("REHEARSAL_JUDGE_MODEL", "", "that model's name", str),
    Setting("REHEARSAL_JUDGE_KEY", "", "the key that its server asks for", str),
    Setting("REHEARSAL_JUDGE_TIMEOUT", "", "how many seconds to wait for it, up to 120", _parse_seconds),
    Setting(
        "REHEARSAL_OIDC_ISSUER",
        "",
        "the OpenID Connect provider people log in with, such as https://login.example.org; without it nobody logs in",
        _parse_issuer,
    ),
    Setting("REHEARSAL_OIDC_CLIENT_ID", "", "what the provider calls this app", str),
    Setting("REHEARSAL_OIDC_CLIENT_ID_FILE", "", "a file that contains it instead", _parse_readable_file),
    Setting("REHEARSAL_OIDC_CLIENT_SECRET", "", "this app's secret at the provider", str),
    Setting("REHEARSAL_OIDC_CLIENT_SECRET_FILE", "", "a file that contains it instead", _parse_readable_file),
    Setting(
        "REHEARSAL_OIDC_SCOPES",
        "openid profile email",
        "what to ask the provider for, separated by spaces",
        _parse_scopes,
    ),
    Setting(
        "REHEARSAL_OIDC_ROLE_CLAIM",
        "",
        "the claim that roles come from, such as groups or realm_access.roles; without it an administrator gives them",
        str,
    ),
    Setting(
        "REHEARSAL_OIDC_MENTORS", "", "the values of that claim that make a mentor, separated by commas", _parse_values
    ),
    Setting(
        "REHEARSAL_OIDC_ADMINISTRATORS",
        "",
        "the values of that claim that make an administrator, separated by commas",
        _parse_values,
    ),
    Setting(
        "REHEARSAL_OIDC_CLASSES_CLAIM",
        "",
        "the claim whose values put people into classes, such as groups; an administrator names each class's value",
        str,
    ),
    Setting(
        "REHEARSAL_INTERVIEWER_URL",
        "",
        "a language model that puts an interviewer's follow-ups into words: the base address of such a server",
        _parse_model_address,
    ),
    Setting("REHEARSAL_INTERVIEWER_MODEL", "", "that model's name", str),
    Setting("REHEARSAL_INTERVIEWER_KEY", "", "the key that its server asks for", str),
    Setting("REHEARSAL_INTERVIEWER_TIMEOUT", "", "how many seconds to wait for it, up to 120", _parse_seconds),
    Setting(
        "REHEARSAL_RECOGNISER_FOLDER",
        "",
        "a speech recogniser for mock interviews on this machine: the folder of a faster-whisper model",
        str,
    ),
    Setting(
        "REHEARSAL_RECOGNISER_URL",
        "",
        "a speech recogniser for mock interviews: the base address of a server with OpenAI's transcription interface",
        _parse_model_address,
    ),
    Setting("REHEARSAL_RECOGNISER_MODEL", "", "that model's name", str),
    Setting("REHEARSAL_RECOGNISER_KEY", "", "the key that its server asks for", str),
    Setting("REHEARSAL_RECOGNISER_TIMEOUT", "", "how many seconds to wait for it, up to 120", _parse_seconds),
    Setting("REHEARSAL_CHROMIUM", "", "for tests and screenshots: the path of a Chromium", str),
)


def load_configuration(environ: Mapping[str, str] = os.environ) -> Configuration:
    """Read every setting. Raises UserError for the first value that cannot be used and for a name that is none."""
    values = {setting.name: _read(setting, environ.get(setting.name, "")) for setting in SETTINGS}
    # A misspelt name would otherwise leave its setting at the default, and nobody would notice.
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in values:
            near = difflib.get_close_matches(name, values, n=1)
            hint = f"Did you mean {near[0]}?" if near else "The settings are listed in docs/operations.md."
            raise UserError(f"There is no setting {name}.", hint)
    if values["REHEARSAL_OBJECTS_ENDPOINT"] and not values["REHEARSAL_OBJECTS"]:
        raise UserError("REHEARSAL_OBJECTS_ENDPOINT is set, but REHEARSAL_OBJECTS is not.", "Set both, or neither.")
    return Configuration(
        data=values["REHEARSAL_DATA"],
        content=values["REHEARSAL_CONTENT"],
        database=values["REHEARSAL_DATABASE"],
        public=values["REHEARSAL_URL"],
        metrics=values["REHEARSAL_METRICS"],
        json_logs=values["REHEARSAL_LOG_FORMAT"],
        max_learners=values["REHEARSAL_MAX_LEARNERS"],
        piper_voice=values["REHEARSAL_PIPER_VOICE"],
        login=_build_login(values),
        objects=values["REHEARSAL_OBJECTS"],
        objects_endpoint=values["REHEARSAL_OBJECTS_ENDPOINT"],
        objects_signed=values["REHEARSAL_OBJECTS_SIGNED"],
    )


def _build_login(values: Mapping[str, Any]) -> LoginConfiguration | None:
    """Return the settings of the log-in; None without an issuer. Raises UserError where one lacks another that it needs."""
    set_names = sorted(name for name in values if name.startswith(f"{PREFIX}OIDC_") and values[name])
    issuer = values["REHEARSAL_OIDC_ISSUER"]
    if not issuer:
        alone = [name for name in set_names if name != "REHEARSAL_OIDC_SCOPES"]
        if alone:
            raise UserError(f"{alone[0]} is set, but REHEARSAL_OIDC_ISSUER is not.", "Set both, or neither.")
        return None
    role_claim = values["REHEARSAL_OIDC_ROLE_CLAIM"]
    mapped = values["REHEARSAL_OIDC_MENTORS"] | values["REHEARSAL_OIDC_ADMINISTRATORS"]
    if mapped and not role_claim:
        raise UserError("Roles have values, but no claim to find them in.", "Set REHEARSAL_OIDC_ROLE_CLAIM.")
    # The first person to log in becomes administrator only where roles are kept here.
    if role_claim and not values["REHEARSAL_OIDC_ADMINISTRATORS"]:
        raise UserError(
            "With roles from a claim, nobody could ever be an administrator.", "Set REHEARSAL_OIDC_ADMINISTRATORS."
        )
    return LoginConfiguration(
        issuer=issuer,
        client_id=_choose_value(values, "REHEARSAL_OIDC_CLIENT_ID"),
        client_secret=_choose_value(values, "REHEARSAL_OIDC_CLIENT_SECRET"),
        scopes=values["REHEARSAL_OIDC_SCOPES"],
        role_claim=role_claim,
        mentor_values=values["REHEARSAL_OIDC_MENTORS"],
        administrator_values=values["REHEARSAL_OIDC_ADMINISTRATORS"],
        classes_claim=values["REHEARSAL_OIDC_CLASSES_CLAIM"],
    )


def _choose_value(values: Mapping[str, Any], name: str) -> str:
    """Return a value that may stand in the environment or in a file; it must stand in exactly one of them."""
    value, file_value = str(values[name]), str(values[f"{name}_FILE"])
    if bool(value) == bool(file_value):
        what = "Both" if value else "Neither"
        verb = "are" if value else "is"
        raise UserError(f"{what} of {name} and {name}_FILE {verb} set.", "Set one of the two.")
    return value or file_value


_configuration: Configuration | None = None
_configuration_lock = threading.Lock()
_changes = 0  # of the environment, so far


def get_configuration() -> Configuration:
    """Return the settings of this process, read once, since every request asks for them.

    Raises UserError as `load_configuration` does.
    """
    global _configuration  # noqa: PLW0603  one environment a process
    configuration = _configuration
    if configuration is None:
        changes = _changes
        configuration = load_configuration()
        with _configuration_lock:
            if changes == _changes:  # else it was read while somebody changed the environment
                _configuration = configuration
    return configuration


def forget_configuration() -> None:
    """Have the settings read again, after the environment was changed."""
    global _changes, _configuration  # noqa: PLW0603  one environment a process
    with _configuration_lock:
        _changes += 1
        _configuration = None


# Where the server itself was told to answer (`server.baseUrlPath`), without slashes.
_server_path = ""


def set_server_path(path: str) -> None:
    """Note the path below which the server was told to answer, for `find_base_path`."""
    global _server_path  # noqa: PLW0603  one server a process
    _server_path = path.strip("/")


def find_base_path() -> str:
    """Return the path below which browsers reach the app: "" or `/path`, without a slash at its end.

    It is the path of `REHEARSAL_URL`, else Streamlit's `server.baseUrlPath`.
    """
    public = get_configuration().public
    base = (public.path if public else "").strip("/") or _server_path
    return f"/{base}" if base else ""


def _read(setting: Setting, text: str) -> Any:
    try:
        return setting.parse(text.strip())
    except (ValueError, OSError) as error:
        visible_text = "…" if setting.name.endswith(_SECRET_SUFFIXES) else text
        raise UserError(f"{setting.name}={visible_text} {error}.", f"It sets {setting.meaning}.") from error
