"""What reports say, as plain frozen values: no markup, no database once they are built."""

from .gap_analysis import GapAnalysis, gap_analysis
from .subject import Given, Previous, Seal, Subject, of_assessment, of_submission

__all__ = ["GapAnalysis", "Given", "Previous", "Seal", "Subject", "gap_analysis", "of_assessment", "of_submission"]
