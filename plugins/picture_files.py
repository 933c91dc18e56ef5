"""The files of photographs in the site: made by a program of their own, and cached."""

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
    """Put the files of the coach's portrait, and of every photograph that a text in the site shows, into it."""
    context = generators[0].context
    name = context["SITE"]["coach"]["portrait"]
    portrait = (
        [photographs.describe(Path(context["PATH"], "images", name), photographs.PORTRAIT_WIDTHS)] if name else []
    )
    context["PORTRAIT"] = portrait[0] if portrait else None
    cache = photographs.cache_folder(Path(context["PATH"]))
    texts: list[Any] = [*filter(None, context["generated_content"].values())]  # none of what cannot be read
    output = Path(context["OUTPUT_PATH"])
    # By name: the path of one photograph is written in two ways, above a text and in it.
    by_name = {shown.name: shown for text in texts if text.save_as or text.private_url for shown in text.photographs}
    all_shown = [*portrait, *(by_name[name] for name in sorted(by_name))]
    for wanted in (photographs.PORTRAIT_WIDTHS, photographs.WIDTHS):
        of_these = [photograph for photograph in all_shown if photograph.wanted == wanted]
        _make([one for one in of_these if not file_cache.exists(cache, one.name)], wanted, cache)
    for photograph in all_shown:
        files = file_cache.get(cache, photograph.name)
        if files is None:  # where the program did not make them, what is wrong is reported here
            file_cache.put(cache, photograph.name, files := photographs.make(photograph))
        for file, content in files.items():
            site_folder.put(output, context.get("LAST") or output, f"images/{file}", content)
    file_cache.evict_others(
        cache, {shown.name for shown in portrait} | {one.name for text in texts for one in text.photographs}
    )


def _make(missing: Sequence[Photograph], wanted: Sequence[int], cache: Path) -> None:
    """Cache the files of these photographs, made in another process: that needs much memory, and this one has much."""
    paths = [str(photograph.path) for photograph in missing]
    command = [sys.executable, "-m", "pictures.photographs", str(cache), ",".join(map(str, wanted)), *paths]
    # With one heap for all threads the GNU library gives memory back sooner: a sixth less at its most, in the same time.
    environment = os.environ | {"MALLOC_ARENA_MAX": "1"}
    with contextlib.suppress(OSError):
        if missing:
            subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=False)


def register() -> None:
    """Connect to Pelican."""
    signals.all_generators_finalized.connect(publish)
