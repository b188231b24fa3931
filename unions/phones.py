"""Mobile numbers of mainland China."""

import re
import unicodedata

MOBILE = re.compile(r"^1[3-9]\d{9}$")


def normal_phone(text: str) -> str:
    """The 11 plain digits of a typed number: full-width digits, spaces, dashes and +86 allowed.

    What is no mobile number comes back stripped but otherwise as it was.
    """
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text or ""))
    return re.sub(r"^(\+86|0086|86(?=1\d{10}$))", "", digits)


def is_mobile(text: str) -> bool:
    """Whether `text` is a plain 11-digit mobile number."""
    return bool(MOBILE.match(text))


def masked(phone: str) -> str:
    """138****0007."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "****"


def closed_phone(pk: int) -> str:
    """What stands in place of the number of a closed account: no mobile number starts with 0."""
    return f"0{pk:010d}"
