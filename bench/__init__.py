"""The work that script/bench measures: look-ups, a million points, import, HTTP; ours beside each peer, answers compared."""
