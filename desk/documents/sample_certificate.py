"""The certificate of the sample seal: made once, at the first start of an office, and kept in its folder."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

SAMPLE_NAME: Final = "样章 SAMPLE - 无法律效力 no legal effect"

_VALID_FOR: Final = timedelta(days=3653)
_KEY_BITS: Final = 3072


@dataclass(frozen=True)
class SampleCertificate:
    """Where the key and the certificate of an office's sample seal lie."""

    key: Path
    certificate: Path


def sample_certificate(home: Path, now: datetime) -> SampleCertificate:
    """The office's sample certificate, made and signed by itself when there is none yet.

    Two processes that start at once agree: the first to put its file down wins, whole or not at all.
    """
    folder = home / "seals"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    both = folder / "sample.pem"
    if not both.exists():
        fresh = folder / f"sample.{os.getpid()}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_make(now))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, both)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return SampleCertificate(key=both, certificate=both)


def _make(now: datetime) -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SAMPLE_NAME)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
