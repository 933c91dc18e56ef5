"""Exports as other programs write them, with content of the tests' own."""

import json
import zipfile
from pathlib import Path

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)


def item(
    title: str = "Rest",
    content: str = "<p>Sleep first.</p>",
    *,
    kind: str = "post",
    status: str = "publish",
    more: str = "",
    meta: dict[str, str] | None = None,
) -> str:
    """An item of WXR; `more` stands before its last tag."""
    values = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in (meta or {}).items()
    )
    return (
        f"<item><title>{title}</title><content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{values}{more}</item>\n"
    )


def wxr(
    *items: str, head: str = "<generator>https://wordpress.org/?v=6.8</generator>", namespaces: str = NAMESPACES
) -> str:
    """A WXR file with these items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" {namespaces}>\n<channel>\n<title>A Coach</title>\n'
        f"{head}<wp:wxr_version>1.2</wp:wxr_version>\n{''.join(items)}</channel>\n</rss>\n"
    )


def blogger(*entries: str) -> str:
    """An Atom file of Blogger with these entries."""
    return (
        "<?xml version='1.0' encoding='utf-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'"
        " xmlns:blogger='http://schemas.google.com/blogger/2018' xmlns:app='http://purl.org/atom/app#'>"
        f"<title>A Coach</title>{''.join(entries)}</feed>"
    )


def ghost(*posts: dict[str, object], **tables: object) -> str:
    """Ghost's JSON with these posts."""
    return json.dumps({"db": [{"meta": {"version": "5.0"}, "data": {"posts": list(posts), **tables}}]})


def medium(title: str, body: str, *, footer: str = "", subtitle: str = "") -> str:
    """A page of Medium's."""
    summary = f'<section data-field="subtitle" class="p-summary">{subtitle}</section>' if subtitle else ""
    return (
        f'<!DOCTYPE html><html><head><title>{title}</title></head><body><article class="h-entry"><header>'
        f'<h1 class="p-name">{title}</h1></header>{summary}<section data-field="body" class="e-content">{body}</section>'
        f"<footer>{footer}</footer></article></body></html>"
    )


def zipped(path: Path, files: dict[str, str | bytes]) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
