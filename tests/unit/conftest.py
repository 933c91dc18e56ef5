"""How many inputs Hypothesis tries: always the same few, and with `EXAMPLES=10000` so many others."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
settings.register_profile(
    "ours",
    max_examples=EXAMPLES or 100,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,  # how long it takes depends on the machine
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("ours")
