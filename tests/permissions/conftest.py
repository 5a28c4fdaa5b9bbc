"""The team of the tests of assessing, here too."""

from tests.assessments.conftest import reviewer, team

__all__ = ["reviewer", "team"]
