"""The rules and words of the gate: values in, values out; no clock, thread, database, numpy or Qt."""
