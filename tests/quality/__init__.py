"""The quality gate: annotated letters and pages, scores per field and per variant, floors that hold."""
