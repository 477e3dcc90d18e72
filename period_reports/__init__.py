"""Reports of a period that a province or regency signs: figures, maps and texts as PDF, XLSX and evidence pack."""
