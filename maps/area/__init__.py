"""One regency or province: where it lies, who acts there, what it was before, what is reported there."""
