"""The selection of one group of countries alone."""

from assessments.comparison import Selection


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
