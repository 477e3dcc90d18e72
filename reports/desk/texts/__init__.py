"""/petugas/teks/: an agency's own texts kept ready."""
