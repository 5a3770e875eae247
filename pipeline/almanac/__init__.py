"""What is known of events and themes over time. Pure, deterministic."""
