"""The checklists that the report is held against; each item with a rule that looks at what the report has."""
