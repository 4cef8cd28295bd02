"""What holds for all tests."""

from hypothesis import settings

# How long one example takes says nothing on a busy machine: speed is measured in tests/bench/.
settings.register_profile("dafu", deadline=None)
settings.load_profile("dafu")
