"""The sections of the report, one module each: `build` takes the evidence and returns blocks."""
