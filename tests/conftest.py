"""How many examples Hypothesis tries: HYPOTHESIS_PROFILE chooses, `default` or `long`."""

import os

from hypothesis import settings

# The same examples on every run and every machine: a red test is red for the next person too.
settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
# New examples on every run; what fails is kept in .hypothesis and tried first the next time.
settings.register_profile("long", derandomize=False, max_examples=3000, deadline=None)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
