"""The three signing keys at rest: one encrypted file each, opened by a passphrase.

The gate needs none of this: it verifies with public lists alone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gate_terminal.credentials import sealing
from gate_terminal.credentials.cose import PUBLIC_KEY_LENGTH, fingerprint_of, public_bytes
from gate_terminal.credentials.durable import move_durably, write_durably
from gate_terminal.credentials.sealing import passphrase_bytes, sealing_key_of
from gate_terminal.credentials.trust import Role
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_FORMAT = "gate-terminal signing key"
_VERSION = 1
_SALT_LENGTH, _NONCE_LENGTH, _SEALED_LENGTH = 16, 12, 48
_FILE_LIMIT = 4096

_DIGEST_KEY_LENGTH = 32
_PASSPHRASE_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class _KeyFile:
    """A key file as it lies on disk: a header anybody may read, and the sealed private key."""

    role: Role
    public_key: bytes
    cost: int
    salt: bytes
    nonce: bytes
    sealed: bytes = b""

    @property
    def header(self) -> bytes:
        """The bytes to which the seal is bound, so that a header cannot be exchanged."""
        return _canonical(self._fields())

    def to_bytes(self) -> bytes:
        fields = self._fields() | {"sealed": self.sealed.hex()}
        return _canonical(fields | {"check": sha256(_canonical(fields)).hexdigest()}) + b"\n"

    @classmethod
    def from_bytes(cls, content: bytes, path: Path) -> Self:
        """Read a key file; ``KEYS_UNREADABLE`` tells a file that is none from one that is torn."""
        fields = _parsed(content)
        if fields is None:
            torn = not content.strip() or _FORMAT.encode() in content
            raise _unreadable(f"{path} is torn or damaged" if torn else f"{path} is not a key file")
        check = fields.pop("check", None)
        cost = _cost_told(fields.get("scrypt"))
        if fields.get("version") != _VERSION or cost is None:
            raise _unreadable(f"{path} was written by another version of this program")
        if check != sha256(_canonical(fields)).hexdigest():
            raise _unreadable(f"{path} is torn or damaged")
        try:
            public_key, *sealed = (bytes.fromhex(fields[name]) for name in ("public_key", "salt", "nonce", "sealed"))
            key_file = cls(Role(fields["role"]), public_key, cost, *sealed)
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable(f"{path} is torn or damaged") from error
        lengths = [len(part) for part in (key_file.public_key, key_file.salt, key_file.nonce, key_file.sealed)]
        if lengths != [PUBLIC_KEY_LENGTH, _SALT_LENGTH, _NONCE_LENGTH, _SEALED_LENGTH]:
            raise _unreadable(f"{path} is torn or damaged")
        return key_file

    def _fields(self) -> dict[str, object]:
        return {
            "format": _FORMAT,
            "version": _VERSION,
            "role": self.role.value,
            "public_key": self.public_key.hex(),
            "scrypt": {"n": self.cost, **sealing.BLOCKS},
            "salt": self.salt.hex(),
            "nonce": self.nonce.hex(),
        }


@dataclass(slots=True)
class KeyRing:
    """The signing keys in one directory; each is decrypted when it is first asked for.

    Opening costs one scrypt (n = 2¹⁷: some 0.3 s, 128 MB) for all keys that were made together. The root's
    file may be absent: it belongs on a stick in a drawer, and a ring can be opened there too.
    """

    directory: Path
    _passphrase: bytes = field(repr=False)
    _sealing_keys: dict[tuple[bytes, int], bytes] = field(default_factory=dict, repr=False)
    _signing_keys: dict[Role, Ed25519PrivateKey] = field(default_factory=dict, repr=False)

    @classmethod
    def create(cls, directory: Path, passphrase: str) -> Self:
        """Make three new keys and write their files (mode 0600); :class:`WrongUse` where one is there already."""
        ring = cls(directory, passphrase_bytes(passphrase))
        present = [ring.path(role).name for role in Role if ring.path(role).exists()]
        if present:
            raise WrongUse(f"{directory} holds keys already ({', '.join(present)}); nothing was changed.")
        salt = secrets.token_bytes(_SALT_LENGTH)
        for role in Role:
            ring._signing_keys[role] = ring._write_new(role, salt, ring.path(role))
        return ring

    @classmethod
    def open(cls, directory: Path, passphrase: str) -> Self:
        """Open the keys of a directory; ``KEYS_MISSING`` where there is none.

        The passphrase is tried when a key is first asked for.
        """
        ring = cls(directory, passphrase_bytes(passphrase))
        if not any(ring.path(role).exists() for role in Role):
            raise WorldFault(Fault.KEYS_MISSING, f"There are no keys in {directory}.")
        return ring

    def path(self, role: Role) -> Path:
        """Return where the file of a role's key lies, or would lie."""
        return self.directory / f"{role.value}.key"

    def signing_key(self, role: Role) -> Ed25519PrivateKey:
        """Return a role's private key; ``KEYS_MISSING`` or ``KEYS_UNREADABLE`` says why it cannot be had."""
        if role not in self._signing_keys:
            self._signing_keys[role] = self._unseal(self._read(role), self.path(role))
        return self._signing_keys[role]

    def public_key(self, role: Role) -> bytes:
        """Return a role's raw public key (32 bytes), proven by decrypting the private one."""
        return public_bytes(self.signing_key(role))

    def root_fingerprint(self) -> bytes:
        """Return what a gate pins at set-up: SHA-256 of the root's public key, 32 bytes."""
        return fingerprint_of(self.public_key(Role.ROOT))

    def root_key(self, directory: Path | None = None) -> Ed25519PrivateKey:
        """Return the root's private key, from the stick that is `directory` where it does not lie with the others."""
        if directory is None:
            return self.signing_key(Role.ROOT)
        return KeyRing(directory, self._passphrase).signing_key(Role.ROOT)

    def named_in_file(self, role: Role) -> bytes | None:
        """Return the public key that a role's file names, unproven; None where there is no file that can be read."""
        try:
            return self._read(role).public_key
        except WorldFault:
            return None

    def renew(self, role: Role, *, then: Callable[[bytes], None] = lambda _public_key: None) -> bytes:
        """Replace a role's key by a new one and return its public key.

        Gates believe it as soon as a key list names it; until then they call its passes ``unknown_key``. `then` is
        called with the public key once the new file is on the disk and before it takes the place of the old one.
        """
        old = self._read(role)
        self._unseal(old, self.path(role))  # the passphrase must fit before anything is replaced
        path = self.path(role)
        coming = path.with_name(f"coming-{path.name}")
        signing_key = self._write_new(role, old.salt, coming)
        try:
            then(public_bytes(signing_key))
            move_durably(coming, path)
        finally:
            coming.unlink(missing_ok=True)
        self._signing_keys[role] = signing_key
        return public_bytes(signing_key)

    def _write_new(self, role: Role, salt: bytes, path: Path) -> Ed25519PrivateKey:
        signing_key = Ed25519PrivateKey.generate()
        bare = _KeyFile(role, public_bytes(signing_key), sealing.COST, salt, secrets.token_bytes(_NONCE_LENGTH))
        sealing_key = self._sealing_key(salt, bare.cost)
        sealed = AESGCM(sealing_key).encrypt(bare.nonce, signing_key.private_bytes_raw(), bare.header)
        write_durably(path, replace(bare, sealed=sealed).to_bytes())
        return signing_key

    def _read(self, role: Role) -> _KeyFile:
        path = self.path(role)
        try:
            with path.open("rb") as file:
                content = file.read(_FILE_LIMIT + 1)
        except FileNotFoundError as error:
            where = " Insert the stick that holds it." if role is Role.ROOT else ""
            raise WorldFault(Fault.KEYS_MISSING, f"The {role.value} key is not at {path}.{where}") from error
        except OSError as error:
            raise _unreadable(f"{path} cannot be read: {error.strerror or error}") from error
        if len(content) > _FILE_LIMIT:
            raise _unreadable(f"{path} is not a key file")
        key_file = _KeyFile.from_bytes(content, path)
        if key_file.role is not role:
            raise _unreadable(f"{path} holds the {key_file.role.value} key, not the {role.value} key")
        return key_file

    def _unseal(self, key_file: _KeyFile, path: Path) -> Ed25519PrivateKey:
        try:
            sealing_key = self._sealing_key(key_file.salt, key_file.cost)
            seed = AESGCM(sealing_key).decrypt(key_file.nonce, key_file.sealed, key_file.header)
        except InvalidTag as error:
            # The file's own check sum was right, so it is whole.
            raise _unreadable(f"The passphrase does not open {path}") from error
        return Ed25519PrivateKey.from_private_bytes(seed)

    def _sealing_key(self, salt: bytes, cost: int) -> bytes:
        if (salt, cost) not in self._sealing_keys:
            self._sealing_keys[salt, cost] = sealing_key_of(self._passphrase, salt, cost)
        return self._sealing_keys[salt, cost]


def read_or_make_passphrase(directory: Path, given: str | None = None) -> str:
    """Return the passphrase of the keys in `directory`: the given one, the stored one, or a new random one.

    A new one is stored as ``passphrase`` beside the keys (mode 0600) so that the program starts without a
    question. That protects a key file that was copied alone, say to a stick; it does not protect a stolen
    computer, nor a copy of the whole directory. Who needs that gives a passphrase, which is never stored.
    """
    if given is not None:
        return given
    stored = stored_passphrase(directory)
    if stored is None:
        stored = secrets.token_urlsafe(32)
        write_durably(directory / "passphrase", stored.encode("ascii") + b"\n")
    return stored


def stored_passphrase(directory: Path) -> str | None:
    """Return the passphrase that is stored beside the keys in `directory`, None where there is none."""
    path = directory / "passphrase"
    stored = _read_secret(path, _PASSPHRASE_LIMIT)
    if stored is None:
        return None
    try:
        return stored.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise _unreadable(f"{path} holds no text") from error


def read_or_make_digest_key(directory: Path) -> bytes:
    """Return the terminal's own 32 random bytes for keyed digests, made at first use as ``digest.key``."""
    path = directory / "digest.key"
    stored = _read_secret(path, _DIGEST_KEY_LENGTH)
    if stored is None:
        stored = secrets.token_bytes(_DIGEST_KEY_LENGTH)
        write_durably(path, stored)
    if len(stored) != _DIGEST_KEY_LENGTH:
        raise _unreadable(f"{path} is torn or damaged")
    return stored


def _read_secret(path: Path, limit: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(f"{path} cannot be read: {error.strerror or error}") from error
    if not content or len(content) > limit:
        raise _unreadable(f"{path} is torn or damaged")
    return content


def _cost_told(scrypt: object) -> int | None:
    """Return the cost that a file tells, None where it is none that this program takes."""
    return next((cost for cost in sealing.COSTS if scrypt == {"n": cost, **sealing.BLOCKS}), None)


def _parsed(content: bytes) -> dict[str, Any] | None:
    """Return the fields of what calls itself a key file, None where it is torn or something else."""
    try:
        fields = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return fields if isinstance(fields, dict) and fields.get("format") == _FORMAT else None


def _canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")


def _unreadable(what: str) -> WorldFault:
    return WorldFault(Fault.KEYS_UNREADABLE, f"{what}.")
