"""The maps with a million reports and more: tiles beside the plain query and beside tipg, filing, the page."""
