"""Cases: filing over HTTP beside a bare insert, and the officers' pages with a hundred times as many cases."""
