"""Who puts the seal on a printed document: an interface, nobody, and a sample seal for practice.

A lawful electronic seal comes from the office's certified seal system (SM2 keys; State Council Order 716,
art. 9): it is another `Sealer`, which hands the document to that system.
"""

import io
import json
from abc import ABC, abstractmethod
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import typst
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desk.documents.fonts import FontChain
from desk.documents.printing import Printed, SealPlace
from desk.documents.sample_certificate import SampleCertificate

FIELD: Final = "Seal"

_TEMPLATE: Final = Path(__file__).with_name("sample_seal.typ")
_MILLIMETRE: Final = 72 / 25.4
_A4_HEIGHT: Final = 297 * _MILLIMETRE
_SIGNATURE: Final = 8192
"""Hex digits kept free for the signature: a certificate and one RSA signature need about half of them."""
_WIDTH, _HEIGHT = 62 * _MILLIMETRE, 32 * _MILLIMETRE
_FILL: Final = SimpleBoxLayoutRule(
    x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins()
)


class Sealer(ABC):
    """Seals printed documents of one office."""

    @abstractmethod
    async def seal(self, printed: Printed, at: datetime) -> bytes:
        """The document with its seal, sealed at this moment. A form for the hand comes back as it is."""


class NoSealer(Sealer):
    """Leaves every document as it was printed, to be stamped by hand."""

    async def seal(self, printed: Printed, at: datetime) -> bytes:  # noqa: ARG002 - nothing happens at any time
        """The document as it is."""
        return printed.pdf


class SampleSealer(Sealer):
    """Signs with the office's own sample certificate (PAdES) under a box that says 样章.

    The same document at the same moment becomes the same bytes: no clock is read and nothing is drawn by lot.
    """

    def __init__(self, certificate: SampleCertificate, fonts: FontChain) -> None:
        self._signer = _QuickSigner(certificate)
        self._stamp = _draw_stamp(fonts)

    async def seal(self, printed: Printed, at: datetime) -> bytes:
        """The document with the sample seal over the office and its date."""
        if printed.seal is None:
            return printed.pdf
        signer = _SignerAt(
            PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm="sha256",
                subfilter=SigSeedSubFilter.PADES,
                name="样章（测试用，无法律效力）",
                reason=printed.title,
            ),
            signer=self._signer,
            stamp_style=StaticStampStyle(
                background=_Drawing(self._stamp),
                background_layout=_FILL,
                background_opacity=1,
                border_width=0,
            ),
            new_field_spec=SigFieldSpec(FIELD, on_page=printed.seal.page - 1, box=_box(printed.seal)),
        )
        signer.at = at
        sealed = io.BytesIO()
        await signer.async_sign_pdf(
            _Writer(io.BytesIO(printed.pdf)), bytes_reserved=_SIGNATURE, output=sealed
        )
        return sealed.getvalue()


class _Drawing(PdfContent):
    """The drawn stamp as content of another document, under a name that is always the same."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        """Import the one page."""
        assert self.writer is not None
        page = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Sample"] = page
        left, lower, right, upper = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(left - right), height=abs(upper - lower))
        return b"/Sample Do"


class _QuickSigner(SimpleSigner):
    """Reads the key once, not for every signature: checking an RSA key takes most of a second."""

    def __init__(self, certificate: SampleCertificate) -> None:
        super().__init__(
            signing_cert=load_cert_from_pemder(  # type: ignore[no-untyped-call]  # the library left it bare
                str(certificate.certificate)
            ),
            signing_key=load_private_key_from_pemder(str(certificate.key), passphrase=None),
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # the same
        )
        key = load_pem_private_key(certificate.key.read_bytes(), password=None)
        assert isinstance(key, RSAPrivateKey)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        assert digest_algorithm == "sha256"
        return bytes(self._key.key_size // 8) if dry_run else self._key.sign(data, PKCS1v15(), SHA256())


class _SignerAt(PdfSigner):
    """Signs at a given moment."""

    at: datetime

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at
        return session


class _Writer(IncrementalPdfFileWriter):
    """Leaves to the signature to say when it was made, and draws no identity by lot."""

    def _update_meta(self) -> None:
        """The document's own date stays that of its event."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        first, second = prev.document_id
        own = sha256(b"sealed" + first + second).digest()[:16]
        return generic.ArrayObject([generic.ByteStringObject(first), generic.ByteStringObject(own)])


def _box(place: SealPlace) -> tuple[int, int, int, int]:
    """The seal's corners in PDF's own points, which count from the lower left."""
    left, lower = place.x - _WIDTH / 2, _A4_HEIGHT - place.y - _HEIGHT / 2
    return round(left), round(lower), round(left + _WIDTH), round(lower + _HEIGHT)


def _draw_stamp(fonts: FontChain) -> bytes:
    drawn = typst.compile(
        _TEMPLATE,
        font_paths=fonts.loaded,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-2b"],
        pdf_tags=False,
        timestamp=0,
        sys_inputs={"seal": json.dumps({"fonts": fonts.families["title"]})},
    )
    assert isinstance(drawn, bytes)
    return drawn
