"""What happened at the gate: one SQLite file whose passages are never changed, chained by hashes, and backed up."""
