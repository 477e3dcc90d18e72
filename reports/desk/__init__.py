"""The officers' desk, /petugas/: the inbox and its folders here, the page of one case in reports.desk.case."""
