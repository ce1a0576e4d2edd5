"""Several replicas behind a proxy on this machine, and browser tabs that use them."""
