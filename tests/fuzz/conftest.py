"""The planted world of the tests of attacks, here too."""

from tests.security.conftest import _files_apart, planted, reviewer, team

__all__ = ["_files_apart", "planted", "reviewer", "team"]
