"""Groups of countries in the rows of a table: their names, and the selection of one of them alone."""

from accounts.models import Country
from assessments.comparison import Selection


def group_name(group: str, by: str) -> str:
    """A region, subregion or regional group as people say it."""
    return str(Country.RegionalGroup(group).label) if by == "group" else group


def only_group(selection: Selection, group: str) -> Selection | None:
    """The same for the countries of one group alone; None where no selection means exactly these.

    Countries by name are always in, and a region would take in more than those of its subregions that are chosen.
    """
    if selection.country:
        return None
    if selection.by == "group":
        return selection.but(group=(group,))
    if selection.by != "subregion" and selection.region and group not in selection.region:
        return None
    return selection.but(region=(group,))
