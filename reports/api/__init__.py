"""Reports and categories for programs: the same forms, verbs and policies as the pages."""
