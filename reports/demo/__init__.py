"""Demo reports: invented complaints at plausible places of the real country, marked as demo on every row."""
