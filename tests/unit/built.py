"""Small built sites for the tests of what was built."""

from pathlib import Path

POLICY = "default-src 'none'; img-src 'self'; form-action 'self'"
META = (
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<meta name="referrer" content="strict-origin-when-cross-origin">'
)
HEAD = (
    META + '<title>Page {path}</title><meta name="description" content="About {path}">'
    '<link rel="canonical" href="https://p.org/{path}">'
)


def write(folder: Path, path: str, main: str, head: str = HEAD) -> None:
    """Write a page with these words in its main part."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    name = path.removesuffix("index.html")
    text = (
        f'<!doctype html><html lang="en"><head>{head.format(path=name)}</head><body><main>{main}</main></body></html>'
    )
    (folder / path).write_text(text, encoding="utf-8")
