"""One verb on many cases: each by the verb itself in its own transaction, and every refusal told."""
