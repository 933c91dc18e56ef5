"""Search without a server: Pagefind's index of the finished pages, kept between builds by what they hold."""

import hashlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from pelican import Pelican, signals

from plugins import kept_work


def write(pelican: Pelican) -> None:
    """Put the index into the finished folder; raises RuntimeError with Pagefind's words where it fails."""
    output = Path(pelican.output_path)
    kept = Path(pelican.settings["PATH"]).parent / ".cache" / "search"
    piece = f"pagefind-{_made_from(output)}"
    files = kept_work.get(kept, piece)
    if files is None:
        files = _made(output)
        kept_work.put(kept, piece, files)
        kept_work.keep_only(kept, {piece})
    for name, content in files.items():
        path = output / "pagefind" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _made_from(output: Path) -> str:
    digest = hashlib.sha256(version("pagefind").encode())
    for path in sorted(output.rglob("*.html")):
        page = path.read_bytes()
        digest.update(f"{path.relative_to(output).as_posix()} {len(page)} ".encode() + page)
    return digest.hexdigest()[:20]


def _made(output: Path) -> dict[str, bytes]:
    run = subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(output), "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"The search index could not be made: {run.stderr.strip() or run.stdout.strip()}")
    index = output / "pagefind"
    return {
        path.relative_to(index).as_posix(): path.read_bytes() for path in sorted(index.rglob("*")) if path.is_file()
    }


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(write)
