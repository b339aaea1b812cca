"""Why Telegram was not reached, as far as the log tells it: the error's name, or what is wrong with a certificate."""

import ssl

_EXPIRED, _NOT_YET = 10, 9
"""OpenSSL's numbers of what it finds (X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID)."""


def cause(error: BaseException, host: str) -> str:
    """A few words for an error of a call to a host; libraries wrap what OpenSSL said, each in its own errors."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError) and hasattr(inner, "verify_code"):
            return f"the certificate of {host} {_fault(inner)}"
        inner = inner.__cause__ or inner.__context__
    return type(error).__name__


def _fault(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "has expired: it must be renewed, unless this machine's clock is wrong"
    if error.verify_code == _NOT_YET:
        return "is not valid yet: this machine's clock is wrong, or it was made too early"
    return f"is not trusted: {error.verify_message}"
