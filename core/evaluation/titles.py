"""What the keys of metrics.json are called, in the report and on the screen alike."""

FAMILIES = {
    "region": "Body region",
    "view": "View",
    "hardware": "Hardware",
    "views_in_picture": "Views in the picture",
    "resolution": "Resolution",
    "fractures": "Number of fractures",
    "fracture_size": "Size of the fracture",
}
MAPS = {
    "gradcam": "Grad-CAM, as shown",
    "gradcam_pp": "Grad-CAM++",
    "grid": "The map trained on boxes",
    "centre": "The film's centre, for chance",
}
SUBSETS = {
    "all": "All films",
    "without_hardware": "Without hardware",
    "small_scans": "Small scans only",
    "masked_border": "Border blackened",
    "masked_marks": "Burned-in marks blanked",
    "with_marks": "Films with burned-in marks",
    "with_marks_masked": "Films with marks, blanked",
    "single_views": "One view a picture",
}
SHORTCUTS = {"border_only": "The outer border alone", "thumbnail": "A thumbnail of 16 by 16 pixels"}
POINT_TITLES = {"high_sensitivity": "High sensitivity", "high_specificity": "High specificity"}
_SIZED = "Largest marked fracture "  # begins each title of the family "fracture_size"


def brief(title: str) -> str:
    """Return a group's title without what its family's heading says already."""
    short = title.removeprefix(_SIZED)
    return short[:1].upper() + short[1:]
