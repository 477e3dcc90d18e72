"""The statistics of hotspots: found what was planted, and how fast."""
