"""An S3 bucket, or what speaks its protocol, as an object store; through `obstore`, which is installed for it alone.

Keys, region and the like are read by the library from the usual variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_SESSION_TOKEN, AWS_REGION, or the roles that the cloud gives a machine.
"""

from __future__ import annotations

import mimetypes
import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from errors import UserError
from objects.interface import ObjectMissingError, ObjectStoreError, StoredObject, require_name

# A page waits for a store that answers slowly, and not for one that does not: these are a page's patience.
CONNECT_SECONDS = 3.0
REQUEST_SECONDS = 15.0
RETRIES = 2
# After a failure that concerns the whole store, every call fails at once for this long, so that a hundred pages do not
# each wait for a store that is down.
PAUSE_SECONDS = 2.0
# A bucket's name (Amazon's rules), then perhaps a prefix.
_ADDRESS = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?")
# The library tells the status of a refused request in words only.
_STATUS = re.compile(r"status code: (\d{3})|status: (\d{3})")
_AGAIN = "Nothing was lost. Try again in a moment."
Result = TypeVar("Result")


def parse_address(text: str) -> tuple[str, str]:
    """Return bucket and prefix of `s3://bucket/prefix`. Raises ValueError for what is no such address."""
    match = _ADDRESS.fullmatch(text)
    prefix = (match[2] or "").strip("/") if match else ""
    if match is None or "//" in prefix or ".." in match[1] or any(p.startswith(".") for p in prefix.split("/")):
        raise ValueError("is not an address such as s3://bucket/prefix")
    return match[1], prefix


class S3Store:
    """The objects below a prefix of a bucket. Raises UserError when `obstore` is not installed.

    `endpoint` is the address of a store that is not Amazon's ("": it is). The waits are in seconds.
    """

    def __init__(
        self,
        address: str,
        endpoint: str = "",
        *,
        request_seconds: float = REQUEST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        try:
            import obstore  # noqa: PLC0415 (an optional extra)
            from obstore import exceptions, store  # noqa: PLC0415
        except ImportError as error:
            raise UserError(
                "An object store needs a package that is not installed.",
                "pip install -r requirements-objects.txt",
            ) from error
        self._library, self._errors = obstore, exceptions
        self._bucket, prefix = parse_address(address)
        self._address = f"s3://{self._bucket}/{prefix}".rstrip("/")
        self._endpoint = endpoint
        # Amazon has a host for each bucket; a store of one's own seldom has the DNS names for that.
        options: dict[str, Any] = {"endpoint": endpoint, "virtual_hosted_style_request": False} if endpoint else {}
        self._store = store.S3Store(
            self._bucket,
            prefix=prefix or None,
            client_options={
                "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                "timeout": timedelta(seconds=request_seconds),
                "allow_http": urlsplit(endpoint).scheme == "http",
            },
            retry_config={
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=request_seconds),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
            **options,
        )
        self._clock = clock
        self._lock = threading.Lock()
        self._paused_until = 0.0
        self._last_error: ObjectStoreError | None = None

    @property
    def address(self) -> str:
        """Return `s3://bucket/prefix`, with the endpoint where it is not Amazon's."""
        return f"{self._address} at {self._endpoint}" if self._endpoint else self._address

    def put(self, name: str, content: bytes | Path) -> None:
        """Upload it, in parts when it is large; the name leads to it once all is there."""
        require_name(name)
        # For whoever fetches it by a signed address.
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._call(lambda: self._library.put(self._store, name, content, attributes={"Content-Type": kind}))

    def create(self, name: str, content: bytes) -> bool:
        """Upload it on the condition that the name is not taken."""
        require_name(name)
        # In one request: a condition on the name cannot be set for an upload in parts.
        try:
            self._call(lambda: self._library.put(self._store, name, content, mode="create", use_multipart=False))
        except _TakenError:
            return False
        return True

    def read(self, name: str) -> bytes:
        """Download an object."""
        require_name(name)
        return self._call(lambda: bytes(self._library.get(self._store, name).bytes()), name)

    def read_range(self, name: str, start: int, length: int) -> bytes:
        """Download a part of an object."""
        require_name(name)
        return self._call(lambda: bytes(self._library.get_range(self._store, name, start=start, length=length)), name)

    def find(self, name: str) -> StoredObject | None:
        """Ask for size and date of an object."""
        require_name(name)
        try:
            meta = self._call(lambda: self._library.head(self._store, name), name)
        except ObjectMissingError:
            return None
        return StoredObject(name=name, size=meta["size"], modified=meta["last_modified"])

    def list(self, prefix: str) -> Iterator[StoredObject]:
        """Yield the objects below a prefix, a thousand a request."""
        if prefix:
            require_name(prefix.rstrip("/"))
        pages = self._call(lambda: iter(self._library.list(self._store, prefix.rstrip("/") or None)))
        while True:
            page = self._call(lambda: next(pages, None))
            if page is None:
                return
            for meta in page:
                yield StoredObject(name=meta["path"], size=meta["size"], modified=meta["last_modified"])

    def delete(self, name: str) -> None:
        """Remove an object."""
        require_name(name)
        try:
            self._call(lambda: self._library.delete(self._store, name), name)
        except ObjectMissingError:
            return

    def sign_address(self, name: str, seconds: int) -> str | None:
        """Return a signed address for GET."""
        require_name(name)
        return str(self._call(lambda: self._library.sign(self._store, "GET", name, timedelta(seconds=seconds))))

    def _call(self, work: Callable[[], Result], name: str = "") -> Result:
        """Do it; raise an ObjectStoreError for what goes wrong, at once while the store rests after a failure."""
        with self._lock:
            if self._last_error is not None and self._clock() < self._paused_until:
                # A new one each time: threads would add their traces to one that they share.
                raise type(self._last_error)(str(self._last_error), self._last_error.remedy)
        try:
            result = work()
        except self._errors.AlreadyExistsError as error:
            raise _TakenError(name) from error
        except (self._errors.BaseError, OSError, ValueError) as error:
            explanation = self._explain(error, name)
            # A missing object and a refused request say nothing about the store.
            if not isinstance(explanation, ObjectMissingError | _RefusedError):
                with self._lock:
                    self._last_error, self._paused_until = explanation, self._clock() + PAUSE_SECONDS
            raise explanation from error
        with self._lock:
            self._last_error = None
        return result

    def _explain(self, error: Exception, name: str) -> ObjectStoreError:
        """Return what a person needs to know of an error of the library, which says most in its text."""
        text = str(error)
        match = _STATUS.search(text)
        status = int(match[1] or match[2]) if match else 0
        # The special comes before the general: a missing bucket is also a thing not found.
        if "NoSuchBucket" in text:
            return ObjectStoreError(
                f"The object store has no bucket {self._bucket}.", "Make it, or correct REHEARSAL_OBJECTS."
            )
        if isinstance(error, FileNotFoundError):
            return ObjectMissingError(f"There is no {name or 'such object'} in the object store.")
        denied = (self._errors.PermissionDeniedError, self._errors.UnauthenticatedError)
        if isinstance(error, denied) or status in {401, 403} or "InvalidAccessKeyId" in text:
            return ObjectStoreError(
                "The object store refuses our keys.",
                "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may do in the bucket. Nothing was lost.",
            )
        # The address is that of a cloud's machines, where the library looks for a role when no keys are set.
        if "169.254.169.254" in text or "credential" in text.lower():
            return ObjectStoreError(
                "There are no keys for the object store.", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        if status == 507 or "QuotaExceeded" in text:
            return ObjectStoreError("The object store is full.", "Make room there. Nothing was lost.")
        if status in {429, 500, 502, 503, 504}:
            return ObjectStoreError(f"The object store is overloaded or failing (status {status}).", _AGAIN)
        if "timed out" in text or "Timeout" in text or "TimedOut" in text:
            return ObjectStoreError("The object store answers too slowly.", _AGAIN)
        if status:
            return _RefusedError(f"The object store refused a request (status {status}).", "Try again in a moment.")
        return ObjectStoreError("The object store cannot be reached.", _AGAIN)


class _RefusedError(ObjectStoreError):
    """One request was refused, which says nothing about the next."""


class _TakenError(Exception):
    """The name is taken."""
