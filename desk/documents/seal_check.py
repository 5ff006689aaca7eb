"""Whether a document is as it was when it was sealed, and whose seal it bears."""

import io
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError, UnacceptableSignerError
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True)
class SealFound:
    """A seal: the document, the name in its certificate, and whether nothing was changed since."""

    document: str
    name: str
    whole: bool


async def check_seal(document: str, pdf: bytes) -> SealFound | None:
    """The seal of a document; None for one without. Nothing is fetched from anywhere.

    The certificate is taken at its word: whether its owner may seal is for the reader to judge by the name.
    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
        if not signatures:
            return None
        last = signatures[-1]
        name = last.signer_cert.subject.native.get("common_name", "?")
        context = ValidationContext(trust_roots=[last.signer_cert], allow_fetching=False)
        status = await async_validate_pdf_signature(last, signer_validation_context=context)
    except (PdfError, SigningError, SignatureValidationError, UnacceptableSignerError, ValueError, KeyError):
        return SealFound(document, "?", whole=False)
    whole = (
        status.intact
        and status.valid
        and status.coverage is not None
        and status.coverage.name == "ENTIRE_FILE"
    )
    return SealFound(document, str(name), whole=whole)
