"""Pictures of themes: a map of their events, a river of their articles over time, a sparkline for lists."""
