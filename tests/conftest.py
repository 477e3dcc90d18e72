"""What every test may use. Rows come from tests/factories.py; the fixed cast is in tests/cast.py."""
