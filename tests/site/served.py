"""The site on an invented corpus, called in the same process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from db.publish import publish
from db.site.app import make_datasette
from tests.db.corpus import build


def published(folder: Path, letters: int = 60) -> Path:
    """A published file below ``folder``, a home."""
    build(folder / "corpus.db", letters)
    return publish(folder / "corpus.db", folder / "published" / "dafu.db").path


class Site:
    """A Datasette on ``path``; ``app`` in its place where it is wrapped."""

    def __init__(self, path: Path, app: Any = None) -> None:
        self.path = path
        self.datasette = make_datasette(path)
        self.app = app(self.datasette, path) if app else self.datasette.app()

    def get(self, path: str, **query: Any) -> httpx.Response:
        """One request; ``query`` is added to the path."""

        async def ask() -> httpx.Response:
            await self.datasette.invoke_startup()
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://dafu") as client:
                mark = "&" if "?" in path else "?"
                return await client.get(path + (mark + urlencode(query) if query else ""))

        return asyncio.run(ask())

    def html(self, path: str, **query: Any) -> str:
        response = self.get(path, **query)
        assert response.status_code == 200, response.text[:500]
        return response.text

    def json(self, path: str, **query: Any) -> Any:
        response = self.get(path, **query)
        assert response.status_code == 200, response.text[:500]
        return json.loads(response.text)

    def pages(self, path: str, **query: Any) -> Iterator[dict[str, Any]]:
        """Every row of a table through the JSON API, following ``next_url``."""
        page = self.json(path, _shape="objects", **query)
        while True:
            yield from page["rows"]
            if not page["next_url"]:
                return
            page = self.json(page["next_url"].removeprefix("http://dafu"))
