"""The files of photographs in the site: made by a program of their own, and kept between builds."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

import file_cache
import site_folder
from pictures import photographs
from pictures.photographs import Photograph

ROOT = Path(__file__).parent.parent


def publish(generators: Sequence[Generator]) -> None:
    """Put the files of every photograph that a published text shows into the site."""
    context = generators[0].context
    kept = photographs.kept_folder(Path(context["PATH"]))
    texts: list[Any] = [*filter(None, context["generated_content"].values())]  # none of what cannot be read
    output = Path(context["OUTPUT_PATH"])
    # By name: the path of one photograph is written in two ways, above a text and in it.
    by_name = {shown.name: shown for text in texts if text.save_as for shown in text.photographs}
    all_shown = [by_name[name] for name in sorted(by_name)]
    _make([photograph for photograph in all_shown if not file_cache.is_there(kept, photograph.name)], kept)
    for photograph in all_shown:
        for file, content in _files(photograph, kept).items():
            site_folder.put(output, context.get("LAST") or output, f"images/{file}", content)
    file_cache.keep_only(kept, {shown.name for text in texts for shown in text.photographs})


def _make(missing: Sequence[Photograph], kept: Path) -> None:
    """Keep the files of these photographs, made by another program: it needs much memory, and this one has much in it.

    What it does not make is made here, where what is wrong is told.
    """
    paths = [str(photograph.path) for photograph in missing]
    command = [sys.executable, "-m", "pictures.photographs", str(kept), *paths]
    # With one heap for all threads the GNU library gives memory back sooner: a sixth less at its most, in the same time.
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    with contextlib.suppress(OSError):
        if missing:
            subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=False)


def _files(photograph: Photograph, kept: Path) -> dict[str, bytes]:
    files = file_cache.get(kept, photograph.name)
    if files is None:
        files = photographs.make(photograph)
        file_cache.put(kept, photograph.name, files)
    return files


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(publish)
