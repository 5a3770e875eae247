"""The shell around the stages: reads what a stage needs from the store, calls it, writes what it decided."""
