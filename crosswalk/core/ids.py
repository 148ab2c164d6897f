"""Identifiers: UUIDs that are derived, never drawn; check digits; version numbers."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass

from stdnum import casrn, ean, lei
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.exceptions import InvalidChecksum, ValidationError

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "crosswalk.lca")
"""The namespace of all UUIDs that crosswalk derives."""
_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
_INSIDE = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_VERSION = re.compile(r"^\d{2}\.\d{2}(\.\d{3})?$")
_SCHEMES = {"cas": casrn, "uscc": uscc, "lei": lei, "vat": vat, "gtin": ean}


def derive_uuid(*parts: str) -> str:
    """A UUIDv5 of the parts: the same for the same parts, whatever their Unicode form."""
    flat = [unicodedata.normalize("NFC", part) for part in parts]
    return str(uuid.uuid5(NAMESPACE, "".join(f"{len(part)}:{part}" for part in flat)))


def is_uuid(text: str) -> bool:
    """Whether a text is a lower-case UUID."""
    return _UUID.match(text) is not None


def uuid_in(text: str) -> str | None:
    """The first UUID that stands in a text, such as a file name or an address, in small letters."""
    found = _INSIDE.search(text)
    return None if found is None else found.group().lower()


def is_version(text: str) -> bool:
    """Whether a text is an ILCD dataset version, NN.NN or NN.NN.NNN."""
    return _VERSION.match(text) is not None


@dataclass(frozen=True, slots=True)
class Checked:
    """An identifier in its normal form, and the code of what is wrong with it, if anything."""

    value: str
    problem: str | None = None


def check(scheme: str, text: str) -> Checked:
    """Check a CAS number, USCC, LEI, VAT number or GTIN by its shape and check digit.

    ILCD pads CAS numbers with zeros (000124-38-9); they are taken off. Problems: XW-N030 check digit,
    XW-N031 shape.
    """
    flat = unicodedata.normalize("NFKC", text).strip()
    if scheme == "cas":
        flat = flat.lstrip("0") or flat
    try:
        return Checked(str(_SCHEMES[scheme].validate(flat)))
    except InvalidChecksum:
        return Checked(flat, "XW-N030")
    except ValidationError:
        return Checked(flat, "XW-N031")
