"""What a report says, computed once from the figures of the pages: PDF, XLSX and CSV are made of it."""
