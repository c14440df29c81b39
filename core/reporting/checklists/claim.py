"""CLAIM 2024: A. S. Tejani et al., Checklist for Artificial Intelligence in Medical Imaging (CLAIM): 2024
Update, Radiology: Artificial Intelligence 6 (2024), e240300. The numbers are the published ones, the wording
is our own.
"""

from core.reporting.checklists.rules import (
    Item,
    carded,
    compared,
    external,
    internal,
    known_data,
    measured,
    met,
    partly,
    unmet,
)

CLAIM = (
    Item("1", "Named as a study of AI", met("front", "The title names deep learning and what it is for.")),
    Item(
        "2",
        "Structured summary",
        partly(
            "front", "The first page gives data, n, figures and warnings, but no background or conclusions."
        ),
    ),
    Item(
        "3",
        "Background and clinical role",
        partly("data", "Intended use and role are stated; the literature is not reviewed."),
    ),
    Item("4", "Aims and hypotheses", unmet("The report describes; no hypothesis was set down beforehand.")),
    Item(
        "5",
        "Prospective or retrospective",
        known_data(met("data", "Retrospective: films that had been taken before, for care.")),
    ),
    Item(
        "6", "Goal of the study", met("data", "How well a model for a second reader tells fractured films.")
    ),
    Item("7", "Sources of data", known_data(met("data", "The data set is named and its paper cited."))),
    Item(
        "8",
        "Inclusion and exclusion",
        measured(
            ("flow",),
            known_data(
                partly(
                    "data",
                    "Films left out are counted by reason; how patients came into the data set is not known.",
                )
            ),
        ),
    ),
    Item(
        "9",
        "Preprocessing",
        carded(("side",), met("data", "Letterboxed to the network's square, mean and spread taken out.")),
    ),
    Item(
        "10",
        "Choice of parts of the data",
        measured(("flow",), met("data", "Which films went where is counted.")),
    ),
    Item(
        "11",
        "De-identification",
        known_data(
            partly("data", "The data set was published without names; how they were removed is not said.")
        ),
    ),
    Item(
        "12",
        "Missing data",
        met("data", "Films that could not be evaluated are named with the reason; no number is filled in."),
    ),
    Item("13", "Image acquisition", unmet("Device and exposure of the films are not published with them.")),
    Item(
        "14",
        "Definition of the reference standard",
        known_data(met("data", "A film's label and boxes by radiologists.")),
    ),
    Item(
        "15",
        "Why this reference standard",
        known_data(
            partly("data", "It is the one that the data set has; CT, MRI or follow-up would be stronger.")
        ),
    ),
    Item(
        "16",
        "Who annotated",
        known_data(
            partly("data", "Two radiologists; their years of experience and training are not known here.")
        ),
    ),
    Item(
        "17",
        "How the test films were annotated",
        known_data(
            partly("data", "As published with the data set; tools and instructions are not known here.")
        ),
    ),
    Item("18", "Agreement of the annotators", unmet("How far the annotators agreed is unknown.")),
    Item(
        "19",
        "Assignment to parts",
        measured(
            ("flow",),
            carded(("split",), met("data", "By groups of related films; numbers and make-up of each part.")),
        ),
    ),
    Item(
        "20",
        "At which level the parts are apart",
        carded(
            ("split",),
            partly(
                "data",
                "Apart by groups of related films; patients can't be told, so not proven to be apart by "
                "patient.",
            ),
        ),
    ),
    Item(
        "21",
        "Size of the test part",
        unmet("No sample size was calculated: the test films are those that there were."),
    ),
    Item(
        "22",
        "The model in detail",
        carded(("architecture", "side"), met("data", "Network, input, output and calibration.")),
    ),
    Item("23", "Software", carded(("training.versions",), met("data", "Libraries with their versions."))),
    Item("24", "Initial weights", carded(("start",), met("data", "What training started from."))),
    Item(
        "25",
        "Training",
        carded(
            ("recipe",),
            partly("data", "Stages, rates, batches and weights; how films are varied is not listed."),
        ),
    ),
    Item(
        "26",
        "Choice of the final model",
        carded(
            ("chosen_on",),
            partly("data", "Calibration and points on the validation part; other trials are not listed."),
        ),
    ),
    Item("27", "Ensembles", compared("comparison")),
    Item(
        "28",
        "Measures of performance",
        measured(
            ("discrimination", "points", "calibration"),
            met("discrimination", "Ranking, both operating points and calibration."),
        ),
    ),
    Item(
        "29",
        "Uncertainty",
        measured(
            ("discrimination", "points"),
            met("discrimination", "Each figure has its interval and method, or the reason why it has none."),
        ),
    ),
    Item(
        "30",
        "Robustness",
        measured(
            ("robustness", "confounders"), met("robustness", "Worse films and films without confounders.")
        ),
    ),
    Item(
        "31",
        "Explanations and their check",
        measured(
            ("pointing", "randomised", "erasing"),
            met("looking", "Maps held against boxes, random networks and erasing."),
        ),
    ),
    Item("32", "Internal test", internal("front")),
    Item("33", "External test", external("front")),
    Item("34", "Registration of a trial", unmet("No trial: nothing was registered.")),
    Item(
        "35",
        "Numbers included and excluded",
        measured(("flow",), met("data", "Flow diagram with the reasons.")),
    ),
    Item(
        "36",
        "Make-up of each part",
        measured(("flow",), partly("data", "By region, view and hardware; age and sex are not published.")),
    ),
    Item(
        "37",
        "Performance by part and subgroup",
        measured(
            ("subgroups",),
            partly("subgroups", "By subgroup of these films; the training part is not scored."),
        ),
    ),
    Item(
        "38",
        "Accuracy with intervals",
        measured(("points",), met("discrimination", "At both operating points, with 95 % intervals.")),
    ),
    Item(
        "39",
        "Failures",
        measured(("failures",), met("failures", "The worst films of each kind; confusion matrices.")),
    ),
    Item("40", "Limitations", carded(("limits",), met("data", "The card's limits are printed in full."))),
    Item(
        "41",
        "Implications for practice",
        measured(
            ("decision",), partly("clinical", "Net benefit and other prevalences; no reader was observed.")
        ),
    ),
    Item("42", "Protocol", unmet("No protocol was written before the evaluation.")),
    Item(
        "43",
        "Availability of software, model and data",
        known_data(
            met("data", "Code and weights are in the repository; the data set is public under CC BY 4.0.")
        ),
    ),
    Item("44", "Funding", unmet("The report knows of no funding statement.")),
)
