"""What reports say, as plain frozen values: no markup, no database once they are built."""

from .action_plan import ActionPlan, action_plan
from .comparison import Comparison, comparison
from .country_brief import CountryBrief, country_brief
from .cycle import CycleReport, cycle_report
from .gap_analysis import GapAnalysis, gap_analysis
from .subject import Given, Previous, Seal, Subject, of_assessment, of_submission

__all__ = [
    "ActionPlan",
    "Comparison",
    "CountryBrief",
    "CycleReport",
    "GapAnalysis",
    "Given",
    "Previous",
    "Seal",
    "Subject",
    "action_plan",
    "comparison",
    "country_brief",
    "cycle_report",
    "gap_analysis",
    "of_assessment",
    "of_submission",
]
