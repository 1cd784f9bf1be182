"""Signs Open Badges credentials with a local key, and verifies them with the public one.

A signed credential is a JWT (the specification's VC-JWT proof) with the algorithm RS256. Whoever
has the issuer's public key can verify it offline; one changed letter breaks the signature.
openbadgeslib 4.6.3, which is another implementation, verified a credential made here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pmlearn.files import write_bytes, write_text
from pmlearn.limits import MAX_BADGE_CHARACTERS, MAX_BADGE_HEADER_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from joserfc.jwk import RSAKey
    from joserfc.jws import JWSRegistry

ALGORITHM = "RS256"
_KEY_BITS = 2048
_TYPES = ("OpenBadgeCredential", "AchievementCredential")
_NO_BADGE = "the credential is not an Open Badges credential"


def read_signing_key(path: Path) -> RSAKey:
    """The private key in a PEM file, made when there is none; the public one stands beside it.

    The private key is readable by its owner alone. `<name>.pub.pem` is what verifiers need.

    Raises:
        ValueError: the file holds no private RSA key.
    """
    from joserfc.jwk import RSAKey

    if not path.exists():
        made = RSAKey.generate_key(_KEY_BITS)
        write_bytes(path, made.as_pem(private=True), private=True, durable=True)
    try:
        key = RSAKey.import_key(path.read_bytes())
    except Exception as error:
        raise ValueError(f"{path} holds no RSA key: {error}") from error
    if not key.is_private:
        raise ValueError(f"{path} holds a public key; signing needs the private one")
    write_bytes(path.with_suffix(".pub.pem"), key.as_pem(private=False))
    return key


def sign(credential: dict[str, Any], key: RSAKey) -> str:
    """A credential as a signed JWT."""
    from joserfc import jwt

    valid_from = datetime.fromisoformat(credential["validFrom"])
    claims = {
        **credential,
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": int(valid_from.timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def verify(token: str, public_key: bytes | str, *, now: datetime | None = None) -> dict[str, Any]:
    """The credential in a signed JWT.

    The key in the token's own header is not trusted: anybody can put one there.

    Args:
        token: From `sign`.
        public_key: The issuer's public key as PEM.
        now: When it must be valid; now unless given.

    Raises:
        ValueError: the signature does not match, the credential is not valid yet or any more, it
            is not what its claims say, or it is no Open Badges credential.
    """
    from joserfc import jwt
    from joserfc.jwk import RSAKey

    if len(token) > MAX_BADGE_CHARACTERS:
        raise ValueError(
            f"the credential is longer than {MAX_BADGE_CHARACTERS} characters; no badge is"
        )
    try:
        key = RSAKey.import_key(public_key)
        claims = dict(jwt.decode(token, key, registry=_registry()).claims)
    except Exception as error:
        raise ValueError(f"the credential cannot be verified: {error}") from error
    registered = {name: claims.pop(name, None) for name in ("iss", "jti", "sub", "nbf")}
    valid_from = _time(claims, "validFrom")
    said = {
        "iss": _text(claims, "issuer", "id"),
        "jti": _text(claims, "id"),
        "sub": _text(claims, "credentialSubject", "id"),
        "nbf": int(valid_from.timestamp()),
    }
    _text(claims, "credentialSubject", "achievement", "name")
    kinds = claims.get("type")
    if not isinstance(kinds, list) or not any(kind in kinds for kind in _TYPES):
        raise ValueError(f"{_NO_BADGE}: its type names none of {', '.join(_TYPES)}")
    # the claims' own values may be of any type and nested as deep as the parser goes
    if any(type(registered[name]) is not type(said[name]) for name in said) or said != registered:
        raise ValueError("the credential's claims contradict its content")
    _check_period(claims, valid_from, now or datetime.now(UTC))
    return claims


def _check_period(claims: dict[str, Any], valid_from: datetime, now: datetime) -> None:
    if valid_from > now:
        raise ValueError(f"the credential is valid only from {claims['validFrom']} on")
    if "validUntil" in claims and _time(claims, "validUntil") <= now:
        raise ValueError(f"the credential was valid until {claims['validUntil']}")
    expires = claims.get("exp", now.timestamp() + 1)
    is_number = isinstance(expires, int | float) and not isinstance(expires, bool)
    if not is_number:
        raise ValueError(f"{_NO_BADGE}: its claim exp is not a number")
    if not expires > now.timestamp():
        raise ValueError("the credential has expired")


def _text(claims: dict[str, Any], *path: str) -> str:
    """The text that stands at a place in a credential.

    Raises:
        ValueError: there is none, or something else stands there.
    """
    found: Any = claims
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise ValueError(f"{_NO_BADGE}: {'.'.join(path)} is not a text")
    return found


def _time(claims: dict[str, Any], name: str) -> datetime:
    """The date, time and zone under a name in a credential.

    Raises:
        ValueError: there is no such time.
    """
    try:
        found = datetime.fromisoformat(_text(claims, name))
    except ValueError as error:
        raise ValueError(f"{_NO_BADGE}: {name} is not a date with time and zone") from error
    if found.tzinfo is None:
        raise ValueError(f"{_NO_BADGE}: {name} has no time zone")
    return found


def _registry() -> JWSRegistry:
    """The one algorithm that is accepted; `none` and shared secrets are not."""
    from joserfc.jws import JWSRegistry

    registry = JWSRegistry(algorithms=[ALGORITHM])
    registry.max_header_length = MAX_BADGE_HEADER_CHARACTERS
    return registry


def write_credentials(made: Iterable[dict[str, Any]], key: RSAKey, folder: Path) -> list[Path]:
    """Sign credentials and write each to `<learner's name>-<element>-L<level>.jwt`."""
    written = []
    for credential in made:
        subject = credential["credentialSubject"]
        name = subject["identifier"][0]["identityHash"]
        path = folder / f"{name}-{subject['achievement']['humanCode']}.jwt"
        written.append(write_text(path, sign(credential, key), private=True))
    return written
