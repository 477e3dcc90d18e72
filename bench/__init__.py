"""The work that script/bench measures: look-ups, import, HTTP; ours beside each peer, answers compared."""
