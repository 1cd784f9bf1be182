"""Attainment as signed credentials."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime

import pytest

from pmlearn.competency.badges.credentials import Issuer, credentials
from pmlearn.competency.badges.signing import read_signing_key, sign, verify, write_credentials
from pmlearn.competency.evidence.attainment import attain
from pmlearn.competency.framework import load
from pmlearn.competency.reports.names import Names

FRAMEWORK = load()
WHEN = datetime(2026, 3, 2, 12, tzinfo=UTC)
ISSUER = Issuer("https://tidewell.example/issuer", "Tidewell Academy")
NAMES = Names(bytes(range(32)))


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    return read_signing_key(tmp_path_factory.mktemp("keys") / "issuer.pem")


@pytest.fixture(scope="module")
def public(key):
    return key.as_pem(private=False)


@pytest.fixture(scope="module")
def attainment():
    rows = [
        {"learner": "lee", "criterion": code, "score": 9, "max_score": 10}
        for code in ("PJ2.1", "PJ2.4", "PJ2.2", "PJ1.1")
    ]
    return attain(FRAMEWORK, rows)


@pytest.fixture(scope="module")
def badge(attainment):
    made = credentials(attainment, "lee", ISSUER, NAMES, when=WHEN)
    return next(c for c in made if c["credentialSubject"]["achievement"]["humanCode"] == "PJ2-L2")


class TestBadge:
    def test_there_is_one_for_each_element_with_a_level(self, attainment):
        made = credentials(attainment, "lee", ISSUER, NAMES, when=WHEN)
        codes = [c["credentialSubject"]["achievement"]["humanCode"] for c in made]
        assert codes == ["PJ1-L1", "PJ2-L2"]

    def test_has_what_open_badges_3_0_requires(self, badge):
        """Required members of AchievementCredential, AchievementSubject, Achievement, Alignment,
        IdentityObject, Evidence and Profile in the JSON schema of Open Badges 3.0."""
        assert badge["@context"][0] == "https://www.w3.org/ns/credentials/v2"
        assert badge["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
        required = {"@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom"}
        assert required <= badge.keys()
        assert {"VerifiableCredential", "OpenBadgeCredential"} <= set(badge["type"])
        subject = badge["credentialSubject"]
        assert subject.keys() == {"id", "type", "identifier", "achievement"}
        achievement = subject["achievement"]
        assert {"id", "type", "name", "description", "criteria"} <= achievement.keys()
        for alignment in achievement["alignment"]:
            assert {"type", "targetName", "targetUrl"} <= alignment.keys()
        identity = {"type", "hashed", "identityHash", "identityType"}
        assert subject["identifier"][0].keys() == identity
        assert {"id", "type"} <= badge["issuer"].keys()
        assert all("type" in evidence for evidence in badge["evidence"])
        assert datetime.fromisoformat(badge["validFrom"]).tzinfo

    def test_names_the_criteria_met_and_no_higher_one(self, badge):
        """PJ2.2 of level 3 is met, but the level attained is 2."""
        codes = [a["targetCode"] for a in badge["credentialSubject"]["achievement"]["alignment"]]
        assert codes == ["PJ2.1", "PJ2.4"]
        assert [entry["name"] for entry in badge["evidence"]] == ["PJ2.1", "PJ2.4"]

    def test_names_the_learner_by_a_pseudonym(self, badge):
        assert not re.search(r"\blee\b", json.dumps(badge))
        assert badge["credentialSubject"]["identifier"][0]["identityHash"] == NAMES("lee")

    def test_an_unknown_learner_lists_the_nearest(self, attainment):
        with pytest.raises(ValueError, match="no learner 'leo'; nearest: lee"):
            credentials(attainment, "leo", ISSUER, NAMES)

    def test_an_issuer_needs_a_url_or_did(self):
        with pytest.raises(ValueError, match="issuer 'T': needs a URL or DID, got 'Tidewell'"):
            Issuer("Tidewell", "T")


def changed(token, part, change):
    """A token with one of its parts changed and encoded again."""
    parts = token.split(".")
    data = json.loads(base64.urlsafe_b64decode(parts[part] + "=="))
    change(data)
    raw = json.dumps(data).encode()
    parts[part] = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return ".".join(parts)


class TestSignature:
    def test_the_public_key_verifies_it(self, badge, key, public):
        assert verify(sign(badge, key), public) == badge

    @pytest.mark.parametrize(
        "change",
        [
            lambda data: data.update(name="Everything, level 5"),
            lambda data: data["credentialSubject"]["achievement"].update(humanCode="PJ2-L5"),
            lambda data: data["credentialSubject"]["identifier"][0].update(identityHash="eve"),
            lambda data: data.update(validFrom="2020-01-01T00:00:00+00:00"),
        ],
    )
    def test_a_changed_credential_is_detected(self, badge, key, public, change):
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(changed(sign(badge, key), 1, change), public)

    def test_another_key_does_not_verify_it(self, badge, key, tmp_path):
        other = read_signing_key(tmp_path / "other.pem").as_pem(private=False)
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(sign(badge, key), other)

    def test_a_forger_cannot_bring_a_key_along_in_the_header(self, badge, public, tmp_path):
        forger = read_signing_key(tmp_path / "forger.pem")
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(sign(badge, forger), public)

    def test_an_unsigned_token_is_refused(self, badge, key, public):
        head, body, _ = changed(sign(badge, key), 0, lambda h: h.update(alg="none")).split(".")
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(f"{head}.{body}.", public)

    def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(self, badge, public):
        import hashlib
        import hmac

        def part(data):
            return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=")

        text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(badge)
        mac = base64.urlsafe_b64encode(hmac.digest(public, text, hashlib.sha256)).rstrip(b"=")
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify((text + b"." + mac).decode(), public)

    def test_claims_that_contradict_the_content_are_refused(self, badge, key, public):
        from joserfc import jwt

        claims = {**badge, "iss": "https://other.example", "jti": badge["id"]}
        claims |= {"sub": badge["credentialSubject"]["id"], "nbf": int(WHEN.timestamp())}
        token = jwt.encode({"alg": "RS256"}, claims, key)
        with pytest.raises(ValueError, match="claims contradict its content"):
            verify(token, public)

    def test_it_is_not_valid_before_its_time(self, attainment, key, public):
        later = credentials(attainment, "lee", ISSUER, NAMES, when=WHEN.replace(year=2090))[0]
        with pytest.raises(ValueError, match="valid only from 2090"):
            verify(sign(later, key), public)

    @pytest.mark.parametrize("token", ["", "words", "a.b.c", "{}"])
    def test_what_is_no_token_is_refused(self, public, token):
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(token, public)


def signed(credential, key, **claims):
    """A token of the issuer's own that says whatever a buggy program or a joker puts into it."""
    from joserfc import jwt

    badge_says = {
        "iss": ISSUER.identifier,
        "jti": credential.get("id"),
        "sub": "urn:uuid:6f1f6e0c-0000-5000-8000-000000000000",
        "nbf": int(WHEN.timestamp()),
    }
    if isinstance(credential.get("credentialSubject"), dict):
        badge_says["sub"] = credential["credentialSubject"].get("id")
    return jwt.encode({"alg": "RS256"}, {**badge_says, **credential, **claims}, key)


def deep(levels):
    made = []
    for _ in range(levels):
        made = [made]
    return made


NO_BADGE = "the credential is not an Open Badges credential"
LONG = "x" * 2_000_000
ODD = {
    **{
        f"without {name}": (lambda b, name=name: b.pop(name), NO_BADGE)
        for name in ("id", "issuer", "type", "validFrom", "credentialSubject")
    },
    **{
        f"{name} is {value!r}"[:40]: (lambda b, n=name, v=value: b.update({n: v}), NO_BADGE)
        for name in ("id", "issuer", "type", "validFrom", "credentialSubject")
        for value in (None, 7, [], {}, True, "", deep(50))
    },
    "no achievement": (lambda b: b["credentialSubject"].pop("achievement"), NO_BADGE),
    "achievement is a list": (lambda b: b["credentialSubject"].update(achievement=[1]), NO_BADGE),
    "its name is a number": (
        lambda b: b["credentialSubject"]["achievement"].update(name=5),
        NO_BADGE,
    ),
    "a day that is none": (lambda b: b.update(validFrom="2026-02-30T00:00:00Z"), NO_BADGE),
    "words for a date": (lambda b: b.update(validFrom="next week"), NO_BADGE),
    "a date without a zone": (lambda b: b.update(validFrom="2026-03-02T12:00:00"), "no time zone"),
    "the last second of all": (
        lambda b: b.update(validFrom="9999-12-31T23:59:59-14:00"),
        "claims contradict",
    ),
    "an end that is none": (lambda b: b.update(validUntil="never"), NO_BADGE),
    "an end that is over": (lambda b: b.update(validUntil="2026-03-03T00:00:00Z"), "valid until"),
    "exp is a text": (lambda b: b.update(exp="never"), NO_BADGE),
    "exp is over": (lambda b: b.update(exp=1), "expired"),
    "exp is no number": (lambda b: b.update(exp=float("nan")), "expired"),
    "iss is another type": (lambda b: b.update(iss=deep(50)), "claims contradict"),
    "nbf is a truth": (lambda b: b.update(nbf=True), "claims contradict"),
    "huge": (lambda b: b.update(more=LONG), "longer than"),
}


class TestOddButSigned:
    """Whatever the key's owner signed by mistake gets one sentence, not a traceback."""

    @pytest.mark.parametrize("what", ODD)
    def test_says_what_is_wrong(self, badge, key, public, what):
        change, message = ODD[what]
        odd = json.loads(json.dumps(badge))
        change(odd)
        with pytest.raises(ValueError, match=message):
            verify(signed(odd, key), public)

    def test_as_deep_as_a_parser_goes(self, badge, key, public):
        """Signed by hand, for json cannot write it."""
        from joserfc import jws

        for levels in (500, 100_000):
            text = json.dumps(badge)[:-1] + ', "more": ' + "[" * levels + "]" * levels + "}"
            token = jws.serialize_compact({"alg": "RS256"}, text.encode(), key)
            with pytest.raises(ValueError, match="credential"):
                verify(token, public)

    @pytest.mark.parametrize("payload", [b"[]", b"7", b"null", b'"badge"', b"\xff\xfe", b""])
    def test_another_payload_than_an_object(self, key, public, payload):
        from joserfc import jws

        token = jws.serialize_compact({"alg": "RS256"}, payload, key)
        with pytest.raises(ValueError, match="credential"):
            verify(token, public)

    @pytest.mark.parametrize("algorithm", ["RS512", "PS256", "RS384"])
    def test_other_algorithms_of_the_same_key(self, badge, key, public, algorithm):
        from joserfc import jwt

        token = jwt.encode({"alg": algorithm}, badge, key, algorithms=[algorithm])
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(token, public)

    @pytest.mark.parametrize("alg", [None, 7, [], {}, ["RS256"], "rs256", "\x1b[2J"])
    def test_an_odd_algorithm_in_the_header(self, badge, key, public, alg):
        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(changed(sign(badge, key), 0, lambda head: head.update(alg=alg)), public)

    def test_a_key_of_another_kind(self, badge, key):
        from joserfc.jwk import ECKey

        with pytest.raises(ValueError, match="the credential cannot be verified"):
            verify(sign(badge, key), ECKey.generate_key("P-256").as_pem(private=False))

    def test_a_badge_of_another_program_with_an_end_is_accepted(self, badge, key, public):
        token = signed({**badge, "validUntil": "2090-01-01T00:00:00Z"}, key, exp=4e9)
        assert verify(token, public)["name"] == badge["name"]

    def test_the_command_answers_in_one_line_that_leaves_the_terminal_alone(
        self, badge, key, public, tmp_path
    ):
        from pmlearn.course.class_work.reports import verified
        from pmlearn.course.layout import CourseError

        (tmp_path / "key.pem").write_bytes(public)
        odd = json.loads(json.dumps(badge))
        odd["credentialSubject"]["achievement"]["name"] = "\x1b[2Jsly\n" + "y" * 5000
        for name, credential in (("sly", odd), ("bad", {**badge, "id": 1})):
            (tmp_path / name).write_text(signed(credential, key), encoding="ascii")
        said = verified(tmp_path / "sly", tmp_path / "key.pem")
        assert said.isprintable()
        assert len(said) <= 500
        with pytest.raises(CourseError, match="id is not a text"):
            verified(tmp_path / "bad", tmp_path / "key.pem")
        for path in (tmp_path, tmp_path / "absent"):
            with pytest.raises(CourseError):
                verified(path, tmp_path / "key.pem")
            with pytest.raises(CourseError):
                verified(tmp_path / "sly", path)


class TestFiles:
    def test_the_private_key_is_for_its_owner_alone_and_the_public_one_beside_it(self, tmp_path):
        path = tmp_path / "keys" / "issuer.pem"
        made = read_signing_key(path)
        assert path.stat().st_mode & 0o077 == 0
        assert b"PRIVATE" not in (tmp_path / "keys" / "issuer.pub.pem").read_bytes()
        assert read_signing_key(path).as_pem(private=False) == made.as_pem(private=False)

    def test_a_public_key_cannot_sign(self, key, tmp_path):
        (tmp_path / "issuer.pem").write_bytes(key.as_pem(private=False))
        with pytest.raises(ValueError, match="holds a public key"):
            read_signing_key(tmp_path / "issuer.pem")

    def test_a_file_that_is_no_key_is_refused(self, tmp_path):
        (tmp_path / "issuer.pem").write_text("words", encoding="utf-8")
        with pytest.raises(ValueError, match="holds no RSA key"):
            read_signing_key(tmp_path / "issuer.pem")

    def test_credentials_are_written_one_to_a_file(self, attainment, key, public, tmp_path):
        made = credentials(attainment, "lee", ISSUER, NAMES, when=WHEN)
        files = write_credentials(made, key, tmp_path)
        assert [f.name for f in files] == [f"{NAMES('lee')}-{c}.jwt" for c in ("PJ1-L1", "PJ2-L2")]
        assert verify(files[0].read_text(encoding="ascii"), public) == made[0]
