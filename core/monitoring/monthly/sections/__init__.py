"""The sections of the monthly report, one module each: `build` takes the month and returns a section."""
