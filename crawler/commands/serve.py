"""``dafu serve``: the published corpus in the browser."""

from __future__ import annotations

import socket
from pathlib import Path

import click


@click.command("serve")
@click.option(
    "--home", "home_dir", type=click.Path(path_type=Path), help="Data folder (default: $DAFU_HOME or db/var)."
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 lets others in."
)
@click.option(
    "--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port."
)
@click.option(
    "--live", "follow", is_flag=True, help="Move to a newer published file by itself, without a restart."
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def command(home_dir: Path | None, host: str, port: int, follow: bool, open_browser: bool) -> None:
    """Serve the published file: site, search, SQL and JSON. Read-only. Ctrl-C stops."""
    from crawler.errors import DafuError
    from db.home import home
    from db.published_file import NothingPublishedError, PublishedFileError, open_published

    published = home(home_dir).published
    try:
        open_published(published).close()
    except NothingPublishedError as error:
        raise DafuError(str(error), 2) from None
    except PublishedFileError as error:
        raise DafuError(str(error)) from None
    listener = _listen(host, port)
    try:
        _serve(published, listener, follow, open_browser)
    finally:
        listener.close()


def _listen(host: str, port: int) -> socket.socket:
    """The port is taken before anything slow happens: a busy one is one clear line."""
    from crawler.errors import DafuError

    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        raise DafuError(
            f"cannot listen on {host} port {port} ({error.strerror}): choose another with --port", 2
        ) from None
    return listener


def _serve(published: Path, listener: socket.socket, follow: bool, open_browser: bool) -> None:
    import uvicorn

    from db.site.app import live, make_datasette

    datasette = make_datasette(published)
    host, port = listener.getsockname()[:2]
    site = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    click.echo(f"the site is at {site}  (Ctrl-C stops)", err=True)
    if open_browser:
        import webbrowser

        webbrowser.open(site)
    app = live(datasette, published) if follow else datasette.app()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on"))
    server.run(sockets=[listener])
