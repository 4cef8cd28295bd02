"""A working row becomes a public row: private details out, useful columns in. No database in here."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.masking import mask, private_strings
from db.published import PRIVATE_FIELDS, RECORD
from db.segment import keywords

Row = dict[str, Any]

# Free text, in which a private detail can stand. Numbers, addresses and codes are never touched.
_MASKED_TEXTS = ("title", "topic", "proposal_title", "proposal_text", "openness", "text", "listed_title")
_MASKED_LISTS = ("co_handlers", "copied_to")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What must not be seen in one document, and which names stay."""

    private: Sequence[str] = ()
    public: Collection[str] = ()

    def text(self, value: str | None) -> str | None:
        """``value`` masked; None stays None."""
        return mask(value, private=self.private, public=self.public) if value else value


def hidden_in(record: Mapping[str, Any], more: Iterable[Mapping[str, Any]] = ()) -> Hidden:
    """From the contact of a record (and of its other versions): its addressees and approver stay."""
    private: dict[str, None] = {}
    public: set[str] = set()
    for each in (record, *more):
        private |= dict.fromkeys(private_strings(decoded(each.get("contact"))))
        public |= {item["name"] for item in decoded(each.get("addressees")) or ()}
        public |= {each["approver"]} if each.get("approver") else set()
    return Hidden(tuple(private), frozenset(public))


def decoded(value: Any) -> Any:
    """JSON text decoded; what is decoded already stays."""
    return json.loads(value) if isinstance(value, str) else value


def encoded(value: Any) -> str:
    """JSON text as it is kept in the published file."""
    return json.dumps(value, ensure_ascii=False)


def public_record(work: Mapping[str, Any], attachments: Sequence[Row], hidden: Hidden) -> Row:
    """One row of the published ``record``.

    ``work``: the working record joined with its document (state, first_seen, last_seen, last_fetched)
    and portal (place, department).
    """
    row = {name: work[name] for name in RECORD if name in work and name not in PRIVATE_FIELDS}
    for name in _MASKED_TEXTS:
        row[name] = hidden.text(row[name])
    for name in _MASKED_LISTS:
        row[name] = encoded([hidden.text(item) for item in decoded(row[name])])
    citations = [{**item, "title": hidden.text(item["title"])} for item in decoded(row["citations"])]
    row["citations"] = encoded(citations)
    row["attachments"] = encoded(attachments)
    row["date"] = best_date(row)
    row["year"] = int(row["date"][:4]) if row["date"] else None
    row["label"] = _label(row)
    row["proposers"] = _proposers(decoded(row["addressees"]))
    row["keywords"] = encoded(
        keywords(
            "\n".join(row[name] or "" for name in ("title", "proposal_title", "text")),
            leave_out=[
                *(row[name] or "" for name in ("place", "issuer", "assembly_place", "department")),
                *decoded(work["co_handlers"]),
            ],
        )
    )
    row["characters"] = len(row["text"] or "")
    row["fetched_at"] = work["last_fetched"]
    row["also_at"] = "[]"  # filled in when all records are there
    return {name: row[name] for name in RECORD}


def public_attachments(work: Mapping[str, Any], fetched: Mapping[str, Row], hidden: Hidden) -> list[Row]:
    """The record's attachments with what was read of them since; ``fetched`` is keyed by address."""
    out: list[Row] = []
    for item in decoded(work["attachments"]):
        read = fetched.get(item["url"], {})
        out.append(
            {
                "url": item["url"],
                "name": hidden.text(item["name"] or read.get("name") or ""),
                "type": item["type"] or read.get("type"),
                "sha256": item["sha256"] or read.get("sha256"),
                "text": hidden.text(item["text"] or read.get("text")),
            }
        )
    return out


def public_version(
    version: Mapping[str, Any], record: Mapping[str, Any], *, current: bool, hidden: Hidden
) -> Row:
    """One row of the published ``version``; the current text stands in ``record``, so it is not repeated."""
    return {
        "record": version["document"],
        "number": version["number"],
        "seen_at": version["seen_at"],
        "cause": version["cause"],
        "changed": encoded([name for name in decoded(version["changed"]) if name not in PRIVATE_FIELDS]),
        "title": hidden.text(record.get("title")),
        "text": None if current else hidden.text(record.get("text")),
        "parser_version": version["parser_version"],
        "body_sha256": version["body_sha256"],
    }


def best_date(row: Mapping[str, Any]) -> str | None:
    """Published, else signed, else written, else what the list row says."""
    for name in ("date_published", "date_signed", "date_written", "listed_date"):
        if row[name]:
            return str(row[name])
    return None


def _label(row: Mapping[str, Any]) -> str:
    for name in ("title", "listed_title", "proposal_title", "document_number"):
        if row[name]:
            return str(row[name])
    return str(row["address"])


def _proposers(addressees: Sequence[Mapping[str, Any]]) -> str | None:
    """``陈民、王雪芹等5位代表`` from the list of addressees."""
    if not addressees:
        return None
    names = "、".join(item["name"] for item in addressees)
    size = max((item.get("group_size") or 0 for item in addressees), default=0)
    roles = dict.fromkeys(item["role"] for item in addressees if item["role"] not in (None, "organisation"))
    others = f"等{size}位" if size > len(addressees) else ""
    return names + others + "、".join(roles)
