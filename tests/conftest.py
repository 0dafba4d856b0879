"""How many examples Hypothesis tries: HYPOTHESIS_PROFILE is `default`, `long` or `mutants`."""

import os

from hypothesis import Phase, settings

# The same examples on every run and every machine: a red test is red for the next person too.
settings.register_profile("default", derandomize=True, max_examples=60, deadline=None)
# New examples on every run; what fails is kept in .hypothesis and tried first the next time.
settings.register_profile("long", derandomize=False, max_examples=3000, deadline=None)
# Under the mutation tester it is enough that a test fails: the smallest example is not looked for.
settings.register_profile(
    "mutants",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
