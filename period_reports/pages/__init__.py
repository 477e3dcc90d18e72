"""Pages of period reports: the public list, one report, and where staff ask for one."""
