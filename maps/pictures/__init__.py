"""Maps that leave the page: drawn by the server as SVG and PNG, printed, embedded elsewhere, or kept in one file."""
