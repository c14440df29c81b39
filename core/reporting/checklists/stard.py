"""STARD-AI: V. Sounderajah et al., The STARD-AI reporting guideline for diagnostic accuracy studies using
artificial intelligence, Nature Medicine 31 (2025), 3283-3289. The numbers are the published ones, the wording
is our own.
"""

from core.reporting.checklists.rules import Item, carded, external, known_data, measured, met, partly, unmet

STARD_AI = (
    Item(
        "1",
        "Named as AI diagnostic accuracy",
        met("front", "The title says so; the first page gives the measures."),
    ),
    Item(
        "2",
        "Structured summary",
        partly("front", "The first page gives data, n, figures and warnings, no conclusions."),
    ),
    Item(
        "3",
        "Background, intended use, workflow",
        partly("data", "Intended use and place beside the reader; the literature is not reviewed."),
    ),
    Item(
        "4",
        "Objectives and hypotheses",
        unmet("The report describes; no hypothesis was set down beforehand."),
    ),
    Item(
        "5",
        "Prospective or retrospective",
        known_data(met("data", "Retrospective: films that had been taken before, for care.")),
    ),
    Item(
        "6",
        "Ethics approval",
        unmet("Published films without names; approval of their collection is not known here."),
    ),
    Item(
        "7",
        "Eligibility of patients and of films",
        measured(
            ("flow",),
            partly("data", "Films left out are counted by reason; criteria for patients are not known."),
        ),
    ),
    Item("8", "How patients were found", unmet("Why the films were taken is not published with them.")),
    Item(
        "9",
        "Where and when",
        known_data(partly("data", "The country and kind of hospitals; dates are not published.")),
    ),
    Item(
        "10",
        "Consecutive, random or convenience",
        unmet("Not known: a film may have been chosen for what it shows."),
    ),
    Item("11", "Source of the data", known_data(met("data", "A public data set of films taken for care."))),
    Item(
        "12",
        "Who annotated, and how",
        known_data(
            partly("data", "Two radiologists, after the fact; their experience and agreement are unknown.")
        ),
    ),
    Item(
        "13",
        "Devices and software",
        carded(("training.versions",), partly("data", "Software with versions; devices are unknown.")),
    ),
    Item(
        "14",
        "Acquisition and preprocessing",
        carded(("side",), partly("data", "Preprocessing is described; acquisition is unknown.")),
    ),
    Item(
        "15a",
        "The index test in detail",
        carded(("architecture",), met("data", "Network, input, output, calibration; code is public.")),
    ),
    Item(
        "15b",
        "How it was developed",
        carded(
            ("recipe", "data.films"), met("data", "Stages of training, and the number of films in each part.")
        ),
    ),
    Item(
        "15c",
        "Cut-offs of the index test",
        carded(
            ("operating_points", "chosen_on"),
            met("data", "Two points, chosen on validation films before the test."),
        ),
    ),
    Item(
        "15d",
        "Who uses it",
        partly("data", "Clinicians who can read the film; no training is asked of them or tested."),
    ),
    Item(
        "16a",
        "The reference standard in detail",
        known_data(partly("data", "Labels by radiologists; their instructions are not known.")),
    ),
    Item(
        "16b",
        "Why this reference standard",
        known_data(
            partly("data", "It is the one that the data set has; CT, MRI or follow-up would be stronger.")
        ),
    ),
    Item(
        "16c",
        "Cut-offs of the reference standard",
        known_data(partly("data", "Fracture or not; how doubtful films were labelled is unknown.")),
    ),
    Item(
        "17a",
        "Index test blind",
        met("data", "The network sees pixels alone, neither label nor clinical data."),
    ),
    Item(
        "17b",
        "Reference standard blind",
        known_data(
            partly(
                "data",
                "Labelled before the network was made; what else the radiologists knew is not known here.",
            )
        ),
    ),
    Item(
        "18",
        "Statistical methods",
        measured(
            ("discrimination",),
            met("discrimination", "The method stands beside each figure; papers are in the references."),
        ),
    ),
    Item(
        "19",
        "Indeterminate results",
        measured(
            ("doubt",),
            met(
                "discrimination",
                "The doubt band is counted; at each point it is called one way or the other.",
            ),
        ),
    ),
    Item(
        "20",
        "Missing data",
        met("data", "Films that could not be evaluated are named with the reason, and not counted."),
    ),
    Item(
        "21",
        "Variability of accuracy",
        measured(
            ("subgroups", "robustness"),
            partly("subgroups", "By subgroup and as films get worse; none was registered before."),
        ),
    ),
    Item(
        "22",
        "Intended sample size",
        unmet("No sample size was calculated: the test films are those that there were."),
    ),
    Item(
        "23",
        "Errors, bias and fairness, methods",
        measured(
            ("subgroups", "failures"),
            partly(
                "subgroups", "By region, view and technique; not by age, sex or origin, which are unknown."
            ),
        ),
    ),
    Item("24", "Flow diagram", measured(("flow",), met("data", "From the films found to the parts."))),
    Item(
        "25",
        "Make-up of each part",
        measured(("flow",), partly("data", "By region, view and hardware; age and sex are not published.")),
    ),
    Item(
        "26a",
        "Severity of the fractures",
        measured(
            ("subgroups",),
            partly("subgroups", "Number and size of marked fractures; displacement is not labelled."),
        ),
    ),
    Item("26b", "Other diagnoses", unmet("What else the films without a fracture show is not labelled.")),
    Item("27", "Time between the tests", met("data", "None: label and answer are of the same film.")),
    Item(
        "28",
        "Whether the films represent intended use",
        measured(
            ("prevalence",),
            partly("clinical", "Prevalence here is that of the data set; other prevalences are computed."),
        ),
    ),
    Item("29", "External evaluation", external("front")),
    Item(
        "30",
        "Cross-tabulation",
        measured(("points",), met("discrimination", "Confusion matrices at both points.")),
    ),
    Item(
        "31",
        "Accuracy with intervals",
        measured(("points", "discrimination"), met("discrimination", "Each with its 95 % interval.")),
    ),
    Item(
        "32",
        "Adverse events",
        met("data", "None possible: no patient was examined or treated for this evaluation."),
    ),
    Item("33", "Limitations", carded(("limits",), met("data", "The card's limits are printed in full."))),
    Item(
        "34",
        "Implications for practice",
        measured(
            ("decision",), partly("clinical", "Net benefit and other prevalences; no reader was observed.")
        ),
    ),
    Item(
        "35",
        "Ethics and fairness of use",
        partly("data", "What it is not for is stated; fairness between people could not be judged."),
    ),
    Item("36", "Registration", unmet("Nothing was registered.")),
    Item("37", "Protocol", unmet("No protocol was written before the evaluation.")),
    Item("38", "Funding", unmet("The report knows of no funding statement.")),
    Item("39", "Commercial interests", unmet("The report knows of no statement of interests.")),
    Item(
        "40a",
        "Availability of data and code",
        known_data(
            met("data", "Code and weights are in the repository; the data set is public under CC BY 4.0.")
        ),
    ),
    Item(
        "40b",
        "Whether outputs can be audited",
        met("data", "Each film's probability is kept in predictions.csv beside the figures."),
    ),
)
