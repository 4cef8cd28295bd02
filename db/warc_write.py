"""WARC 1.1 records as gzip members, made with warcio: bytes in memory, ready to be written in one go."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from uuid import uuid4

from warcio.warcwriter import WARCWriter

from db.exchange import Location, Request, Response
from db.times import timestamp
from db.warc_exchanges import REFERS_FILE, REFERS_OFFSET
from db.warc_http import ExactHead, request_head, response_head, uri
from db.warc_read import RawRecord

STANDARD = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Origin:
    """The record a revisit refers to: its place and what the WARC fields say of it."""

    place: Location
    record_id: str
    uri: str
    date: str
    digest: str
    kind: str
    content_type: str


def origin_of(record: RawRecord, place: Location) -> Origin | None:
    """What a revisit must say of this record; None where it holds no payload or lacks a field."""
    names = (
        "WARC-Record-ID",
        "WARC-Target-URI",
        "WARC-Date",
        "WARC-Payload-Digest",
        "WARC-Type",
        "Content-Type",
    )
    fields = [record.field(name) for name in names]
    if record.type not in ("response", "resource") or None in fields:
        return None
    return Origin(place, *(field or "" for field in fields))


@dataclass(frozen=True, slots=True)
class Informed:
    """What a warcinfo record tells of the crawler. Empty values are left out of it."""

    contact: str = ""
    user_agent: str = ""
    robots: str = "classic"
    """``classic`` is the standard's word for: robots.txt is obeyed."""


def warcinfo(name: str, at: datetime, informed: Informed) -> tuple[bytes, str]:
    """The first record of a file, and its id."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {
        "software": f"dafu/{version('dafu')}",
        "format": "WARC File Format 1.1",
        "conformsTo": STANDARD,
        "robots": informed.robots,
        "operator": informed.contact,
        "http-header-user-agent": informed.user_agent,
    }
    record = writer.create_warcinfo_record(name, {key: _one_line(value) for key, value in info.items()})
    record.rec_headers.replace_header("WARC-Date", timestamp(at))
    writer.write_record(record)
    return out.getvalue(), record.rec_headers.get_header("WARC-Record-ID")


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record before warcio writes it: named fields, payload, and the HTTP head in front of it."""

    fields: dict[str, str]
    payload: bytes = b""
    head: ExactHead | None = None


class RecordMaker:
    """Makes the records of one file: all name its warcinfo record."""

    def __init__(self, warcinfo_id: str) -> None:
        self._info = warcinfo_id

    def exchange(self, request: Request, response: Response, digest: str, at: datetime) -> bytes:
        """A response record and, behind it, its request."""
        fields = self._fields("response", request.url, at) | {"WARC-Payload-Digest": digest}
        return self._pair(request, response, _Draft(fields, response.body, response_head(response)))

    def revisit(self, request: Request, response: Response, origin: Origin, at: datetime) -> bytes:
        """A revisit record with the response's own headers, and its request."""
        refers = _refers(origin, not_modified=response.status == 304)
        fields = self._fields("revisit", request.url, at) | refers
        return self._pair(request, response, _Draft(fields, b"", response_head(response)))

    def resource(self, url: str, content_type: str, data: bytes, digest: str, at: datetime) -> bytes:
        """A file that came without HTTP."""
        extra = {"WARC-Payload-Digest": digest, "Content-Type": _one_line(content_type)}
        return _write(_Draft(self._fields("resource", url, at) | extra, data))

    def same_resource(self, url: str, origin: Origin, at: datetime) -> bytes:
        """A file whose bytes are in the archive already."""
        return _write(_Draft(self._fields("revisit", url, at) | _refers(origin, not_modified=False)))

    def _pair(self, request: Request, response: Response, answer: _Draft) -> bytes:
        """The answer's record and the request's, told of the same moment and server."""
        if response.ip:
            answer.fields["WARC-IP-Address"] = response.ip
        shared = ("WARC-Warcinfo-ID", "WARC-Target-URI", "WARC-Date", "WARC-IP-Address")
        asked = {
            "WARC-Type": "request",
            "WARC-Record-ID": _new_id(),
            "WARC-Concurrent-To": answer.fields["WARC-Record-ID"],
        } | {name: answer.fields[name] for name in shared if name in answer.fields}
        return _write(answer, _Draft(asked, request.body, request_head(request)))

    def _fields(self, kind: str, url: str, at: datetime) -> dict[str, str]:
        return {
            "WARC-Type": kind,
            "WARC-Record-ID": _new_id(),
            "WARC-Warcinfo-ID": self._info,
            "WARC-Target-URI": uri(url),
            "WARC-Date": timestamp(at),
        }


def _write(*drafts: _Draft) -> bytes:
    """One gzip member for each record, in this order."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    for draft in drafts:
        record = writer.create_warc_record(
            draft.fields["WARC-Target-URI"],
            draft.fields["WARC-Type"],
            payload=BytesIO(draft.payload),
            length=len(draft.payload),
            warc_headers_dict=draft.fields,
            http_headers=draft.head,
        )
        writer.write_record(record)
    return out.getvalue()


def _refers(origin: Origin, *, not_modified: bool) -> dict[str, str]:
    fields = {
        "WARC-Profile": NOT_MODIFIED if not_modified else IDENTICAL,
        "WARC-Refers-To": origin.record_id,
        "WARC-Refers-To-Target-URI": origin.uri,
        "WARC-Refers-To-Date": origin.date,
        REFERS_FILE: origin.place.file,
        REFERS_OFFSET: str(origin.place.offset),
    }
    if not not_modified:  # the standard gives a 304 no payload and so no digest of one
        fields["WARC-Payload-Digest"] = origin.digest
    return fields


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _one_line(text: str) -> str:
    """A value that stays inside its field."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text).strip()
